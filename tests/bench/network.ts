import { seeded, type Random } from "./random.ts";

/** A network for benchmarks: what it sends looks like a real one's, and costs little to make. */
export interface NetworkPlan {
  readonly seed: number;
  /** Journeys start between these instants, in ms since 1970. */
  readonly from: number;
  readonly to: number;
  readonly journeys: number;
  readonly sites: number;
  /** 1 is the pace of real visits, 0.1 ten times faster. */
  readonly pace: number;
}

/** One event: when it happens, in ms since 1970, and its line of NDJSON. */
export interface Line {
  readonly at: number;
  readonly text: string;
}

/** About so many events a journey. */
export const EVENTS_PER_JOURNEY = 5.9;

const SERVICES = ["parcel", "account", "loan", "stamps", "identity", "phone", "complaint"] as const;
const MARKS = ["signed", "paid", "document missing", "printed", "identity checked"] as const;
const OUTCOMES = ["resolved", "resolved", "resolved", "partial", "unresolved", "referred"] as const;
const SAID = [
  "Accueil très agréable, la conseillère a pris le temps de m'expliquer.",
  "Trop d'attente, un seul guichet ouvert sur quatre à l'heure du déjeuner.",
  "Très bien, merci à Mme Durand. Rappelez-moi au 06 12 34 56 78.",
];

/** All events of the network in the order of their times, journeys interleaved. */
export function* eventsInOrder(plan: NetworkPlan): Generator<Line> {
  const random = seeded(plan.seed);
  const slots = Math.max(1, Math.min(2_000, Math.ceil(plan.journeys / 50)));
  const slotMs = (plan.to - plan.from) / slots;
  let pending: Line[] = [];
  let begun = 0;
  for (let slot = 0; slot < slots; slot += 1) {
    const end = plan.from + (slot + 1) * slotMs;
    for (; begun < ((slot + 1) / slots) * plan.journeys; begun += 1) {
      tellJourney(pending, random, Math.floor(end - random() * slotMs), plan);
    }
    const due = pending.filter(({ at }) => at < end).sort((a, b) => a.at - b.at);
    pending = pending.filter(({ at }) => at >= end);
    yield* due;
  }
  yield* pending.sort((a, b) => a.at - b.at);
}

/** A visit or a call, from its first event to its answer. */
function tellJourney(into: Line[], random: Random, start: number, plan: NetworkPlan): void {
  const isCall = random() < 0.2;
  const number = Math.floor(random() ** 2 * plan.sites); // a few sites are large
  const site = `site-${String(number).padStart(4, "0")}`;
  const channel = isCall ? "phone" : "office";
  const subject = uuid(start, random);
  const customer = random() < 0.5 ? `"customer":"c-${Math.floor(random() * 1e6)}",` : "";
  let at = start;
  const pass = (mean: number) => {
    at += 1 + Math.floor(-Math.log(1 - random()) * mean * 1000 * plan.pace);
  };
  const say = (device: string, type: string, data: string, staff = "") => {
    const id = uuid(at, random);
    const text =
      `{"specversion":"1.0","id":"${id}","source":"urn:parcours:bench:${site}:${device}","type":"${type}",` +
      `"time":"${new Date(at).toISOString()}","subject":"${subject}","site":"${site}",` +
      `"channel":"${channel}",${customer}${staff}"data":${data}}\n`;
    into.push({ at, text });
  };
  const service = oneOf(SERVICES, random);
  const queue = `${service}-${number % 3}`;
  if (!isCall) {
    const segment = random() < 0.1 ? "business" : "private";
    const ticket = `{"service":"${service}","segment":"${segment}","appointment":${random() < 0.1}}`;
    say("kiosk", "ticket.issued", ticket);
  }
  for (let leg = 0; leg < 2; leg += 1) {
    const announced = Math.floor(random() * 900);
    const position = Math.floor(random() * 20);
    pass(2);
    say(
      "queue",
      "wait.started",
      `{"queue":"${queue}","position":${position},"announced":${announced}}`,
    );
    pass(isCall ? 90 : 420);
    if (random() < 0.06) {
      say("queue", "wait.abandoned", `{"queue":"${queue}","reason":"left"}`);
      return;
    }
    const desk = `desk-${Math.floor(random() * 12)}`;
    const staff = `"staff":"agent-${number}-${Math.floor(random() * 15)}",`;
    if (!isCall) {
      say("queue", "ticket.called", `{"desk":"${desk}","service":"${service}"}`, staff);
      pass(12);
      if (random() < 0.03) {
        say("queue", "ticket.no_show", `{"desk":"${desk}"}`);
        return;
      }
    }
    say("queue", "wait.ended", `{"queue":"${queue}"}`);
    pass(1);
    const mode = isCall ? "phone" : "counter";
    say("desk", "service.started", `{"mode":"${mode}","desk":"${desk}"}`, staff);
    pass(300);
    const outcome = oneOf(OUTCOMES, random);
    const marks = `["${oneOf(MARKS, random)}"]`;
    const ended = `{"mode":"${mode}","desk":"${desk}","outcome":"${outcome}","marks":${marks}}`;
    say("desk", "service.ended", ended, staff);
    if (leg === 1 || random() > 0.08) break;
    pass(5);
    say("desk", "ticket.transferred", `{"to":"advisor","desk":"${desk}"}`, staff);
  }
  if (random() > 0.25) return;
  pass(60);
  say("survey", "review.requested", `{"form":"survey","language":"fr"}`);
  if (random() > 0.4) return;
  at += Math.floor(random() * 7_000_000 * plan.pace);
  say("survey", "review.submitted", answer(random));
}

function answer(random: Random): string {
  const score = () => 1 + Math.floor(random() * 5);
  const said = random() < 0.5 ? `,"verbatim":"${oneOf(SAID, random)}"` : "";
  return (
    `{"form":"survey","nps":${Math.floor(random() * 11)},"csat":${score()},"attitudes":` +
    `{"welcome":${score()},"listening":${score()}},"respondent":"customer"${said}}`
  );
}

function oneOf<Value>(values: readonly Value[], random: Random): Value {
  return values[Math.floor(random() * values.length)] as Value;
}

const HEX = Array.from({ length: 0x10000 }, (_, number) => number.toString(16).padStart(4, "0"));

/** A UUIDv7 minted at an instant. */
export function uuid(at: number, random: Random): string {
  const time = at.toString(16).padStart(12, "0");
  const version = `7${word(random).slice(1)}-8${word(random).slice(1)}`;
  const tail = word(random) + word(random) + word(random);
  return `${time.slice(0, 8)}-${time.slice(8)}-${version}-${tail}`;
}

function word(random: Random): string {
  return HEX[Math.floor(random() * HEX.length)] ?? "";
}
