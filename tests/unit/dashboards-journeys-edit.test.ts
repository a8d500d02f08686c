import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import * as edit from "../../dashboards/journeys/edit.ts";
import { textOf, valueOf, wordsOfValues } from "../../dashboards/journeys/filter-words.ts";
import { SAYS, withValues } from "../../dashboards/journeys/filters.ts";
import { UNITS, USUAL, windowOf, type Funnel } from "../../dashboards/journeys/funnel.ts";
import { questionText } from "../../dashboards/journeys/question-text.ts";
import { wordsOf } from "../../dashboards/words.ts";
import { EVENT_SCHEMAS } from "../../schemas/event.ts";
import type { EventType } from "../../schemas/event-types.ts";
import { LASTING_TRAITS, OWN_TRAITS } from "../../schemas/traits.ts";
import { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { anyFunnel, anyTrait, anyType, anyValues } from "../support/funnels.ts";

const index = fc.integer({ min: 0, max: 9 });
const sites = [{ id: "S1", name: "Lyon Bellecour" }];
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, " ");

/** Everything that a click can do to a funnel. */
const anyEdit: fc.Arbitrary<(funnel: Funnel) => Funnel> = fc.oneof(
  fc.constant((funnel: Funnel) => edit.addStep(funnel)),
  index.map((at) => (funnel: Funnel) => edit.removeStep(funnel, at)),
  fc.tuple(index, fc.constantFrom(-1 as const, 1 as const)).map(
    ([at, by]) =>
      (funnel: Funnel) =>
        edit.moveStep(funnel, at, by),
  ),
  fc.tuple(index, anyType).map(
    ([at, type]) =>
      (funnel: Funnel) =>
        edit.retypeStep(funnel, at, type),
  ),
  fc.tuple(index, fc.string({ maxLength: 120 })).map(
    ([at, name]) =>
      (funnel: Funnel) =>
        edit.nameStep(funnel, at, name),
  ),
  fc.tuple(fc.oneof(index, fc.constant(Number.NaN)), fc.constantFrom(...UNITS)).map(
    ([count, unit]) =>
      (funnel: Funnel) =>
        edit.setWindow(funnel, count, unit),
  ),
  fc.constant((funnel: Funnel) => edit.addExclusion(funnel)),
  index.map((at) => (funnel: Funnel) => edit.removeExclusion(funnel, at)),
  fc
    .tuple(
      index,
      fc.oneof(fc.record({ from: index }), fc.record({ to: index }), fc.record({ type: anyType })),
    )
    .map(
      ([at, change]) =>
        (funnel: Funnel) =>
          edit.changeExclusion(funnel, at, change),
    ),
  fc
    .tuple(
      fc.record({ of: fc.constantFrom("steps" as const, "exclude" as const), index }),
      anyTrait,
      fc.oneof(anyValues, fc.constant([])),
    )
    .map(
      ([place, trait, values]) =>
        (funnel: Funnel) =>
          edit.changeFilter(funnel, place, (where) => withValues(where, trait, values)),
    ),
);

test("whatever is clicked, the API understands the funnel", () => {
  fc.assert(
    fc.property(anyFunnel, fc.array(anyEdit, { maxLength: 12 }), (funnel, edits) => {
      const built = edits.reduce((now, change) => change(now), funnel);
      expect(FunnelQuestion.safeParse(built).error?.issues).toBeUndefined();
    }),
  );
});

describe("steps", () => {
  const types = ({ steps }: Funnel) => steps.map(({ type }) => type);

  test("are appended with what usually comes next", () => {
    expect(types(edit.addStep(USUAL)).slice(-2)).toEqual(["review.submitted", "review.answered"]);
    const last = { ...USUAL, steps: [{ type: "review.answered" as const }] };
    expect(types(edit.addStep(last))).toEqual(["review.answered", "review.answered"]);
  });

  test("move there and back", () => {
    fc.assert(
      fc.property(anyFunnel, index, (funnel, at) => {
        fc.pre(at + 1 < funnel.steps.length);
        expect(edit.moveStep(edit.moveStep(funnel, at, 1), at + 1, -1)).toEqual(funnel);
      }),
    );
  });

  test("lose their name with their type", () => {
    const named = edit.nameStep(USUAL, 0, "  At the door ");
    expect(named.steps[0]).toEqual({ type: "ticket.issued", label: "At the door" });
    expect(edit.retypeStep(named, 0, "ticket.called").steps[0]).toEqual({ type: "ticket.called" });
    expect(edit.nameStep(named, 0, " ")).toEqual(USUAL);
  });

  test("keep of their filter what events of the new type can say", () => {
    const where = { channel: ["office"], outcome: ["resolved"], reason: ["lost"] };
    const ended = { ...USUAL, steps: [{ type: "service.ended" as const, where }] };
    expect(edit.retypeStep(ended, 0, "service.started").steps[0]?.where).toEqual({
      channel: ["office"],
      reason: ["lost"],
    });
    const asked = { ...USUAL, steps: [{ type: "service.ended" as const, where: { nps: ["9"] } }] };
    expect(edit.retypeStep(asked, 0, "wait.started").steps[0]).toEqual({ type: "wait.started" });
  });

  test("take exclusions along when one before them goes, and away when they stand at nothing", () => {
    const funnel: Funnel = {
      ...USUAL,
      exclude: [
        { type: "wait.abandoned", from: 2, to: 4 },
        { type: "ticket.no_show", from: 4, to: 5 },
      ],
    };
    expect(edit.removeStep(funnel, 0).exclude).toEqual([
      { type: "wait.abandoned", from: 1, to: 3 },
      { type: "ticket.no_show", from: 3, to: 4 },
    ]);
    expect(edit.removeStep(funnel, 4).exclude).toEqual([
      { type: "wait.abandoned", from: 2, to: 4 },
    ]);
  });
});

test("of an exclusion the end that was not chosen gives way", () => {
  const excluding = edit.addExclusion(USUAL);
  expect(excluding.exclude).toEqual([{ type: "wait.abandoned", from: 1, to: 5 }]);
  const narrow = edit.changeExclusion(excluding, 0, { to: 2 });
  expect(edit.changeExclusion(narrow, 0, { from: 3 }).exclude[0]).toMatchObject({ from: 3, to: 4 });
  const late = edit.changeExclusion(excluding, 0, { from: 4 });
  expect(edit.changeExclusion(late, 0, { to: 2 }).exclude[0]).toMatchObject({ from: 1, to: 2 });
});

test("an exclusion of another type keeps what that can say, and its place keeps all", () => {
  const where = { site: ["S1"], queue: ["A"] };
  const one = edit.changeFilter(edit.addExclusion(USUAL), { of: "exclude", index: 0 }, () => where);
  expect(edit.changeExclusion(one, 0, { from: 2 }).exclude[0]?.where).toEqual(where);
  expect(edit.changeExclusion(one, 0, { type: "ticket.called" }).exclude[0]?.where).toEqual({
    site: ["S1"],
  });
});

describe("filters", () => {
  const first = { of: "steps", index: 0 } as const;

  test("are gone with their last value, and say each value once", () => {
    const asked = edit.changeFilter(USUAL, first, (where) =>
      withValues(where, "channel", ["office", "phone", "office"]),
    );
    expect(asked.steps[0]?.where).toEqual({ channel: ["office", "phone"] });
    expect(edit.changeFilter(asked, first, (where) => withValues(where, "channel", []))).toEqual(
      USUAL,
    );
  });

  test("are sixteen at most; equal ones are one, and no filter is none", () => {
    const numbered = (count: number): Funnel => ({
      ...USUAL,
      steps: [
        { type: "ticket.issued" },
        ...Array.from({ length: count }, (_, n) => ({
          type: "service.started" as const,
          where: { desk: [String(n)] },
        })),
      ],
    });
    const at = (funnel: Funnel, desk: string) =>
      edit.changeFilter(funnel, first, () => ({ desk: [desk] }));
    const full = numbered(16);
    expect(FunnelQuestion.safeParse(full).error?.issues).toBeUndefined();
    expect(edit.canDiffer(full, first)).toBe(false);
    expect(at(full, "another")).toBe(full);
    expect(at(full, "3").steps[0]?.where).toEqual({ desk: ["3"] });
    expect(edit.canDiffer(full, { of: "steps", index: 3 })).toBe(true);
    expect(edit.canDiffer(numbered(15), first)).toBe(true);
    expect(FunnelQuestion.safeParse(at(numbered(15), "another")).success).toBe(true);
    expect(FunnelQuestion.safeParse(numbered(17)).success).toBe(false);
  });

  test("ask nothing of a type that its events never say", () => {
    for (const [type, schema] of Object.entries(EVENT_SCHEMAS)) {
      const { data } = schema.shape;
      const { shape } = data instanceof z.ZodOptional ? data.unwrap() : data;
      const said = OWN_TRAITS.filter((trait) => trait in shape);
      expect([type, [...SAYS[type as EventType]].sort()]).toEqual([type, said.sort()]);
    }
  });

  test("are read and written in words, whatever the words are", () => {
    for (const words of [wordsOf("fr"), wordsOf("en")]) {
      for (const trait of [...LASTING_TRAITS, ...OWN_TRAITS]) {
        for (const value of ["", ...wordsOfValues(trait, { words, sites }).keys()]) {
          const text = textOf(trait, value, { words, sites });
          expect(valueOf(trait, ` ${text.toUpperCase()}`, { words, sites })).toBe(value);
        }
        expect(valueOf(trait, " Guichet 12 ", { words, sites })).toBe("Guichet 12");
      }
    }
  });
});

test("a window is a whole number of a unit", () => {
  expect(windowOf(edit.setWindow(USUAL, 30, "m"))).toEqual({ count: 30, unit: "m" });
  expect(edit.setWindow(USUAL, 0.5, "h")).toBe(USUAL);
});

test("on paper the question stands in words", () => {
  const funnel = edit.addExclusion({ ...USUAL, steps: USUAL.steps.slice(0, 2) });
  expect(questionText(edit.nameStep(funnel, 1, "Waits"), { words: wordsOf("en"), sites })).toBe(
    "Journeys go through Ticket issued → Waits; in this order, within 2 days; without “Gave up waiting” between steps 1 and 2",
  );
});

test("on paper, too, stands what steps and exclusions ask, and that customers go through", () => {
  const asked: Funnel = {
    ...USUAL,
    steps: [
      { type: "ticket.issued", label: "In", where: { site: ["S1", "S9"] } },
      { type: "service.ended", where: { channel: ["office", "phone"], outcome: ["resolved"] } },
    ],
    exclude: [{ type: "wait.abandoned", from: 1, to: 2, where: { queue: ["", "B"] } }],
    unit: "customer",
  };
  expect(plain(questionText(asked, { words: wordsOf("fr"), sites }))).toBe(
    "Les clients passent par In (bureau : Lyon Bellecour ou S9) → Fin du service (canal : guichet ou téléphone, issue : résolu) ; dans cet ordre, en moins de 2 jours ; sans « Parti sans être servi (file : (sans) ou B) » entre les étapes 1 et 2",
  );
});
