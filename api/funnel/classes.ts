import type { Store } from "../../infra/store/port.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { givingWay } from "../give-way.ts";
import type { Plan } from "../plan.ts";
import type { KeyedRow } from "../questions/rows.ts";
import { INSIDE, LONG } from "./conditions.ts";
import { convertUnit } from "./convert.ts";
import { decisiveOf, MOST_QUESTIONS, type Decisive } from "./decisive.ts";
import { pack, packingFor, unpackSql, type Packing } from "./packed.ts";
import { withSql, type Source } from "./source.ts";
import { unitOf, type Funnel, type Spelled } from "./units.ts";

/** Events in an order that some unit of the funnel may have, and how many such units are longer than the window. */
export interface Variant {
  /** The source's key, in decimal. */
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
  /** The journeys that are longer than the window and wholly inside the period, where they convert. */
  readonly long: readonly Converted[];
  readonly byAnswers: { readonly variants: number; readonly journeys: number };
  readonly oneByOne: { readonly variants: number; readonly journeys: number };
}

export interface Converted {
  /** With its group, where groups are wanted. */
  readonly row: KeyedRow;
  readonly places: readonly number[] | undefined;
  readonly journeys: number;
}

export interface Classing {
  readonly store: Store;
  readonly plan: Omit<Plan, "where">;
  readonly source: Source;
  readonly funnel: Funnel;
  readonly signal: AbortSignal;
}

/** Journeys that are looked at one by one for a question, at most. */
const MOST_ONE_BY_ONE = 200_000;
const HASHES = 1n << 64n;

export function variantOf(funnel: Funnel, rest: Omit<Variant, "decisive">): Variant {
  return { ...rest, decisive: decisiveOf(funnel, rest.hash, rest.spelled) };
}

/** @param grouped whether the long journeys are wanted with their groups */
export async function classesOf(
  classing: Classing,
  variants: readonly Variant[],
  grouped: boolean,
): Promise<Classes> {
  const { funnel, source } = classing;
  const undecided = variants.filter(
    ({ long, decisive }) => long > 0 && decisive.questions.length > 0,
  );
  const isBrief = ({ decisive }: Variant) => decisive.questions.length <= MOST_QUESTIONS;
  const asking = undecided.filter(isBrief);
  const single = undecided.filter((variant) => !isBrief(variant));
  const noes = noesSql(asking, source);
  const answers = await answersOf(classing, asking, noes, grouped);
  const singles = await oneByOne(classing, single, grouped);
  const places = new Map<string, readonly number[]>();
  const put = (key: string, found: readonly number[] | undefined) => {
    if (found !== undefined) places.set(key, found);
  };
  for (const { hash, decisive } of variants) put(hash, decisive.places(0));
  for (const one of [...answers, ...singles]) put(one.key, one.places);

  const all = [...places.values()];
  const packing = packingFor(funnel.rules.steps, greatest(all.map(greatest)) + 1);
  const packed = [...places].map(([key, found]) => [key, pack(found, packing)] as const);
  const ofMany = asking.length === 0 ? source.key : `${source.key} + if(${LONG}, ${noes.sql}, 0)`;
  const entry = all.every(([first]) => first === 0)
    ? "started"
    : `started + toIntervalMillisecond(step_ms[${unpackSql("place", 0, packing)}])`;
  return {
    with: [
      ...source.with,
      ...noes.with,
      single.length === 0
        ? `${ofMany} AS class`
        : `if(${isSingle(source)}, cityHash64(${source.unit}), ${ofMany}) AS class`,
      ...lookups("class", "place", packing),
      `${entry} AS entry`,
    ],
    params: {
      ...noes.params,
      ...(single.length > 0 && { single: single.map(({ hash }) => hash) }),
      ...lookedUp("place", packing, packed),
    },
    place: (step) => unpackSql("place", step, packing),
    long: [...answers, ...singles],
    byAnswers: { variants: asking.length, journeys: sum(answers) },
    oneByOne: { variants: single.length, journeys: singles.length },
  };
}

const isSingle = ({ key }: Source) =>
  `${LONG} AND has(CAST({single: Array(String)}, 'Array(UInt64)'), ${key})`;

interface Noes {
  readonly sql: string;
  /** SQL of whether a row's variant asks anything. */
  readonly has: string;
  readonly with: readonly string[];
  readonly params: Readonly<Record<string, readonly string[]>>;
}

/** SQL of a number whose bit k says that a journey answers its variant's question k by no. */
function noesSql(asking: readonly Variant[], { key }: Source): Noes {
  const pairs = asking.map(({ hash, decisive }) => [hash, decisive.questions.flat()] as const);
  const count = greatest(pairs.map(([, flat]) => flat.length));
  const packing = packingFor(count, greatest(pairs.map(([, flat]) => greatest(flat))) + 1);
  const ms = (index: number) => `step_ms[${unpackSql("asked", index, packing)}]`;
  const bits = Array.from({ length: count / 2 }, (_, bit) => {
    const isOver = `${ms(2 * bit + 1)} - ${ms(2 * bit)} > {window: Int64}`;
    return `bitShiftLeft(toUInt64(${isOver}), ${String(bit)})`;
  });
  if (bits.length === 0) return { sql: "0", has: "0", with: [], params: {} };
  const packed = pairs.map(([hash, flat]) => [hash, pack(flat, packing)] as const);
  return {
    sql: `(${bits.join(" + ")})`,
    has: "asked_0 != 0",
    with: lookups(key, "asked", packing),
    params: lookedUp("asked", packing, packed),
  };
}

interface Long extends Converted {
  readonly key: string;
  /** Of all, inside the period or not. */
  readonly all: number;
}

async function answersOf(
  { store, plan, source, funnel, signal }: Classing,
  asking: readonly Variant[],
  noes: Noes,
  grouped: boolean,
): Promise<readonly Long[]> {
  if (asking.length === 0) return [];
  const known = new Map(asking.map((variant) => [variant.hash, variant]));
  // One number to group by, not a text and a number: that takes a third of the time.
  const sql = `
  WITH ${[...source.with, ...noes.with].join(",\n    ")}
  SELECT ${grouped ? plan.select : ""} ${source.key} + ${noes.sql} AS class,
    toString(any(${source.key})) AS hash, any(toUInt32(${noes.sql})) AS noes,
    count() AS all, countIf(${INSIDE}) AS inside
  FROM ${source.from}
  WHERE ${source.where}
    AND ${LONG}
    AND ${noes.has}
  GROUP BY ${[...(grouped ? plan.keys : []), "class"].join(", ")}`;
  const params = { ...plan.params, ...noes.params, window: funnel.rules.windowMs };
  const rows = await store.query<AnswerRow>(sql, params, { signal });
  return rows.map((row) => {
    const { hash, decisive } = known.get(row.hash) as Variant;
    const { all, inside: journeys } = row;
    return { row, key: plus(hash, row.noes), places: decisive.places(row.noes), journeys, all };
  });
}

interface AnswerRow extends KeyedRow {
  readonly hash: string;
  readonly noes: number;
  readonly all: number;
  readonly inside: number;
}

/** Each by its own times. */
async function oneByOne(
  { store, plan, source, funnel, signal }: Classing,
  single: readonly Variant[],
  grouped: boolean,
): Promise<readonly Long[]> {
  if (single.length === 0) return [];
  const known = new Map(single.map(({ hash, spelled }) => [hash, spelled]));
  const sql = `
  ${withSql(source.with)}
  SELECT ${grouped ? plan.select : ""} toString(cityHash64(${source.unit})) AS hash,
    toString(${source.key}) AS variant_hash, step_ms, toUInt8(${INSIDE}) AS inside
  FROM ${source.from}
  WHERE ${source.where}
    AND ${isSingle(source)}
  LIMIT ${String(MOST_ONE_BY_ONE + 1)}`;
  const params = { ...plan.params, single: [...known.keys()], window: funnel.rules.windowMs };
  const rows = await store.query<SingleRow>(sql, params, { signal });
  if (rows.length > MOST_ONE_BY_ONE) {
    throw new RequestProblem(
      "question-too-heavy",
      `More than ${String(MOST_ONE_BY_ONE)} ${funnel.unit}s repeat the steps so often that each must be looked at: ` +
        `take a shorter range, or a longer window.`,
      { field: "window" },
    );
  }
  const giveWay = givingWay(signal);
  const found: Long[] = [];
  for (const row of rows) {
    await giveWay();
    const unit = unitOf(funnel, known.get(row.variant_hash) as Spelled, row.step_ms);
    const places = convertUnit(unit, funnel.rules);
    found.push({ row, key: row.hash, places, journeys: row.inside, all: 1 });
  }
  return found;
}

interface SingleRow extends KeyedRow {
  readonly hash: string;
  readonly variant_hash: string;
  readonly step_ms: readonly number[];
  readonly inside: 0 | 1;
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

/** 0 of nothing. */
function greatest(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => Math.max(a, b), 0);
}

function sum(found: readonly Long[]): number {
  return found.reduce((total, { all }) => total + all, 0);
}
