import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { METRICS, type MetricFamily, type MetricId } from "../../schemas/metrics.ts";
import type { TrendQuestion } from "../../schemas/questions/trend.ts";
import { compareNps, compareShares, significant, type Test } from "../intervals.ts";
import type { Scope } from "../plan.ts";
import { contactRow, countContacts, type ContactCounts } from "./contacts.ts";
import { countMoments, momentRow, type MomentCounts } from "./moments.ts";
import { keyOf, keysOf } from "./rows.ts";
import { countAnswers, SURVEYS, voiceRow, type VoiceCounts } from "./voice.ts";
import { countWaits, waitRow, type WaitCounts } from "./waits.ts";
import { countWonBack, wonBackRow, type WonBackCounts } from "./won-back.ts";

type Use = "now" | "before";

/** A group of one family: its key, its figures, and what a test of a share needs. */
interface Group {
  readonly key: string;
  readonly keys: Row;
  readonly figures: Row;
  readonly counts: WaitCounts | VoiceCounts | MomentCounts | ContactCounts | WonBackCounts;
}

/** Metrics of all families, side by side for each bucket and dimension value. */
export async function trendRows(
  store: Store,
  scope: Scope,
  question: TrendQuestion,
  signal: AbortSignal,
): Promise<{ readonly rows: readonly Row[]; readonly exact: boolean }> {
  const families = new Set(question.metrics.map((metric) => METRICS[metric].family));
  let exact = true;
  const gather = async (use: Use) => {
    const groups = new Map<MetricFamily, ReadonlyMap<string, Group>>();
    for (const family of families) {
      const answer = await groupsOf(family, store, scope, question, use, signal);
      exact &&= answer.exact;
      groups.set(family, new Map(answer.groups.map((group) => [group.key, group])));
    }
    return groups;
  };
  const now = await gather("now");
  const before = scope.comparison === undefined ? undefined : await gather("before");
  const keys = new Map<string, Row>();
  for (const groups of now.values())
    for (const { key, keys: row } of groups.values()) keys.set(key, row);
  const rows = [...keys].map(([key, row]) => {
    const figures = question.metrics.map((metric) => figuresOf(metric, now, key));
    const { again_within_days } = question;
    return Object.assign({}, row, ...figures, {
      ...(families.has("contacts") && { again_within_days }),
      n: sizeOf(now, key),
    }) as Row;
  });
  rows.sort(byKeys(scope.frame.by));
  return {
    rows: before === undefined ? rows : compared(rows, scope, question, now, before),
    exact,
  };
}

async function groupsOf(
  family: MetricFamily,
  store: Store,
  scope: Scope,
  question: TrendQuestion,
  use: Use,
  signal: AbortSignal,
): Promise<{ groups: readonly Group[]; exact: boolean }> {
  switch (family) {
    case "waits": {
      const { counts, exact } = await countWaits(store, scope, question, use, signal);
      return { groups: counts.map((row) => groupOf(row, waitRow(row))), exact };
    }
    case "voice": {
      const counts = await countAnswers(store, scope, SURVEYS, use, signal);
      const groups = counts.map((row) => groupOf(row, { ...voiceRow(row), answers: row.n }));
      return { groups, exact: true };
    }
    case "moments": {
      const counts = await countMoments(store, scope, undefined, use, signal);
      return { groups: counts.map((row) => groupOf(row, momentRow(row))), exact: true };
    }
    case "contacts": {
      const { again_within_days } = question;
      const counts = await countContacts(store, scope, again_within_days, use, signal);
      return { groups: counts.map((row) => groupOf(row, contactRow(row))), exact: true };
    }
    case "returns": {
      const counts = await countWonBack(store, scope, use, signal);
      return { groups: counts.map((row) => groupOf(row, wonBackRow(row))), exact: true };
    }
    default:
      return family satisfies never;
  }
}

function groupOf(counts: Group["counts"], figures: Row): Group {
  return { key: keyOf(counts), keys: keysOf(counts), figures, counts };
}

type Groups = ReadonlyMap<MetricFamily, ReadonlyMap<string, Group>>;

/** A metric's columns; null where the family has nothing in this bucket, 0 for counts. */
function figuresOf(metric: MetricId, groups: Groups, key: string): Row {
  const { family, kind } = METRICS[metric];
  const figures = groups.get(family)?.get(key)?.figures;
  switch (kind) {
    case "count":
      return { [metric]: figures?.[metric] ?? 0 };
    case "value":
      return { [metric]: figures?.[metric] ?? null };
    case "share":
    case "score":
      return {
        [metric]: figures?.[metric] ?? null,
        [`${metric}_low`]: figures?.[`${metric}_low`] ?? null,
        [`${metric}_high`]: figures?.[`${metric}_high`] ?? null,
        [`${metric}_n`]: figures?.[kind === "score" ? "n" : `${metric}_n`] ?? 0,
      };
    default:
      return kind satisfies never;
  }
}

/** Journeys where waits were asked for, else answers, else judged moments, else judged contacts, else detractors. */
function sizeOf(groups: Groups, key: string): number {
  for (const [family, name] of [
    ["waits", "journeys"],
    ["voice", "n"],
    ["moments", "compliance_n"],
    ["contacts", "first_contact_resolution_n"],
    ["returns", "won_back_n"],
  ] as const) {
    if (!groups.has(family)) continue;
    const size = groups.get(family)?.get(key)?.figures[name];
    return typeof size === "number" ? size : 0;
  }
  return 0;
}

function compared(
  rows: readonly Row[],
  scope: Scope,
  question: TrendQuestion,
  now: Groups,
  before: Groups,
): readonly Row[] {
  const keys = rows.map((row) => JSON.stringify(scope.frame.by.map((name) => row[name] ?? null)));
  const extra: Record<string, Row[string]>[] = rows.map(() => ({}));
  for (const metric of question.metrics) {
    const { family } = METRICS[metric];
    const tests = keys.map((key) =>
      testOf(metric, now.get(family)?.get(key)?.counts, before.get(family)?.get(key)?.counts),
    );
    const verdicts = significant(tests.map((test) => test?.p ?? null));
    keys.forEach((key, index) => {
      const target = extra[index] ?? {};
      target[`${metric}_before`] = figuresOf(metric, before, key)[metric] ?? null;
      target[`${metric}_significant`] = verdicts[index] ?? null;
    });
  }
  return rows.map((row, index) => ({ ...row, ...extra[index] }));
}

/** The test of a difference, for metrics that have one: shares and the NPS. */
function testOf(
  metric: MetricId,
  now: Group["counts"] | undefined,
  before: Group["counts"] | undefined,
): Test | null {
  if (now === undefined || before === undefined) return null;
  if (metric === "nps") return compareNps(now as VoiceCounts, before as VoiceCounts);
  const [a, b] = [proportionOf(metric, now), proportionOf(metric, before)];
  return a === undefined || b === undefined ? null : compareShares(a, b);
}

function proportionOf(
  metric: MetricId,
  counts: Group["counts"],
): { k: number; n: number } | undefined {
  if (METRICS[metric].kind !== "share") return undefined;
  const row = rowOf(counts);
  const n = row[`${metric}_n`];
  const share = row[metric];
  if (typeof n !== "number") return undefined;
  return { n, k: typeof share === "number" ? Math.round(share * n) : 0 };
}

function rowOf(counts: Group["counts"]): Row {
  if ("kept" in counts) return momentRow(counts);
  if ("promoters" in counts) return voiceRow(counts);
  if ("contacts" in counts) return contactRow(counts);
  return "lost" in counts ? wonBackRow(counts) : waitRow(counts);
}

function byKeys(by: Scope["frame"]["by"]): (a: Row, b: Row) => number {
  return (a, b) => {
    for (const name of by) {
      const [x, y] = [a[name] ?? "", b[name] ?? ""];
      if (x !== y) return x < y ? -1 : 1;
    }
    return 0;
  };
}
