import type { SqlValue } from "../infra/store/port.ts";
import type { FirstJourney } from "../schemas/questions/journeys.ts";
import type { Scope } from "./plan.ts";

/** Which rows of the journeys' table a figure counts. */
export interface Cell {
  /** SQL definitions, to stand after WITH. */
  readonly with: readonly string[];
  /** To be joined by AND. */
  readonly where: readonly string[];
  readonly params: Readonly<Record<string, SqlValue>>;
}

/** What all of them count. */
export function joined(cells: readonly Cell[]): Cell {
  return {
    with: cells.flatMap((cell) => cell.with),
    where: cells.flatMap(({ where }) => where),
    params: Object.assign({}, ...cells.map(({ params }) => params)) as Cell["params"],
  };
}

/** A plan's own groups: the scope that groups by these, and which of its groups are meant. */
export function inGroups(
  scope: Scope,
  first: FirstJourney,
): { readonly scope: Scope } & Omit<Cell, "with"> {
  const by = Object.keys(first) as (keyof FirstJourney)[];
  return {
    scope: { ...scope, frame: { ...scope.frame, by } },
    where: by.map((name) => `has({first_${name}: Array(String)}, toString(key_${name}))`),
    params: Object.fromEntries(by.map((name) => [`first_${name}`, first[name] ?? []])),
  };
}
