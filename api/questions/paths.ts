import type { Store } from "../../infra/store/port.ts";
import type { Row } from "../../schemas/answer.ts";
import { isSegment } from "../../schemas/frame.ts";
import { PATHS } from "../../schemas/questions/columns.ts";
import type { PathsQuestion } from "../../schemas/questions/paths.ts";
import { compareShares, significant } from "../intervals.ts";
import { countSequences, type Asking } from "../paths/asking.ts";
import { edgeRows, type Found } from "../paths/edges.ts";
import { handoverRows } from "../paths/handovers.ts";
import { loopRows, reworkRows } from "../paths/repeats.ts";
import { variantRows } from "../paths/variants.ts";
import { waysOf } from "../paths/ways.ts";
import { inSegment, type Scope } from "../plan.ts";

/** Journeys count at their start; order as in a journey, whatever came at one time included. */
export async function pathRows(
  store: Store,
  scope: Scope,
  question: PathsQuestion,
  signal: AbortSignal,
): Promise<Found> {
  const { compare } = question;
  const asking = { store, ways: waysOf(scope, question, "now"), question, signal };
  const now = await rowsOf(asking, scope.frame.limit + 1);
  if (compare === undefined) return now;
  const other = isSegment(compare)
    ? waysOf(inSegment(scope, compare), question, "now")
    : waysOf(scope, question, "before");
  const before = await rowsOf({ ...asking, ways: other }, MOST_ROWS);
  return { rows: compared(question, now.rows, before.rows), exact: now.exact && before.exact };
}

/** Of what is compared all rows are wanted, whichever of them are shown. */
const MOST_ROWS = 1_000_000;

async function rowsOf(asking: Asking, limit: number): Promise<Found> {
  const { kind } = asking.question;
  switch (kind) {
    case "edges":
      return edgeRows(asking);
    case "variants":
      return { rows: await variantRows(asking, limit), exact: true };
    case "rework":
      return { rows: reworkRows(await countSequences(asking)), exact: true };
    case "loops":
      return { rows: loopRows(await countSequences(asking)), exact: true };
    case "handovers":
      return { rows: await handoverRows(asking), exact: true };
    default:
      return kind satisfies never;
  }
}

/** Rows with what they were before, and whether their rate has changed; many at once by Benjamini-Hochberg. */
function compared(
  { kind, by }: PathsQuestion,
  now: readonly Row[],
  before: readonly Row[],
): readonly Row[] {
  const { key, count, rate } = PATHS[kind];
  const keyOf = (row: Row) => JSON.stringify([...by, ...key].map((name) => row[name]));
  const earlier = new Map(before.map((row) => [keyOf(row), row]));
  const pairs = now.map((row) => [row, earlier.get(keyOf(row))] as const);
  const share = (row: Row) => {
    const n = Number(row[`${rate}_n`]);
    return { k: Math.round(Number(row[rate]) * n), n };
  };
  const verdicts = significant(
    pairs.map(([row, other]) => {
      return other === undefined ? null : (compareShares(share(row), share(other))?.p ?? null);
    }),
  );
  return pairs.map(([row, other], index) => ({
    ...row,
    [`${count}_before`]: other?.[count] ?? 0,
    [`${rate}_before`]: other?.[rate] ?? null,
    [`${rate}_significant`]: verdicts[index] ?? null,
  }));
}
