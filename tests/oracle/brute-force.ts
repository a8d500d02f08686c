/**
 * Funnels by trying everything: each assignment of events to steps, each arrangement of events of one
 * time. Slow, and meant to be obviously what METRICS.md says. It shares nothing with what it checks.
 */

/** Everything by its place, from 0: events of a unit by time, steps, exclusions. */
export interface Tried {
  readonly at: readonly number[];
  /** `matches[event][step]` */
  readonly matches: readonly (readonly boolean[])[];
  /** `excluded[event][exclusion]` */
  readonly excluded: readonly (readonly boolean[])[];
  readonly steps: number;
  readonly order: "ordered" | "strict" | "unordered";
  readonly window: number;
  /** Runs start before this time. */
  readonly until: number;
  /** Between the steps of these places. */
  readonly exclusions: readonly { readonly from: number; readonly to: number }[];
}

/** When each step of the counting run was reached; undefined for a unit outside of the funnel. */
export function tryEverything(tried: Tried): readonly number[] | undefined {
  const runs = [...tried.at.keys()]
    .filter((start) => tried.at[start]! < tried.until)
    .map((start) => longestChain(tried, start))
    .filter((times) => times.length > 0)
    .filter((times) => !tried.exclusions.some((_, which) => voids(tried, which, times)));
  const level = Math.max(...runs.map((times) => times.length));
  const reached = runs.filter((times) => times.length === level);
  const soonest = Math.min(...reached.map((times) => times[level - 1]!));
  const first = reached.filter((times) => times[level - 1] === soonest);
  const latest = Math.max(...first.map((times) => times[0]!));
  return earliest(first.filter((times) => times[0] === latest));
}

function longestChain(tried: Tried, start: number): readonly number[] {
  const chains = { ordered: inOrder, strict: inARow, unordered: inAnyOrder }[tried.order];
  const all = [...chains(tried, start)];
  const longest = Math.max(0, ...all.map((times) => times.length));
  return earliest(all.filter((times) => times.length === longest)) ?? [];
}

/** The one whose times are the earliest, step by step. */
function earliest(chains: readonly (readonly number[])[]): readonly number[] | undefined {
  const key = (times: readonly number[]) => times.map((t) => String(t).padStart(9, "0")).join();
  return [...chains].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))[0];
}

/** Every way to serve steps in their order by different events whose times never fall. */
function* inOrder(tried: Tried, start: number): Generator<readonly number[]> {
  const { at, matches, steps, window } = tried;
  if (!matches[start]![0]!) return;
  const ways: number[][] = [[start]];
  while (ways.length > 0) {
    const way = ways.pop()!;
    yield way.map((event) => at[event]!);
    if (way.length === steps) continue;
    for (let event = 0; event < at.length; event += 1) {
      const follows = at[event]! >= at[way.at(-1)!]! && at[event]! <= at[start]! + window;
      if (follows && !way.includes(event) && matches[event]![way.length]!)
        ways.push([...way, event]);
    }
  }
}

/** Every way to stand in a row, in every arrangement of events of one time. */
function* inARow(tried: Tried, start: number): Generator<readonly number[]> {
  const { at, matches, steps, window } = tried;
  for (const row of arrangements(at)) {
    const times: number[] = [];
    for (const event of row.slice(row.indexOf(start))) {
      const step = times.length;
      if (step === steps || !matches[event]![step]! || at[event]! > at[start]! + window) break;
      times.push(at[event]!);
    }
    if (times.length > 0) yield times;
  }
}

/** All orders of the events in which no time falls. */
function arrangements(at: readonly number[]): readonly (readonly number[])[] {
  let rows: readonly (readonly number[])[] = [[]];
  at.forEach(() => {
    rows = rows.flatMap((row) =>
      [...at.keys()]
        .filter((event) => !row.includes(event))
        .filter((event) => at.every((time, other) => row.includes(other) || time >= at[event]!))
        .map((event) => [...row, event]),
    );
  });
  return rows;
}

/** For each number of steps the earliest time by which so many can be served, whichever they are. */
function* inAnyOrder(tried: Tried, start: number): Generator<readonly number[]> {
  const { at, matches, steps, window } = tried;
  if (!matches[start]!.some((yes) => yes)) return;
  const inside = [...at.keys()].filter(
    (event) => at[event]! >= at[start]! && at[event]! <= at[start]! + window,
  );
  const served = new Map<number, number>();
  let ways: readonly (readonly number[])[] = [[]];
  for (let step = 0; step < steps; step += 1) {
    ways = ways.flatMap((way) => [
      way,
      ...inside
        .filter((event) => matches[event]![step]! && !way.includes(event))
        .map((event) => [...way, event]),
    ]);
  }
  for (const way of ways) {
    const by = Math.max(...way.map((event) => at[event]!));
    served.set(way.length, Math.min(by, served.get(way.length) ?? Infinity));
  }
  served.delete(0);
  yield [...served].sort(([a], [b]) => a - b).map(([, by]) => by);
}

function voids(tried: Tried, which: number, times: readonly number[]): boolean {
  const { from, to } = tried.exclusions[which]!;
  if (times.length <= from) return false;
  return tried.at.some((time, event) => {
    if (!tried.excluded[event]![which]! || time <= times[from]!) return false;
    return times.length > to ? time < times[to]! : time <= times[0]! + tried.window;
  });
}
