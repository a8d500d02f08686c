import type { Condition, MomentDefinition, MomentOutcome } from "../schemas/moment.ts";
import type { Journey } from "./journey.ts";
import type { Wait } from "./waits.ts";

/** How one moment of one journey went. */
export interface Moment {
  readonly journey: Journey;
  readonly moment: string;
  readonly definition: number;
  readonly result: MomentOutcome;
  /** From this time on (ms since 1970) `resultWhenDue` holds, without another event. */
  readonly dueAt: number | undefined;
  readonly resultWhenDue: MomentOutcome | "";
}

type Verdict = Pick<Moment, "result" | "dueAt" | "resultWhenDue">;

/** Unanswered so long after the journey closed, a moment is unknown. */
const ANSWER_MS = 14 * 86_400_000;

const settled = (result: MomentOutcome): Verdict => ({
  result,
  dueAt: undefined,
  resultWhenDue: "",
});

/** Judges journeys by the moments that were declared when they started. */
export function judgeMoments(definitions: readonly MomentDefinition[]) {
  const byId = new Map<string, readonly MomentDefinition[]>();
  for (const definition of definitions) {
    const versions = [...(byId.get(definition.id) ?? []), definition];
    byId.set(
      definition.id,
      versions.sort((a, b) => b.from.localeCompare(a.from) || b.version - a.version),
    );
  }
  const dated = [...byId].map(([id, versions]) => ({
    id,
    versions: versions.map((version) => ({ ...version, fromMs: Date.parse(version.from) })),
  }));

  /** One moment per declared id; those that do not apply say so, in case they did before. */
  return function judge(journey: Journey): readonly Moment[] {
    return dated.map(({ id, versions }) => {
      const definition = versions.find(({ fromMs }) => journey.started >= fromMs);
      const verdict =
        definition === undefined ? settled("not_applicable") : judgeOne(journey, definition);
      return { journey, moment: id, definition: definition?.version ?? 0, ...verdict };
    });
  };
}

function judgeOne(journey: Journey, definition: MomentDefinition): Verdict {
  const { service, channel, site, segment } = definition.where;
  const applies =
    (service?.includes(journey.service) ?? true) &&
    (channel === undefined || (channel as readonly string[]).includes(journey.channel)) &&
    (site?.includes(journey.site) ?? true) &&
    (segment?.includes(journey.segment) ?? true);
  if (!applies) return settled("not_applicable");
  const success = verdictOf(journey, definition.success);
  if (success.result !== "kept" || definition.delight === undefined) return success;
  const delight = verdictOf(journey, definition.delight);
  return delight.result === "kept" ? settled("delighted") : success;
}

function verdictOf(journey: Journey, condition: Condition): Verdict {
  switch (condition.field) {
    case "wait":
      return waitVerdict(journey.waits.slice(0, 1), journey, condition);
    case "total_wait":
      return waitVerdict(journey.waits, journey, condition);
    case "handle":
      return answered(journey, condition, journey.handleMs);
    case "outcome":
      return answered(journey, condition, journey.outcome === "" ? undefined : journey.outcome);
    case "nps":
      return answered(journey, condition, score(journey, "nps"));
    case "csat":
      return answered(journey, condition, score(journey, "csat"));
    case "attitudes.welcome":
      return answered(journey, condition, score(journey, "welcome"));
    case "attitudes.listening":
      return answered(journey, condition, score(journey, "listening"));
    case "attitudes.efficiency":
      return answered(journey, condition, score(journey, "efficiency"));
    default:
      return condition.field satisfies never;
  }
}

/** Missed once the elapsed wait is over the limit, however it ends; given up within it, it says nothing. */
function waitVerdict(waits: readonly Wait[], { status }: Journey, condition: Condition): Verdict {
  const last = waits.at(-1);
  if (last === undefined) return settled(status === "served" ? "unknown" : "not_applicable");
  const waited = waits.reduce((sum, { from, until = from }) => sum + until - from, 0);
  if (!holds(condition, waited)) return settled("missed");
  if (waits.some(({ negative }) => negative)) return settled("unknown");
  if (last.end === "waiting") {
    const limit = Number(condition.value) + (condition.operator === "<=" ? 1 : 0);
    return { result: "pending", dueAt: last.from + limit - waited, resultWhenDue: "missed" };
  }
  const gaveUp = last.end === "abandoned" || last.end === "cancelled";
  return settled(gaveUp ? "not_applicable" : "kept");
}

function answered(
  journey: Journey,
  condition: Condition,
  value: number | string | undefined,
): Verdict {
  if (value !== undefined) return settled(holds(condition, value) ? "kept" : "missed");
  return {
    result: "pending",
    dueAt: journey.closesAt + ANSWER_MS,
    resultWhenDue: "unknown",
  };
}

function holds({ operator, value }: Condition, found: number | string): boolean {
  switch (operator) {
    case "=":
      return found === value;
    case "<=":
      return found <= value;
    case "<":
      return found < value;
    case ">=":
      return found >= value;
    case ">":
      return found > value;
    default:
      return operator satisfies never;
  }
}

/** The score of the survey, which is the form that moments speak of. */
function score(
  journey: Journey,
  name: "nps" | "csat" | "welcome" | "listening" | "efficiency",
): number | undefined {
  const survey = journey.reviews.find(({ answer }) => answer.form === "survey");
  const given = survey?.answer[name] ?? -1;
  return given < 0 ? undefined : given;
}
