import { periodOf } from "../../api/range.ts";
import type { Frame } from "../../schemas/frame.ts";
import type { QuestionName } from "../../schemas/questions/names.ts";
import { measuresOf, type Asked, type Fact } from "./facts.ts";
import type { AnsweredRow } from "./rows.ts";
import type { Where } from "./world-questions.ts";
import type { World } from "./worlds.ts";

/** A question of any name, as far as it says what is counted. */
export interface AskedFrame extends Asked {
  readonly range?: Frame["range"];
  readonly timezone?: string;
  readonly where?: Where;
  readonly except?: Where;
  readonly by?: readonly string[];
  readonly limit?: number;
  readonly offset?: number;
}

/** Whose answer it is, and as of when. */
export interface Asker {
  readonly world: World;
  /** The sites that the key may see; all when undefined. */
  readonly sites: readonly string[] | undefined;
  readonly now: number;
}

const GRAIN = /^(hour|day|week|month|weekday|hour_of_day)$/;
const TENANTS_TIMEZONE = "Europe/Paris";
const LIVE_MS = 36 * 3_600_000;
const MOST_ROWS = 10_000;

/** Holds rows against what the tenant sent: each group counts exactly its own. Says in words where not. */
export function compareRows(
  name: QuestionName,
  asked: AskedFrame,
  asker: Asker,
  rows: readonly AnsweredRow[],
): readonly string[] {
  const measures = measuresOf(name, asked, asker.world, asker.now);
  return measures.flatMap(({ columns, facts }) => {
    const expected = facts.filter((fact) => isAsked(fact, name, asked, asker));
    if (name === "journeys") return compareList(asked, expected, rows);
    const by = dimensionsOf(name, asked);
    const keyOf = (values: AnsweredRow) => by.map((one) => String(values[one])).join(" | ");
    const want = sums(expected.map(({ values }) => [keyOf(values), 1]));
    const got = sums(
      rows.map((row) => [
        keyOf(row),
        columns.reduce((sum, column) => sum + Number(row[column]), 0),
      ]),
    );
    const isCut = rows.length >= (asked.limit ?? MOST_ROWS);
    return [...new Set([...want.keys(), ...got.keys()])].flatMap((key) => {
      const [wanted, found] = [want.get(key) ?? 0, got.get(key) ?? 0];
      if (found === wanted || (isCut && found < wanted)) return [];
      return [`${columns.join(" + ")} of "${key}" is ${found}, and ${wanted} were sent`];
    });
  });
}

/** The dimensions that rows are told apart by; grains of time are added up. */
function dimensionsOf(name: QuestionName, { by }: AskedFrame): readonly string[] {
  const usual = { moments: ["moment"], live: ["site"] }[name as string] ?? [];
  const asked = by === undefined || (name === "moments" && by.length === 0) ? usual : by;
  return asked.filter((one) => !GRAIN.test(one));
}

function sums(entries: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [key, count] of entries) found.set(key, (found.get(key) ?? 0) + count);
  for (const [key, count] of found) if (count === 0) found.delete(key);
  return found;
}

function isAsked(fact: Fact, name: QuestionName, asked: AskedFrame, asker: Asker): boolean {
  const { where = {}, except = {}, range = "last_7_days", timezone = TENANTS_TIMEZONE } = asked;
  const period =
    name === "live"
      ? { from: asker.now - LIVE_MS, to: asker.now + 1 }
      : periodOf(range, timezone, asker.now);
  const has = ([dimension, values]: readonly [string, readonly string[]]) =>
    values.includes(fact.values[dimension] ?? "");
  return (
    fact.at >= period.from &&
    fact.at < period.to &&
    Object.entries(where).every(has) &&
    !Object.entries(except).some(has) &&
    (asker.sites?.includes(fact.site) ?? true)
  );
}

function compareList(
  { limit = 50, offset = 0 }: AskedFrame,
  facts: readonly Fact[],
  rows: readonly AnsweredRow[],
): readonly string[] {
  const wanted = Math.min(limit, Math.max(0, facts.length - offset));
  const byJourney = new Map(facts.map(({ values }) => [values["journey"], values]));
  const foreign = rows.filter((row) => {
    const own = byJourney.get(String(row["journey"]));
    return own === undefined || own["site"] !== row["site"] || own["service"] !== row["service"];
  });
  return [
    ...(rows.length === wanted ? [] : [`${rows.length} journeys are listed, and not ${wanted}`]),
    ...foreign.map((row) => `the journey ${String(row["journey"])} was not asked for`),
  ];
}
