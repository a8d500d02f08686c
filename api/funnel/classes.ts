import type { Store } from "../../infra/store/port.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import type { Plan } from "../plan.ts";
import { convertUnit } from "./convert.ts";
import { decisiveOf, MOST_QUESTIONS, type Decisive } from "./decisive.ts";
import { pack, packingFor, unpackSql, type Packing } from "./packed.ts";
import { spell, unitOf, type Funnel, type Spelled } from "./units.ts";

/** A variant that somebody in the funnel may have, and how many journeys of it are longer than the window. */
export interface Variant {
  readonly name: string;
  /** `cityHash64` of its name, in decimal. */
  readonly hash: string;
  readonly spelled: Spelled;
  readonly decisive: Decisive;
  readonly long: number;
}

/**
 * Journeys that convert at the same places: those of a variant that give the same answers to its
 * questions, or a single one whose variant has too many questions. What the engine needs to find the
 * places of each of its rows.
 */
export interface Classes {
  /** SQL definitions, to stand after WITH; `entry` is one of them. */
  readonly with: readonly string[];
  readonly params: Readonly<Record<string, readonly string[]>>;
  /** SQL of the place of a step, counted from 1; 0 when it is not reached. @param step counted from 0 */
  place(step: number): string;
  readonly byAnswers: { readonly variants: number; readonly journeys: number };
  readonly oneByOne: { readonly variants: number; readonly journeys: number };
}

export interface Classing {
  readonly store: Store;
  readonly plan: Plan;
  readonly funnel: Funnel;
  readonly signal: AbortSignal;
}

export const LONG = "dateDiff('millisecond', started, last) > {window: Int64}";

/** Journeys that are looked at one by one for a question, at most. */
const MOST_ONE_BY_ONE = 200_000;
const HASHES = 1n << 64n;

export function variantOf(
  funnel: Funnel,
  { variant: name, hash, long }: { variant: string; hash: string; long: number },
): Variant {
  const spelled = spell(name);
  return { name, hash, spelled, decisive: decisiveOf(funnel, spelled), long };
}

export async function classesOf(
  classing: Classing,
  variants: readonly Variant[],
): Promise<Classes> {
  const { funnel } = classing;
  const places = new Map<string, readonly number[]>();
  const put = (key: string, found: readonly number[] | undefined) => {
    if (found !== undefined) places.set(key, found);
  };
  for (const { hash, decisive } of variants) put(hash, decisive.places(0));
  const undecided = variants.filter(
    ({ long, decisive }) => long > 0 && decisive.questions.length > 0,
  );
  const isBrief = ({ decisive }: Variant) => decisive.questions.length <= MOST_QUESTIONS;
  const asking = undecided.filter(isBrief);
  const single = undecided.filter((variant) => !isBrief(variant));
  const noes = noesSql(asking);
  const answers = await answersOf(classing, asking, noes);
  for (const { variant, noes: said } of answers) {
    put(plus(variant.hash, said), variant.decisive.places(said));
  }
  const singles = await oneByOne(classing, single);
  for (const { hash, places: found } of singles) put(hash, found);

  const most = Math.max(1, ...[...places.values()].flat().map((place) => place + 1));
  const packing = packingFor(funnel.rules.steps, most);
  const packed = [...places].map(([key, found]) => [key, pack(found, packing)] as const);
  const class_ = `cityHash64(variant)${asking.length === 0 ? "" : ` + if(${LONG}, ${noes.sql}, 0)`}`;
  return {
    with: [
      ...noes.with,
      single.length === 0
        ? `${class_} AS class`
        : `if(${LONG} AND has({single: Array(String)}, variant), cityHash64(journey), ${class_}) AS class`,
      ...lookups("class", "place", packing),
      `started + toIntervalMillisecond(step_ms[${unpackSql("place", 0, packing)}]) AS entry`,
    ],
    params: {
      ...noes.params,
      ...(single.length > 0 && { single: single.map(({ name }) => name) }),
      ...lookedUp("place", packing, packed),
    },
    place: (step) => unpackSql("place", step, packing),
    byAnswers: { variants: asking.length, journeys: sum(answers.map(({ journeys }) => journeys)) },
    oneByOne: { variants: single.length, journeys: singles.length },
  };
}

interface Noes {
  readonly sql: string;
  readonly with: readonly string[];
  readonly params: Readonly<Record<string, readonly string[]>>;
}

/** SQL of a number whose bit k says that a journey answers its variant's question k by no. */
function noesSql(asking: readonly Variant[]): Noes {
  const pairs = asking.map(({ hash, decisive }) => [hash, decisive.questions.flat()] as const);
  const count = Math.max(0, ...pairs.map(([, flat]) => flat.length));
  const packing = packingFor(count, Math.max(1, ...pairs.flatMap(([, flat]) => flat)) + 1);
  const ms = (index: number) => `step_ms[${unpackSql("asked", index, packing)}]`;
  const bits = Array.from({ length: count / 2 }, (_, bit) => {
    const isOver = `${ms(2 * bit + 1)} - ${ms(2 * bit)} > {window: Int64}`;
    return `bitShiftLeft(toUInt64(${isOver}), ${String(bit)})`;
  });
  if (bits.length === 0) return { sql: "0", with: [], params: {} };
  const packed = pairs.map(([hash, flat]) => [hash, pack(flat, packing)] as const);
  return {
    sql: bits.join(" + "),
    with: lookups("cityHash64(variant)", "asked", packing),
    params: lookedUp("asked", packing, packed),
  };
}

async function answersOf(
  { store, plan, funnel, signal }: Classing,
  asking: readonly Variant[],
  noes: Noes,
) {
  if (asking.length === 0) return [];
  const known = new Map(asking.map((variant) => [variant.name, variant]));
  const sql = `
  WITH ${noes.with.join(",\n    ")}
  SELECT variant, toUInt32(${noes.sql}) AS noes, count() AS journeys
  FROM journeys FINAL
  WHERE ${plan.where}
    AND ${LONG}
    AND has({known: Array(String)}, variant)
  GROUP BY variant, noes`;
  const params = { ...plan.params, ...noes.params, known: [...known.keys()] };
  const rows = await store.query<{ variant: string; noes: number; journeys: number }>(
    sql,
    { ...params, window: funnel.rules.windowMs },
    { signal },
  );
  return rows.map((row) => ({ ...row, variant: known.get(row.variant) as Variant }));
}

/** Each by its own times. */
async function oneByOne(
  { store, plan, funnel, signal }: Classing,
  single: readonly Variant[],
): Promise<readonly { hash: string; places: readonly number[] | undefined }[]> {
  if (single.length === 0) return [];
  const known = new Map(single.map((variant) => [variant.name, variant.spelled]));
  const sql = `
  SELECT toString(cityHash64(journey)) AS hash, variant, step_ms
  FROM journeys FINAL
  WHERE ${plan.where}
    AND ${LONG}
    AND has({known: Array(String)}, variant)
  LIMIT ${String(MOST_ONE_BY_ONE + 1)}`;
  const rows = await store.query<{ hash: string; variant: string; step_ms: readonly number[] }>(
    sql,
    { ...plan.params, known: [...known.keys()], window: funnel.rules.windowMs },
    { signal },
  );
  if (rows.length > MOST_ONE_BY_ONE) {
    throw new RequestProblem(
      "question-too-heavy",
      `More than ${String(MOST_ONE_BY_ONE)} journeys repeat the steps so often within the window that each must be looked at: ` +
        `take a shorter range, or a longer window.`,
      { field: "window" },
    );
  }
  return rows.map(({ hash, variant, step_ms: times }) => {
    const unit = unitOf(funnel, known.get(variant) as Spelled, times);
    return { hash, places: convertUnit(unit, funnel.rules) };
  });
}

/** SQL that finds the words of a key, 0 where it is not listed. */
function lookups(key: string, name: string, { words }: Packing): string[] {
  return Array.from({ length: words }, (_, word) => {
    const list = (of: string) => `CAST({${of}: Array(String)}, 'Array(UInt64)')`;
    const column = `${name}_${String(word)}`;
    return `transform(${key}, ${list(`${name}_keys`)}, ${list(`${column}_words`)}, toUInt64(0)) AS ${column}`;
  });
}

function lookedUp(
  name: string,
  { words }: Packing,
  packed: readonly (readonly [key: string, words: readonly string[]])[],
): Record<string, readonly string[]> {
  // transform() takes no empty arrays; a key that is nobody's stands in.
  const entries = packed.length === 0 ? [["0", []] as const] : packed;
  return {
    [`${name}_keys`]: entries.map(([key]) => key),
    ...Object.fromEntries(
      Array.from({ length: words }, (_, word) => [
        `${name}_${String(word)}_words`,
        entries.map(([, list]) => list[word] ?? "0"),
      ]),
    ),
  };
}

/** As the engine adds to a hash. */
function plus(hash: string, noes: number): string {
  return String((BigInt(hash) + BigInt(noes)) % HASHES);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
