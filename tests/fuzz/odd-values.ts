import fc from "fast-check";
import type { Json } from "../../schemas/documents/json.ts";
import { nested, STRANGE_TEXTS } from "../e2e/bad-events.ts";

/** Texts that careless programs and attackers send. */
export const ODD_TEXTS: readonly string[] = [
  ...STRANGE_TEXTS,
  "",
  " ",
  "x') UNION ALL SELECT * FROM employee_answers --",
  "{zone: String}",
  "\u0000",
  "a\u0000b",
  "\ud800",
  "tail \udfff",
  "\ufeffmarked",
  "\uffff",
  "e\u0301\u0323".repeat(20),
  "👩‍👩‍👧‍👦",
  "-0",
  "1e309",
  "0x10",
  "../../etc/passwd",
  "%00",
  "a\r\nX-Injected: 1",
  "\t\\N\n",
  "Infinity",
  "9".repeat(40),
  "toString",
  "x".repeat(300),
  "日".repeat(5_000),
];

/** Values of every kind, one of which is always of the wrong one. */
const ODD_VALUES: readonly Json[] = [
  ...ODD_TEXTS,
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e21,
  -1e308,
  5e-324,
  Number.MAX_SAFE_INTEGER + 2,
  [],
  {},
  [[]],
  [null],
  { length: 3 },
  Array.from({ length: 1_001 }, (_, index) => String(index)),
  JSON.parse(nested(200, "array")) as Json,
  JSON.parse(nested(200, "object")) as Json,
  JSON.parse('{"__proto__":{"limit":1},"constructor":{"prototype":{"limit":1}}}') as Json,
];

/** Names that no schema has, or that the language itself has. */
export const ODD_KEYS = [
  "unknown",
  "Range",
  "limit ",
  "",
  "constructor",
  "toString",
  "prototype",
  "a.b",
  "ключ",
  "k".repeat(300),
  "half \ud800",
] as const;

export const oddText = fc.constantFrom(...ODD_TEXTS);
export const oddValue = fc.oneof(
  fc.constantFrom(...ODD_VALUES),
  fc.jsonValue() as fc.Arbitrary<Json>,
);
