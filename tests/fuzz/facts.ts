import type { QuestionName } from "../../schemas/questions/names.ts";
import type { Visit } from "./visits.ts";
import type { World, WorldMoment } from "./worlds.ts";

/** Something that a figure counts: when, and by which values it can be grouped and filtered. */
export interface Fact {
  /** ms since 1970. */
  readonly at: number;
  readonly site: string;
  readonly values: Readonly<Record<string, string>>;
}

/** A number of a row, and the facts that it must count. */
export interface Measure {
  readonly columns: readonly string[];
  readonly facts: readonly Fact[];
}

/** A question, as far as it decides what is counted. */
export interface Asked {
  readonly form?: readonly string[];
  readonly metrics?: readonly string[];
  readonly moment?: string | { readonly id: string; readonly outcome: readonly string[] };
  readonly status?: readonly string[];
  readonly suspect?: boolean;
  readonly nps?: readonly string[];
  readonly steps?: readonly { readonly type: string; readonly where?: object }[];
  readonly unit?: string;
  readonly histogram?: boolean;
  readonly explain?: boolean;
  readonly kind?: string;
  readonly funnel?: object;
  readonly follows?: object;
  readonly variant?: readonly string[];
  readonly repeats?: string;
  readonly in_a_row?: readonly string[];
  readonly hands_over?: object;
  readonly returned?: object;
  readonly satisfaction?: object;
  readonly contact?: object;
  readonly won_back?: object;
}

const DAY_MS = 86_400_000;
const TEN_MINUTES_MS = 600_000;
/** Above this age nobody waits for an outcome any longer; see `worlds.ts`. */
const FORGOTTEN_MS = 15 * DAY_MS;

/** What the rows of an answer must count, known from what was sent. */
export function measuresOf(
  name: QuestionName,
  asked: Asked,
  world: World,
  now: number,
): readonly Measure[] {
  const visits = factsOfVisits(world);
  switch (name) {
    case "waits":
      return [{ columns: ["journeys"], facts: visits }];
    case "voice":
      return [{ columns: ["n"], facts: answers(world, asked.form ?? ["survey"]) }];
    case "moments": {
      const wanted = judged(world, now).filter(
        ({ values }) => (asked.moment ?? values["moment"]) === values["moment"],
      );
      return [{ columns: ["kept", "missed", "pending", "unknown"], facts: wanted }];
    }
    case "trend": {
      const measures: Readonly<Record<string, readonly Fact[]>> = {
        journeys: visits,
        answers: answers(world, ["survey"]),
        kept: judged(world, now).filter(({ values }) => values["state"] === "kept"),
        missed: judged(world, now).filter(({ values }) => values["state"] === "missed"),
      };
      return (asked.metrics ?? []).flatMap((metric) => {
        const facts = measures[metric];
        return facts === undefined ? [] : [{ columns: [metric], facts }];
      });
    }
    case "funnel": {
      // What these count is what tests/contract/funnel.test.ts holds them to.
      const isOther = asked.explain === true || asked.histogram === true;
      if (isOther || asked.unit === "customer") return [];
      // Every visit begins with a ticket, and with no other.
      const [step, ...others] = asked.steps ?? [];
      const isTicket =
        others.length === 0 && step?.type === "ticket.issued" && step.where === undefined;
      return isTicket ? [{ columns: ["units"], facts: visits }] : [];
    }
    case "paths":
      return asked.kind === "variants" && asked.unit !== "customer"
        ? [{ columns: ["journeys"], facts: visits }]
        : [];
    case "cohorts":
    case "satisfaction":
      return []; // held to a second computation by tests/contract/returns.test.ts
    case "live": {
      const open = factsOfVisits(world, (visit) => statusOf(visit, now) === "open");
      return [{ columns: ["waiting"], facts: open }];
    }
    case "journeys": {
      // What these count is what tests/contract/{cells,cells-of-customers}.test.ts hold them to.
      if (asked.unit === "customer") return [];
      const byCell = [
        asked.funnel,
        asked.returned,
        asked.satisfaction,
        asked.contact,
        asked.won_back,
        asked.follows,
        asked.variant,
        asked.repeats,
        asked.in_a_row,
        asked.hands_over,
      ];
      if (byCell.some((cell) => cell !== undefined)) return [];
      return [{ columns: [], facts: listed(asked, world, now) }];
    }
    default:
      return name satisfies never;
  }
}

/** Of how many journeys a list may be; each is a row. */
function listed(asked: Asked, world: World, now: number): readonly Fact[] {
  const { status, suspect, nps, moment } = asked;
  const isWanted = (visit: Visit) =>
    (status?.includes(statusOf(visit, now)) ?? true) &&
    suspect !== true && // none of ours is
    (nps === undefined ||
      (visit.answer?.form === "survey" && nps.includes(groupOf(visit.answer.nps)))) &&
    (typeof moment !== "object" || isSo(visit, moment));
  const isSo = (
    visit: Visit,
    { id, outcome }: { readonly id: string; readonly outcome: readonly string[] },
  ) => {
    const promise = world.moments.find((one) => one.id === id);
    const state = promise && stateOf(visit, promise, now);
    return state !== undefined && outcome.includes(state);
  };
  const wanted = factsOfVisits(world, isWanted);
  if (nps === undefined) return wanted;
  // These are listed by when they answered.
  const answeredAt = new Map(world.visits.map(({ subject, answer }) => [subject, answer?.at ?? 0]));
  return wanted.map((fact) => ({ ...fact, at: answeredAt.get(fact.values["journey"] ?? "") ?? 0 }));
}

function factsOfVisits(
  world: World,
  isWanted: (visit: Visit) => boolean = () => true,
): readonly Fact[] {
  return world.visits.filter(isWanted).map((visit) => factOf(visit, world));
}

function factOf(visit: Visit, { sites }: World): Fact {
  const { started: at, subject: journey, site, channel, service } = visit;
  const { segment, priority, mode, outcome } = visit;
  const region = sites.find(({ id }) => id === site)?.region ?? "";
  const values = { journey, site, region, channel, service, segment, priority, mode, outcome };
  return { at, site, values };
}

function answers(world: World, forms: readonly string[]): readonly Fact[] {
  return world.visits.flatMap((visit) => {
    const { answer } = visit;
    if (answer === undefined || !forms.includes(answer.form)) return [];
    const fact = factOf(visit, world);
    return [{ ...fact, at: answer.at, values: { ...fact.values, form: answer.form } }];
  });
}

/** Moments that apply, with how they stand as of now. */
function judged(world: World, now: number): readonly Fact[] {
  return world.visits.flatMap((visit) =>
    world.moments.flatMap((moment) => {
      const state = stateOf(visit, moment, now);
      if (state === undefined) return [];
      const fact = factOf(visit, world);
      return [{ ...fact, values: { ...fact.values, moment: moment.id, state } }];
    }),
  );
}

function stateOf(visit: Visit, { success }: WorldMoment, now: number): string | undefined {
  const { ending, waitMs, outcome, started } = visit;
  if (success === "outcome = resolved") {
    if (ending === "served") return outcome === "resolved" ? "kept" : "missed";
    return now - started > FORGOTTEN_MS ? "unknown" : "pending";
  }
  // Who still waits has waited longer by now.
  if (ending === "waiting" || waitMs > TEN_MINUTES_MS) return "missed";
  return ending === "served" ? "kept" : undefined;
}

function statusOf({ ending, started }: Visit, now: number): string {
  if (ending !== "waiting") return ending;
  return now - started < DAY_MS ? "open" : "censored";
}

function groupOf(nps: number): string {
  if (nps >= 9) return "promoter";
  return nps >= 7 ? "passive" : "detractor";
}
