import { expect, test } from "vitest";
import { isErasedBy } from "../../schemas/erasure.ts";

const erasures = [
  { tenant: "poste", kind: "customer", value: "h1.jeanne", erasedMs: 1_000 },
  { tenant: "poste", kind: "journey", value: "j1", erasedMs: 1_000 },
] as const;
const isErased = isErasedBy(erasures)!;

test("an erased journey is gone for good, whatever the time", () => {
  expect(isErased("poste", { subject: "j1", at: 5_000 })).toBe(true);
  expect(isErased("poste", { subject: "j2", at: 5_000 })).toBe(false);
});

test("an erased customer is gone up to that instant, and may come again", () => {
  const event = { subject: "j2", customer: "h1.jeanne" };
  expect(isErased("poste", { ...event, at: 1_000 })).toBe(true);
  expect(isErased("poste", { ...event, at: 1_001 })).toBe(false);
});

test("one tenant's erasures say nothing of another's, and a customer's id is no journey's", () => {
  expect(isErased("banque", { subject: "j1", at: 0 })).toBe(false);
  expect(isErased("poste", { subject: "h1.jeanne", customer: "j1", at: 0 })).toBe(false);
});

test("while nothing is erased, nobody looks", () => {
  expect(isErasedBy([])).toBeUndefined();
});
