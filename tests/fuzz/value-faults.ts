import fc from "fast-check";
import type { Json, JsonObject } from "../../schemas/documents/json.ts";
import type { Draft } from "./draft.ts";
import type { Faults } from "./fault.ts";
import { ODD_KEYS, oddText, oddValue } from "./odd-values.ts";

type Path = readonly (string | number)[];
type Change = (found: Json) => Json | undefined;

/** What is wrong inside a body that is good JSON. */
export const VALUE_FAULTS: Faults = {
  "a key is missing": anywhere(
    fc.constant(() => undefined),
    (_value, path) => path.length > 0,
  ),
  "a value of another kind": anywhere(oddValue.map((odd) => () => odd)),
  "a strange text": inText(oddText.map((odd) => () => odd)),
  "a text in another case": inText(fc.constant(swapCase), (text) => swapCase(text) !== text),
  "a text that is too long": inText(
    fc
      .constantFrom(129, 257, 1_025, 10_001, 70_000)
      .map((length) => (text: string) => text.padEnd(length, "x")),
  ),
  "a number beyond its limits": anywhere(
    fc
      .constantFrom(-1, -0.5, 11, 86_401, 100_001, 1_000_001, 2 ** 53, 1e300, 0.1)
      .map((odd) => () => odd),
    (value) => typeof value === "number",
  ),
  "a list that is too long": anywhere(
    fc
      .constantFrom(3, 33, 1_001, 6_000)
      .map((length) => (list) => Array.from({ length }, () => (isList(list) ? list[0] : 0) ?? "x")),
    isList,
  ),
  "a key that nobody knows": inObject(
    fc
      .tuple(fc.constantFrom(...ODD_KEYS), oddValue)
      .map(([key, odd]) => (object) => ({ ...object, [key]: odd })),
  ),
  "the key __proto__": inObject(
    oddValue.map(
      (odd) => (object) => Object.fromEntries([...Object.entries(object), ["__proto__", odd]]),
    ),
  ),
  "more keys than allowed": inObject(
    fc.constant((object) => ({
      ...object,
      ...Object.fromEntries(Array.from({ length: 129 }, (_, index) => [`k${String(index)}`, 1])),
    })),
  ),
};

function inText(
  change: fc.Arbitrary<(text: string) => Json>,
  fits: (text: string) => boolean = () => true,
): Faults[string] {
  return anywhere(
    change.map((alter) => (value) => (typeof value === "string" ? alter(value) : value)),
    (value) => typeof value === "string" && fits(value),
  );
}

function inObject(change: fc.Arbitrary<(object: JsonObject) => JsonObject>): Faults[string] {
  return anywhere(
    change.map((alter) => (value) => (isObject(value) ? alter(value) : value)),
    isObject,
  );
}

/** Changes one place of a body, where there is one that fits; undefined takes it away. */
function anywhere(
  change: fc.Arbitrary<Change>,
  fits: (value: Json, path: Path) => boolean = () => true,
): Faults[string] {
  return fc.tuple(fc.nat(), change).map(([nth, alter]) => (draft: Draft) => {
    const { body } = draft;
    if (body === undefined || body.kind === "bytes") return draft;
    const places = [...placesOf(body.value)].filter(([path, value]) => fits(value, path));
    const place = places[nth % Math.max(1, places.length)];
    if (place === undefined) return draft;
    const value = changed(body.value, place[0], alter) ?? null;
    if (body.kind === "json") return { ...draft, body: { kind: "json", value } };
    return { ...draft, body: { kind: "lines", value: isList(value) ? value : [value] } };
  });
}

function* placesOf(value: Json, path: Path = []): Generator<readonly [Path, Json]> {
  yield [path, value];
  if (typeof value !== "object" || value === null || path.length > 5) return;
  // One item stands for a long list: the others are the same.
  const entries = isList(value) ? [...value.slice(0, 8).entries()] : Object.entries(value);
  for (const [key, inner] of entries) yield* placesOf(inner, [...path, key]);
}

function changed(value: Json, [key, ...rest]: Path, change: Change): Json | undefined {
  if (key === undefined) return change(value);
  if (isList(value)) {
    return value.flatMap((item, index) => {
      if (index !== key) return [item];
      const next = changed(item, rest, change);
      return next === undefined ? [] : [next];
    });
  }
  if (!isObject(value)) return value;
  const entries = Object.entries(value).flatMap(([name, item]) => {
    const next = name === key ? changed(item, rest, change) : item;
    return next === undefined ? [] : [[name, next] as const];
  });
  return Object.fromEntries(entries);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function swapCase(text: string): string {
  return text === text.toLowerCase() ? text.toUpperCase() : text.toLowerCase();
}
