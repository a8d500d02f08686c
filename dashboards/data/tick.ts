import { effect, signal } from "@preact/signals";
import { now, visible } from "./clock.ts";

/** How soon figures may change, in ms: hardly; as today goes on; while the first event is awaited. */
export const PACES = { calm: 60_000, live: 5_000, eager: 1_000 } as const;

/** Moves when figures may have changed: each minute; within seconds where events show at once. */
export const tick = signal(0);

/** What decides how often; the screen and the live stream keep it. */
export const pace = signal<{
  readonly every: keyof typeof PACES;
  /** The latest event that the live stream told of; unknown while it is silent. */
  readonly lastEvent: string | undefined;
}>({ every: "calm", lastEvent: undefined });

let tickedAt = Date.now();
let seen: string | undefined;

effect(() => {
  const since = now.value - tickedAt;
  const { every, lastEvent } = pace.value;
  const isNew = lastEvent === undefined || lastEvent !== seen;
  if (!visible.value) return;
  if (since < (isNew ? PACES[every] : PACES.calm)) return;
  tickedAt = now.value;
  seen = lastEvent;
  tick.value = tick.peek() + 1;
});
