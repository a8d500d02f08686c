import type { SqlValue } from "../../infra/store/port.ts";
import { TYPE_FACTS } from "../../schemas/event-types.ts";
import { BETWEEN, LASTING_TRAITS, type Trait } from "../../schemas/traits.ts";
import type { StepFilter } from "../../schemas/questions/funnel.ts";
import { INSIDE, LONG, OUTSIDE } from "./conditions.ts";
import {
  codesOf,
  spell,
  spellSymbols,
  SYMBOL,
  type Funnel,
  type Named,
  type Spelled,
} from "./units.ts";

/**
 * Where the units of a funnel come from, as SQL. Rows have `started`, `last`, `step_ms` since started,
 * and what spells their events; two rows whose `key` is equal have equal events but for their times.
 */
export interface Source {
  /** Definitions, to stand after WITH. */
  readonly with: readonly string[];
  readonly from: string;
  readonly where: string;
  /** What tells units apart. */
  readonly unit: string;
  /** A hash of 64 bits. */
  readonly key: string;
  /** What `read` needs, of any row of a key. */
  readonly spelling: string;
  /** How many units are longer than the window (`long`), wholly inside the period (`inside`), and both inside and not long (`decided`). */
  readonly counts: string;
  readonly params: Readonly<Record<string, SqlValue>>;
  /** Rows alone that are not wholly inside the period; the same columns. */
  readonly outside: string;
  /** Which journeys may be of a unit. */
  readonly journeys: string;
  read(spelling: Spelling): Spelled;
}

export interface Spelling {
  readonly name: string;
  readonly said?: readonly number[];
  readonly reach_of?: readonly number[];
}

/** Of a journey its row; its variant says all but what filters ask. */
export function journeys(funnel: Funnel, where: string): Source {
  const filtered = codesOf(funnel, "filtered");
  const hasFilters = filtered.length > 0;
  const { sql, params } = markSql(funnel);
  const traits = "arrayResize(step_traits, length(step_codes), '')";
  const asked = `arrayFilter((t, c) -> has([${filtered.join()}], c), ${traits}, step_codes)`;
  const from = (edge: string) => `SELECT * FROM journeys FINAL WHERE ${where} AND ${edge}`;
  return {
    with: hasFilters ? [`arrayMap(t -> ${sql}, ${asked}) AS marks`] : [],
    from: "journeys FINAL",
    where,
    unit: "journey",
    key: hasFilters ? "cityHash64(variant, marks)" : "cityHash64(variant)",
    spelling: hasFilters ? "any(variant) AS name, any(marks) AS said" : "any(variant) AS name",
    counts: `countIf(${LONG}) AS long,
    countIf(${INSIDE}) AS inside, countIf(${INSIDE} AND NOT (${LONG})) AS decided`,
    params,
    outside: `(${OUTSIDE.map(from).join("\n  UNION ALL\n  ")})`,
    journeys: where,
    read: ({ name, said }) => spell(name, funnel, said),
  };
}

/**
 * Of a customer the events of all journeys that begin before the period's last window ends, each one
 * number (time, mark, code), so that they sort fast; of those that matter, where order allows it.
 *
 * @param touches SQL of the dimensions that are asked of journeys, by the names of their arrays
 */
export function customers(
  funnel: Funnel,
  where: string,
  touches: Readonly<Record<string, string>>,
): Source {
  const { sql, params } = markSql(funnel);
  const { codeBits, markBits, sameTime, late, recent } = SYMBOL;
  const bits = codeBits + markBits;
  const isWanted = [
    "at >= 0 AND at < {reach: Int64} - {from: Int64}",
    ...(funnel.rules.order === "strict" ? [] : [servesSql(funnel, sql)]),
  ].join(" AND ");
  const names = Object.keys(touches);
  const hasTraits = names.length > 0 || funnel.filters.length > 0;
  const traits = hasTraits ? ", arrayResize(step_traits, length(step_codes), '')" : "";
  const one =
    `bitShiftLeft(toUInt64(at), ${String(bits)})` +
    ` + bitShiftLeft(toUInt64(c), ${String(markBits)}) + ${sql}`;
  // Codes count from 1: 0 is nobody's number.
  const wanted = `if(${isWanted}, ${one}, 0)`;
  const packed =
    names.length === 0 ? wanted : `(${[wanted, ...Object.values(touches)].join(", ")})`;
  const numbers = names.length === 0 ? "sorted" : "sorted.1";
  const isStart =
    funnel.rules.order === "unordered"
      ? "1"
      : `bitAnd(bitShiftRight(x, ${String(markBits)}), ${String(2 ** codeBits - 1)}) = ${String(firstCode(funnel))}`;
  const flag = (condition: string, bit: number) => `if(${condition}, ${String(bit)}, 0)`;
  const symbol =
    `toUInt32(bitAnd(x, ${String(2 ** bits - 1)})) + ${flag("m = before", sameTime)}` +
    ` + ${flag(`${isStart} AND m >= {to: Int64} - {from: Int64}`, late)}` +
    ` + ${flag(`${isStart} AND m > {open_after: Int64} - {from: Int64}`, recent)}`;
  const from = `(
    SELECT any(customer) AS known, cityHash64(customer) AS who,
      arraySort(groupArrayArray(packed)) AS gathered, ${names.length === 0 ? "gathered" : "gathered.1"} AS packs,
      ${needed(funnel)} AS sorted,
      arrayMap(x -> toInt64(bitShiftRight(x, ${String(bits)})), ${numbers}) AS ms,
      arrayMap(m -> m - ms[1], ms) AS step_ms,
      fromUnixTimestamp64Milli({from: Int64} + ms[1], 'UTC') AS started,
      fromUnixTimestamp64Milli({from: Int64} + ms[-1], 'UTC') AS last,
      arrayMap((x, m, before) -> ${symbol}, ${numbers}, ms, arrayPushFront(arrayPopBack(ms), -1)) AS marks,
      arrayMap(m -> arrayCount(other -> other - m <= {window: Int64}, ms), arrayFilter((m, x) -> ${isStart}, ms, ${numbers})) AS ends
      ${names.map((name, index) => `, sorted.${String(index + 2)} AS ${name}`).join("")}
    FROM (
      SELECT customer, arrayFilter(x -> ${names.length === 0 ? "x" : "x.1"} != 0,
        arrayMap((c, at${hasTraits ? ", t" : ""}) -> ${packed}, step_codes,
          arrayMap(m -> m + toUnixTimestamp64Milli(started) - {from: Int64}, step_ms)${traits})) AS packed
      FROM journeys FINAL
      WHERE ${where} AND customer != '')
    WHERE notEmpty(packed)
    GROUP BY who)`;
  return {
    with: [],
    from,
    where: "1",
    unit: "known",
    key: "cityHash64(marks, ends)",
    spelling: "'' AS name, any(marks) AS said, any(ends) AS reach_of",
    counts: "0 AS long, count() AS inside, count() AS decided",
    params,
    outside: from,
    journeys: where,
    read: ({ said = [], reach_of = [] }) => spellSymbols(said, reach_of, funnel),
  };
}

function firstCode({ steps }: Pick<Funnel, "steps">): number {
  return codesOf({ steps: steps.slice(0, 1), excluded: [] }, "all")[0] ?? 0;
}

/** SQL of whether an event of code `c` serves a step or an exclusion. @param mark SQL of its mark */
function servesSql(funnel: Funnel, mark: string): string {
  const codes = codesOf(funnel, "all").map((code) => {
    const named = [...funnel.steps, ...funnel.excluded].filter(
      ({ type }) => TYPE_FACTS.get(type)?.code === code,
    );
    const mask = named.reduce((bits, { filter }) => bits | (1 << (filter ?? 0)), 0);
    const isAny = named.some(({ filter }) => filter === undefined);
    return isAny
      ? `c = ${String(code)}`
      : `(c = ${String(code)} AND bitAnd(${mark}, ${String(mask)}) != 0)`;
  });
  return `(${codes.join(" OR ")})`;
}

/**
 * SQL of the events of a customer that can matter, so that fewer customers differ. Where steps are of
 * different types, and nothing is excluded, a run is no better for an earlier start of two that follow
 * each other (but for the first of all, the entry of who never comes further), and a step is not
 * reached sooner by the later one of two. Moments that several events share are left as they are.
 */
function needed({ rules, steps }: Funnel): string {
  const types = new Set(steps.map(({ type }) => type));
  const isPlain =
    rules.order === "ordered" && rules.exclusions.length === 0 && types.size === steps.length;
  if (!isPlain) return "gathered";
  const first = firstCode({ steps });
  const { codeBits, markBits } = SYMBOL;
  const at = (x: string) => `bitShiftRight(${x}, ${String(codeBits + markBits)})`;
  const code = (x: string) =>
    `bitAnd(bitShiftRight(${x}, ${String(markBits)}), ${String(2 ** codeBits - 1)})`;
  const isLate = (x: string) => `${at(x)} >= {to: Int64} - {from: Int64}`;
  const isAlone = `${at("before")} != ${at("x")} AND ${at("x")} != ${at("after")}`;
  const isOutdone =
    `${code("after")} = ${code("x")} AND (${isLate("after")}) = (${isLate("x")})` +
    ` AND x != arrayFirst(y -> ${code("y")} = ${String(first)}, packs)`;
  const comesAgain = `${code("before")} = ${code("x")}`;
  const drop = `${isAlone} AND if(${code("x")} = ${String(first)}, ${isOutdone}, ${comesAgain})`;
  const neighbours =
    "packs, arrayPushFront(arrayPopBack(packs), 0), arrayPushBack(arrayPopFront(packs), 0)";
  return `arrayFilter((e, x, before, after) -> NOT (${drop}), gathered, ${neighbours})`;
}

/** SQL of the mark of an event, of whose traits `t` is spelled, and its bound values. */
function markSql({ filters }: Funnel) {
  const params: Record<string, readonly string[]> = {};
  const bits = filters.map((filter, index) => {
    const passes = (Object.entries(filter) as [Trait, readonly string[]][]).map(([trait, values]) =>
      passesSql(trait, values, `filter_${String(index)}_${trait}`, params),
    );
    return `bitShiftLeft(toUInt16(${passes.length === 0 ? "1" : passes.join(" AND ")}), ${String(index)})`;
  });
  return { sql: bits.length === 0 ? "0" : `toUInt16(${bits.join(" + ")})`, params };
}

function passesSql(
  trait: Trait,
  values: readonly string[],
  name: string,
  params: Record<string, readonly string[]>,
): string {
  params[name] = values;
  params[`${name}_spelled`] = values.map((value) => `${BETWEEN}${trait}=${value}${BETWEEN}`);
  const says = `multiSearchAny(t, {${name}_spelled: Array(String)})`;
  const isLasting = (LASTING_TRAITS as readonly string[]).includes(trait);
  if (!isLasting && !values.includes("")) return says;
  const otherwise = isLasting ? `has({${name}: Array(String)}, toString(${trait}))` : "1";
  return `(${says} OR (position(t, '${BETWEEN}${trait}=') = 0 AND ${otherwise}))`;
}

/** SQL of a dimension of a journey as it is at an event. @param t SQL of the event's traits */
export function touchSql(dimension: Trait, t: string): string {
  const says = `${BETWEEN}${dimension}=`;
  const said = `extract(${t}, '${says}([^${BETWEEN}]*)')`;
  return `if(position(${t}, '${says}') > 0, ${said}, toString(${dimension}))`;
}

/** The funnel's names and filters, those that are equal once. */
export function namesOf(
  asked: readonly { readonly type: Named["type"]; readonly where?: StepFilter | undefined }[],
  filters: StepFilter[],
): readonly Named[] {
  return asked.map(({ type, where }) => {
    if (where === undefined || Object.keys(where).length === 0) return { type, filter: undefined };
    const known = filters.findIndex((one) => JSON.stringify(one) === JSON.stringify(where));
    return { type, filter: known === -1 ? filters.push(where) - 1 : known };
  });
}

/** `WITH …`, or nothing where nothing is defined. */
export function withSql(definitions: readonly string[]): string {
  return definitions.length === 0 ? "" : `WITH ${definitions.join(",\n    ")}`;
}
