const FIRST_MS = 100;
const EXACT_ENOUGH = 1.1;

/**
 * How old the oldest record is that a group has not passed, when all that can be asked is whether it
 * has passed everything older than some age. In ms, to within a tenth and never too small.
 *
 * @param mostMs no record is older
 */
export async function ageOfOldest(
  mostMs: number,
  hasPassedAllOlderThan: (ageMs: number) => Promise<boolean>,
): Promise<number> {
  let younger = 0;
  let older = FIRST_MS;
  while (older < mostMs && !(await hasPassedAllOlderThan(older))) {
    younger = older;
    older *= 2;
  }
  while (older - younger > FIRST_MS / 2 && older / Math.max(younger, 1) > EXACT_ENOUGH) {
    const middle = (younger + older) / 2;
    if (await hasPassedAllOlderThan(middle)) older = middle;
    else younger = middle;
  }
  return Math.round(older);
}
