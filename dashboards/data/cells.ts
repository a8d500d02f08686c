import type { Row } from "../../schemas/answer.ts";

/** The number in a cell; anything else, and what is absent, is null. */
export function numberIn(row: Row | undefined, column: string): number | null {
  const cell = row?.[column];
  return typeof cell === "number" ? cell : null;
}

/** The text in a cell, empty when there is none. */
export function textIn(row: Row | undefined, column: string): string {
  const cell = row?.[column];
  return typeof cell === "string" ? cell : "";
}

export function booleanIn(row: Row | undefined, column: string): boolean | null {
  const cell = row?.[column];
  return typeof cell === "boolean" ? cell : null;
}

/** A value with its interval and its n, as the API spells them. */
export interface Estimate {
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly n: number;
}

/** Reads `x`, `x_low`, `x_high`, `x_n`; a metric whose n stands elsewhere names that column. */
export function estimateIn(row: Row | undefined, column: string, n = `${column}_n`): Estimate {
  return {
    value: numberIn(row, column),
    low: numberIn(row, `${column}_low`),
    high: numberIn(row, `${column}_high`),
    n: numberIn(row, n) ?? 0,
  };
}

/** Below this a figure stands in grey, with its interval. */
export const FEW = 30;
export const isFew = ({ n }: Pick<Estimate, "n">): boolean => n < FEW;
