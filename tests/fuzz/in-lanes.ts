/** Does work 0, 1, 2 … up to a count, so many at a time, each lane taking the next. */
export async function inLanes(
  lanes: number,
  count: number,
  work: (nth: number) => Promise<void>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}
