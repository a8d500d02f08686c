import { compareRows, type AskedFrame } from "./compare.ts";
import { readRows } from "./rows.ts";
import type { Answer } from "./send.ts";
import { eventsOf, lastOf } from "./visits.ts";
import { SAVED, type WorldCaller } from "./world-callers.ts";
import type { Asking } from "./world-questions.ts";
import type { World } from "./worlds.ts";

/** What is wrong with an answer, and how many rows were looked at. */
export interface Found {
  readonly complaints: readonly string[];
  readonly rows: number;
}

const nothing: Found = { complaints: [], rows: 0 };
const wrong = (complaint: string): Found => ({ complaints: [complaint], rows: 0 });

/** Looks for anything that is another tenant's, and for anything of one's own that is missing. */
export async function answerComplaints(
  asking: Asking,
  caller: WorldCaller,
  worlds: readonly World[],
  answer: Answer,
): Promise<Found> {
  const { status, body } = answer;
  const text = body.toString("utf8");
  // What is refused may repeat what was asked, and that may name anything.
  if (status === 400 && asking.kind === "question") return nothing;
  if (status === 404 && asking.kind === "timeline") return ofNoJourney(asking.subject, caller);
  if (status !== 200) return wrong(`answered ${String(status)}: ${text.slice(0, 300)}`);
  const found = await ofOwn(asking, caller, answer);
  const others = worlds.map(({ tenant }) => tenant).filter((one) => one !== caller.world.tenant);
  // SQL of a question repeats what was asked as well.
  const repeated =
    asking.kind === "question" && asking.body["explain"] === true
      ? JSON.stringify(asking.body)
      : "";
  const marks = others.filter((mark) => text.includes(mark) && !repeated.includes(mark));
  return {
    ...found,
    complaints: [...found.complaints, ...marks.map((mark) => `"${mark}" stands in it`)],
  };
}

async function ofOwn(asking: Asking, caller: WorldCaller, answer: Answer): Promise<Found> {
  switch (asking.kind) {
    case "question":
      return ofRows(asking.name, asking.body, caller, answer);
    case "live":
      return ofRows("live", { where: asking.where }, caller, answer);
    case "timeline":
      return ofJourney(asking.subject, caller, answer);
    case "sites":
      return ofSites(caller, answer);
    case "me": {
      const { tenant } = readJson(answer) as { tenant: string };
      return tenant === caller.world.tenant ? nothing : wrong(`it is said to be ${tenant}`);
    }
    case "saved":
      return ofSaved(caller, answer);
    case "saved answer":
      return ofRows(SAVED.question, SAVED.parameters, caller, answer);
    case "definitions":
    case "lag":
      return nothing;
    default:
      return asking satisfies never;
  }
}

async function ofRows(
  name: Parameters<typeof compareRows>[0],
  asked: AskedFrame,
  { world, sites }: WorldCaller,
  { headers, body }: Answer,
): Promise<Found> {
  const { rows, freshness } = await readRows(headers["content-type"] ?? "", body);
  const complaints = compareRows(name, asked, { world, sites, now: Date.now() }, rows);
  const last = freshness?.last_event;
  const isOwn = last === undefined || Date.parse(last ?? "") === lastEventOf(world);
  const late = isOwn ? [] : [`its last event is said to be of ${String(last)}`];
  return { rows: rows.length, complaints: [...complaints, ...late] };
}

function lastEventOf({ visits }: World): number {
  return Math.max(...visits.map(lastOf));
}

function ofSites({ world, sites }: WorldCaller, answer: Answer): Found {
  const { sites: known } = readJson(answer) as { readonly sites: readonly Named[] };
  const own = world.sites.filter(({ id }) => sites?.includes(id) ?? true);
  const [told, wanted] = [known, own].map(namesOf);
  const complaints =
    told === wanted ? [] : [`its sites are ${String(told)}, not ${String(wanted)}`];
  return { rows: known.length, complaints };
}

function ofSaved({ world }: WorldCaller, answer: Answer): Found {
  const { questions } = readJson(answer) as {
    readonly questions: readonly { readonly title: { readonly en: string } }[];
  };
  const titles = questions.map(({ title }) => title.en).join(", ");
  return titles === world.tenant
    ? { complaints: [], rows: questions.length }
    : wrong(`its saved questions are ${titles}`);
}

interface Named {
  readonly name: string;
}

function namesOf(all: readonly Named[]): string {
  const names = all.map(({ name }) => name);
  return names.toSorted().join(", ");
}

interface Timeline {
  readonly journey: { readonly site: string };
  readonly events: readonly unknown[];
}

/** A journey that one may see has the events that one sent. */
function ofJourney(subject: string, caller: WorldCaller, answer: Answer): Found {
  const visit = visibleVisit(subject, caller);
  if (visit === undefined) return wrong("a journey is there that is not for them to see");
  const { journey, events } = readJson(answer) as Timeline;
  const sent = eventsOf(visit).length;
  return {
    rows: events.length,
    complaints: [
      ...(events.length === sent ? [] : [`it has ${events.length} events, and ${sent} were sent`]),
      ...(journey.site === visit.site ? [] : [`it was at ${journey.site}`]),
    ],
  };
}

function ofNoJourney(subject: string, caller: WorldCaller): Found {
  return visibleVisit(subject, caller) ? wrong("their own journey is not there") : nothing;
}

function visibleVisit(subject: string, { world, sites }: WorldCaller) {
  const visit = world.visits.find((one) => one.subject === subject);
  return visit && (sites?.includes(visit.site) ?? true) ? visit : undefined;
}

function readJson({ body }: Answer): unknown {
  return JSON.parse(body.toString("utf8"));
}
