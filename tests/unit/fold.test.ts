import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Arrival } from "../../processors/event.ts";
import { foldJourney } from "../../processors/journey.ts";
import { JourneySet } from "../../processors/memory.ts";
import { judgeMoments } from "../../processors/moments.ts";
import { MomentDefinition } from "../../schemas/moment.ts";
import {
  aDayLater,
  anyLines,
  eventsOf,
  journey,
  nastyLines,
  setOf,
  shaken,
  START,
  subjectAt,
  TENANT,
} from "../support/events.ts";

const moments = judgeMoments(
  [
    { id: "short", success: "wait <= 5s", delight: "wait <= 1s" },
    { id: "total", success: "total_wait <= 8s" },
    { id: "handled", success: "handle <= 3s" },
    { id: "liked", success: "nps >= 7", delight: "nps >= 9" },
    { id: "solved", success: "outcome = resolved", where: { channel: ["phone"] } },
  ].map((given) => MomentDefinition.parse({ ...given, name: { en: given.id, fr: given.id } })),
);

/** What the store is told of a set of events: the journey's row and its moments. */
function told(arrivals: readonly Arrival[]) {
  const folded = foldJourney(setOf(arrivals), aDayLater);
  const verdicts = moments(folded).map(({ journey: _, ...verdict }) => verdict);
  return { journey: folded, verdicts };
}

describe("the fold is a function of the set of events", () => {
  test("any order and any repetition of a journey's events give the same row and moments", () => {
    const pair = anyLines.chain((lines) => fc.tuple(fc.constant(lines), shaken(eventsOf(lines))));
    fc.assert(
      fc.property(pair, ([lines, again]) => {
        expect(told(again)).toEqual(told(eventsOf(lines)));
      }),
      { numRuns: 400 },
    );
  });

  test("journeys of many events, whose identities are looked up in a map, give the same too", () => {
    const lines = Array.from({ length: 200 }, (_, index) => {
      const word = ["called", "wait.started", "service.started"][index % 3] ?? "";
      return `${word} ${(index * 37) % 90} id=${index % 120}`;
    });
    fc.assert(
      fc.property(shaken(eventsOf(lines)), (again) => {
        expect(told(again)).toEqual(told(eventsOf(lines)));
      }),
      { numRuns: 15 },
    );
  });

  test("when the log was written to does not matter", () => {
    const lines = ["issued 0", "called 10", "service.started 12"];
    const late = eventsOf(lines).map((event, index) => ({ ...event, received: START - index }));
    expect(told(late)).toEqual(told(eventsOf(lines)));
  });

  test("adding an event never lowers the version, and raises it only when its body is new", () => {
    fc.assert(
      fc.property(nastyLines, (lines) => {
        const set = new JourneySet(TENANT, subjectAt(START), START);
        const bodies = new Set<string>();
        for (const arrival of eventsOf(lines)) {
          const before = set.distinct;
          const isNew = !bodies.has(bodyOf(arrival));
          bodies.add(bodyOf(arrival));
          expect(set.add(arrival.event)).toBe(isNew);
          expect(foldJourney(set, aDayLater).version).toBe(before + (isNew ? 1 : 0));
        }
      }),
    );
  });
});

const identityOf = ({ event }: Arrival) => `${event.source} ${event.id}`;
const bodyOf = (arrival: Arrival) => {
  const { facts, at, site, channel, customer } = arrival.event;
  return [identityOf(arrival), facts.type, at, site, channel, customer, arrival.dataJson].join(" ");
};

describe("two bodies under one identity", () => {
  test("flag the journey, and nothing else does", () => {
    fc.assert(
      fc.property(nastyLines, (lines) => {
        const events = eventsOf(lines);
        const identities = new Set(events.map(identityOf));
        const bodies = new Set(events.map(bodyOf));
        const { conflictingId, version, steps } = foldJourney(setOf(events), aDayLater);
        expect(conflictingId).toBe(bodies.size > identities.size);
        expect(version).toBe(bodies.size);
        expect(steps).toHaveLength(identities.size);
      }),
      { numRuns: 300 },
    );
  });

  test("leave the one with the smallest hash, whichever came first", () => {
    const rivals = eventsOf(["issued 0 id=x", "issued 5 id=x", "called 7 id=x"]);
    const smallest = rivals
      .map(({ event }) => event)
      .toSorted((a, b) => a.hash.high - b.hash.high || a.hash.low - b.hash.low)[0];
    for (const first of rivals) {
      const set = setOf([first, ...rivals]);
      expect(set.counting).toEqual([smallest]);
      expect(set.distinct).toBe(3);
    }
  });

  test("the same id from another source is another event", () => {
    const { conflictingId, version } = journey("issued 0 id=1 source=a", "called 9 id=1 source=b");
    expect({ conflictingId, version }).toEqual({ conflictingId: false, version: 2 });
  });
});

describe("what a journey is", () => {
  test("its steps stand by time, then type, then source, then id", () => {
    const { steps } = journey(
      "called 5 id=b source=x",
      "called 5 id=a source=y",
      "called 5 id=a source=x",
      "service.started 5",
      "issued 5",
      "review.submitted 1",
    );
    const order = steps.map(({ facts, source, id }) => `${facts.type} ${source} ${id}`);
    expect(order).toEqual([
      "review.submitted test 5",
      "ticket.issued test 4",
      "ticket.called x a",
      "ticket.called x b",
      "ticket.called y a",
      "service.started test 3",
    ]);
  });

  test("its variant is one letter a step, with = where two share a millisecond", () => {
    expect(journey("issued 0", "wait.started 0", "called 9.001", "called 9.002").variant).toBe(
      "a=bcc",
    );
  });

  test("it starts with its earliest event and ends with its latest, whichever came last", () => {
    const { started, last } = journey("called 30", "issued -5", "service.started 31");
    expect([started, last]).toEqual([START - 5_000, START + 31_000]);
  });

  test("each dimension is that of the earliest event that carries it", () => {
    const folded = journey(
      "service.started 20 site=S2 mode=counter",
      "issued 0 channel=kiosk service=parcel priority=2",
      "called 10 site=S1 channel=office segment=pro service=bank priority=1",
    );
    expect(folded).toMatchObject({
      site: "S1",
      channel: "kiosk",
      service: "parcel",
      segment: "pro",
      priority: "2",
      mode: "counter",
    });
  });

  test("its outcome is the last one", () => {
    const { outcome } = journey(
      "service.ended 50 outcome=resolved",
      "service.ended 20 outcome=referred",
    );
    expect(outcome).toBe("resolved");
  });

  test("a step's traits are its own, and what was said before it and differs from the journey", () => {
    const { traits } = journey(
      "issued 0 site=S1 service=parcel",
      "called 10 desk=d3",
      "ticket.transferred 20 to=S2",
      "wait.started 21 site=S2 queue=q channel=phone",
      "service.ended 50 outcome=resolved mode=phone desk=d9",
      "review.submitted 90 nps=3 site=S1",
    );
    expect(traits.map((spelled) => spelled.split("\t").filter((trait) => trait !== ""))).toEqual([
      [],
      ["desk=d3"],
      ["to=S2"],
      ["site=S2", "queue=q"],
      ["site=S2", "desk=d9", "mode=phone", "outcome=resolved"],
      ["form=survey", "nps=3"],
    ]);
  });

  test("the last answer on each form counts, as a whole", () => {
    const { reviews } = journey(
      "review.submitted 90 nps=3",
      "review.submitted 20 nps=9 csat=5",
      "review.submitted 30 form=complaint nps=0",
    );
    expect(reviews.map(({ answer: { form, nps, csat } }) => ({ form, nps, csat }))).toEqual([
      { form: "complaint", nps: 0, csat: -1 },
      { form: "survey", nps: 3, csat: -1 },
    ]);
  });
});
