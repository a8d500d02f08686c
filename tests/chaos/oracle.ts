/**
 * What must come out of a network's events (`tests/bench/network.ts`), counted a second time: by its
 * own fold, which shares nothing with the processor's and knows no more than that network does.
 */

/** An event as it was sent. */
export interface SentEvent {
  readonly id: string;
  readonly subject: string;
  readonly type: string;
  readonly time: string;
  readonly site: string;
  readonly channel: string;
  readonly data: {
    readonly service?: string;
    readonly outcome?: string;
    readonly nps?: number;
    readonly attitudes?: { readonly welcome: number };
  };
}

/** One journey, under the names of the store's columns. Times in ms. */
export interface ExpectedJourney {
  readonly journey: string;
  readonly version: number;
  readonly started: number;
  readonly last: number;
  readonly site: string;
  readonly channel: string;
  readonly service: string;
  readonly status: string;
  readonly wait_ms: number | null;
  readonly total_wait_ms: number | null;
  readonly handle_ms: number | null;
  readonly outcome: string;
  readonly transfers: number;
  readonly nps: number | null;
  readonly welcome: number | null;
}

/** Journeys by their ids, out of events in any order, each once. */
export function expectedJourneys(
  events: Iterable<SentEvent>,
): ReadonlyMap<string, ExpectedJourney> {
  const bySubject = new Map<string, SentEvent[]>();
  for (const event of events) {
    const known = bySubject.get(event.subject);
    if (known === undefined) bySubject.set(event.subject, [event]);
    else known.push(event);
  }
  return new Map([...bySubject].map(([subject, its]) => [subject, visitOf(subject, its)]));
}

function visitOf(subject: string, events: readonly SentEvent[]): ExpectedJourney {
  const timed = events
    .map((event) => ({ ...event, at: Date.parse(event.time) }))
    .sort((a, b) => a.at - b.at);
  const of = (type: string) => timed.filter((event) => event.type === type);
  const starts = of("wait.started");
  const waits = starts.map(({ at: from }, index) => {
    const before = starts[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const first = (type: string) => of(type).find(({ at }) => at > from && at < before)?.at;
    const [ended, left] = [first("wait.ended"), first("wait.abandoned")];
    if (ended !== undefined) return { end: "served", ms: ended - from };
    if (left !== undefined) return { end: "abandoned", ms: left - from };
    const called = first("ticket.called");
    if (first("ticket.no_show") !== undefined && called !== undefined) {
      return { end: "no_show", ms: called - from };
    }
    return { end: "waiting", ms: null };
  });
  const [begun, done] = [of("service.started"), of("service.ended")];
  const handled = done.map(({ at }, index) => at - (begun[index]?.at ?? Number.NaN));
  const measured = waits.flatMap(({ ms }) => (ms === null ? [] : [ms]));
  const answer = of("review.submitted").at(-1)?.data;
  return {
    journey: subject,
    version: events.length,
    started: timed[0]?.at ?? Number.NaN,
    last: timed.at(-1)?.at ?? Number.NaN,
    site: timed[0]?.site ?? "",
    channel: timed[0]?.channel ?? "",
    service: timed.find(({ data }) => data.service !== undefined)?.data.service ?? "",
    status: waits[0]?.end ?? "none",
    wait_ms: waits[0]?.ms ?? null,
    total_wait_ms: measured.length === 0 ? null : sum(measured),
    handle_ms: handled.length === 0 ? null : sum(handled),
    outcome: done.at(-1)?.data.outcome ?? "",
    transfers: of("ticket.transferred").length,
    nps: answer?.nps ?? null,
    welcome: answer?.attitudes?.welcome ?? null,
  };
}

/** A row of an answer, or what should stand in it. */
export type Figures = Readonly<Record<string, number | string | null>>;

/** What `waits` must say of these journeys. */
export function expectedWaits(journeys: readonly ExpectedJourney[]): Figures {
  const those = (status: string) => journeys.filter((one) => one.status === status);
  const [served, abandoned, absent] = [those("served"), those("abandoned"), those("no_show")];
  const waits = served.map(({ wait_ms }) => wait_ms ?? Number.NaN).sort((a, b) => a - b);
  const given = abandoned.map(({ wait_ms }) => wait_ms ?? Number.NaN);
  const handled = journeys.flatMap(({ handle_ms }) => (handle_ms === null ? [] : [handle_ms]));
  const percentile = (p: number) => (waits[Math.floor(p * waits.length)] ?? Number.NaN) / 1000;
  const offered = served.length + abandoned.length + absent.length;
  return {
    journeys: journeys.length,
    offered,
    served: served.length,
    abandoned: abandoned.length,
    no_shows: absent.length,
    abandonment: abandoned.length / offered,
    asa_seconds: sum(waits) / waits.length / 1000,
    wait_p50_seconds: percentile(0.5),
    wait_p75_seconds: percentile(0.75),
    wait_p90_seconds: percentile(0.9),
    wait_p95_seconds: percentile(0.95),
    wait_p99_seconds: percentile(0.99),
    handle_seconds: seconds(sum(handled), handled.length),
    patience_seconds: seconds(sum(waits) + sum(given), abandoned.length),
  };
}

/** Of none there is no mean. */
function seconds(ms: number, count: number): number | null {
  return count === 0 ? null : ms / count / 1000;
}

/** What `voice` must say of these journeys. */
export function expectedVoice(journeys: readonly ExpectedJourney[]): Figures {
  const scores = journeys.flatMap(({ nps }) => (nps === null ? [] : [nps]));
  const promoters = scores.filter((score) => score >= 9).length;
  const detractors = scores.filter((score) => score <= 6).length;
  return {
    n: scores.length,
    promoters,
    detractors,
    nps: (100 * (promoters - detractors)) / scores.length,
  };
}

const MINUTE = 60_000;

/** What `moments` must say, of the moments that the repository's own configuration declares. */
export function expectedMoments(journeys: readonly ExpectedJourney[]): readonly Figures[] {
  const waitWithin = (channel: string, most: number, delight: number) =>
    journeys
      .filter((one) => one.channel === channel)
      .map(({ status, wait_ms }) => {
        if (wait_ms === null) return "not_applicable";
        if (wait_ms > most) return "missed";
        if (status === "abandoned") return "not_applicable";
        return wait_ms <= delight ? "delighted" : "kept";
      });
  const resolved = journeys.map(({ outcome }) =>
    outcome === "" ? "pending" : outcome === "resolved" ? "kept" : "missed",
  );
  const welcome = journeys.map(({ welcome: score }) =>
    score === null ? "pending" : score >= 5 ? "delighted" : score >= 4 ? "kept" : "missed",
  );
  const row = (moment: string, results: readonly string[]): Figures => {
    const count = (result: string) => results.filter((one) => one === result).length;
    const delighted = count("delighted");
    return {
      moment,
      kept: count("kept") + delighted,
      missed: count("missed"),
      delighted,
      pending: count("pending"),
    };
  };
  return [
    row("short_wait", waitWithin("office", 10 * MINUTE, 2 * MINUTE)),
    row("call_answered", waitWithin("phone", MINUTE, 10_000)),
    row("resolved", resolved),
    row("welcome", welcome),
  ];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
