import type { Cell, Row } from "../../schemas/answer.ts";

/** A row of the engine whose dimensions are named `key_…`, so that they never meet a figure's name. */
export type KeyedRow = Readonly<Record<`key_${string}`, Cell>>;

/** The dimensions of a row, under their own names. */
export function keysOf(row: object): Row {
  const keys: Record<string, Cell> = {};
  for (const [name, value] of Object.entries(row)) {
    if (name.startsWith("key_")) keys[name.slice("key_".length)] = value as Cell;
  }
  return keys;
}

/** One text for the dimensions of a row, to lay rows of two answers side by side. */
export function keyOf(row: object): string {
  return JSON.stringify(Object.values(keysOf(row)));
}
