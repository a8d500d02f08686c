import type { Row } from "../../schemas/answer.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";
import { wilson } from "../intervals.ts";
import { keyOf, keysOf } from "../questions/rows.ts";
import { shareColumns } from "../questions/waits.ts";
import { add, type SequenceRow } from "./asking.ts";
import { typesOf } from "./ways.ts";

/** Of the journeys that have a step, those that have it more than once. */
export function reworkRows(sequences: readonly SequenceRow[]): readonly Row[] {
  const groups = new Map<string, { keys: Row; steps: Map<string, [number, number, number]> }>();
  for (const row of sequences) {
    const key = keyOf(row);
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = { keys: keysOf(row), steps: new Map() }));
    const times = new Map<string, number>();
    for (const type of typesOf(row.way)) add(times, type, 1);
    for (const [type, count] of times) {
      const [with_ = 0, repeated = 0, extra = 0] = group.steps.get(type) ?? [];
      group.steps.set(type, [
        with_ + row.journeys,
        repeated + (count > 1 ? row.journeys : 0),
        extra + (count - 1) * row.journeys,
      ]);
    }
  }
  const ordered = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  return ordered.flatMap(({ keys, steps }) =>
    EVENT_TYPES.flatMap(({ type }) => {
      const counts = steps.get(type);
      if (counts === undefined) return [];
      const [journeys, repeated, extra] = counts;
      return [
        { ...keys, type, journeys, ...shareColumns("rework", wilson(repeated, journeys)), extra },
      ];
    }),
  );
}

interface Loop {
  readonly keys: Row;
  readonly type: string;
  readonly via: string;
  count: number;
  journeys: number;
}

/** There and directly back: one type, another, the first again; the most frequent first. */
export function loopRows(sequences: readonly SequenceRow[]): readonly Row[] {
  const all = new Map<string, number>();
  const loops = new Map<string, Loop>();
  for (const row of sequences) {
    add(all, keyOf(row), row.journeys);
    const seen = new Set<Loop>();
    const types = typesOf(row.way);
    for (let place = 2; place < types.length; place += 1) {
      const [type = "", via = "", back] = types.slice(place - 2, place + 1);
      if (type !== back || type === via) continue;
      const key = JSON.stringify([keyOf(row), type, via]);
      let loop = loops.get(key);
      if (loop === undefined)
        loops.set(key, (loop = { keys: keysOf(row), type, via, count: 0, journeys: 0 }));
      loop.count += row.journeys;
      seen.add(loop);
    }
    for (const loop of seen) loop.journeys += row.journeys;
  }
  const group = ({ keys }: Loop) => JSON.stringify(Object.values(keys));
  return [...loops.values()]
    .sort((a, b) => {
      if (group(a) !== group(b)) return group(a) < group(b) ? -1 : 1;
      return b.count - a.count || (`${a.type} ${a.via}` < `${b.type} ${b.via}` ? -1 : 1);
    })
    .map(({ keys, type, via, count, journeys }) => ({
      ...keys,
      ...{ type, via, count, journeys },
      ...shareColumns("share", wilson(journeys, all.get(JSON.stringify(Object.values(keys))) ?? 0)),
    }));
}
