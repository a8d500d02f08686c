import type { ReadonlySignal } from "@preact/signals";

/** Inside an effect: reads these, so that it runs again when one of them moves. */
export const follow = (...signals: readonly ReadonlySignal<unknown>[]): readonly unknown[] =>
  signals.map(({ value }) => value);
