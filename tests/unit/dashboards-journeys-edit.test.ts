import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as edit from "../../dashboards/journeys/edit.ts";
import { UNITS, USUAL, windowOf, type Funnel } from "../../dashboards/journeys/funnel.ts";
import { questionText } from "../../dashboards/journeys/question-text.ts";
import { wordsOf } from "../../dashboards/words.ts";
import { FunnelQuestion } from "../../schemas/questions/funnel.ts";
import { anyFunnel, anyType } from "../support/funnels.ts";

const index = fc.integer({ min: 0, max: 9 });

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

test("a window is a whole number of a unit", () => {
  expect(windowOf(edit.setWindow(USUAL, 30, "m"))).toEqual({ count: 30, unit: "m" });
  expect(edit.setWindow(USUAL, 0.5, "h")).toBe(USUAL);
});

test("on paper the question stands in words", () => {
  const funnel = edit.addExclusion({ ...USUAL, steps: USUAL.steps.slice(0, 2) });
  expect(questionText(edit.nameStep(funnel, 1, "Waits"), wordsOf("en"))).toBe(
    "Ticket issued → Waits; in this order, within 2 days; without “Gave up waiting” between steps 1 and 2",
  );
});
