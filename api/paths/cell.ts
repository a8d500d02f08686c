import type { SqlValue } from "../../infra/store/port.ts";
import { letterOf } from "../../schemas/event-types.ts";
import type { JourneysQuestion } from "../../schemas/questions/journeys.ts";
import { inGroups, type Cell } from "../cell.ts";
import type { Scope } from "../plan.ts";
import { waysOf, type Ways } from "./ways.ts";

type Asked = Pick<
  JourneysQuestion,
  "unit" | "first" | "follows" | "in_a_row" | "hands_over" | "variant" | "repeats"
>;

/** The same ways as those that are counted: a journey's own, or those of the customers whose journeys are listed. */
export function wayCell(scope: Scope, asked: Asked): Cell {
  const { unit, first = {}, hands_over } = asked;
  const groups = inGroups(scope, first);
  const kind = hands_over === undefined ? "variants" : "handovers";
  const between = hands_over?.between ?? "channel";
  const ways = waysOf(groups.scope, { unit, kind, between }, "now");
  const taken = taking(asked, ways);
  if (unit === "journey") return { with: [], ...taken };
  const where = ["1", ...groups.where, ...taken.where].join(" AND ");
  return {
    with: [],
    // A customer's journeys are on all shards, unlike what belongs to one journey.
    where: [`customer GLOBAL IN (SELECT known FROM ${ways.from} WHERE ${where})`],
    params: { ...ways.params, ...groups.params, ...taken.params },
  };
}

/** Which ways are meant: all, where nothing is said. */
function taking(
  { follows, in_a_row, hands_over, variant, repeats }: Asked,
  { sequence, handed }: Ways,
): Omit<Cell, "with"> {
  const where: string[] = [];
  const params: Record<string, SqlValue> = {};
  if (follows !== undefined) {
    params["pair"] = [follows.from, follows.to].map(letterOf).join("");
    where.push(
      follows.from === "start"
        ? `startsWith(${sequence}, {pair: String})`
        : follows.to === "end"
          ? `endsWith(${sequence}, {pair: String})`
          : `position(${sequence}, {pair: String}) > 0`,
    );
  }
  if (in_a_row !== undefined) {
    params["row"] = in_a_row.map(letterOf).join("");
    where.push(`position(${sequence}, {row: String}) > 0`);
  }
  if (hands_over !== undefined) {
    params["giver"] = hands_over.from;
    params["taker"] = hands_over.to;
    where.push(`arrayExists((giver, taker) -> giver = {giver: String} AND taker = {taker: String},
      arrayPopBack(arrayCompact(arrayFilter(x -> x != '', ${handed})) AS held), arrayPopFront(held))`);
  }
  if (variant !== undefined) {
    params["sequence"] = variant.map(letterOf).join("");
    where.push(`${sequence} = {sequence: String}`);
  }
  if (repeats !== undefined) {
    params["letter"] = letterOf(repeats);
    where.push(`countSubstrings(${sequence}, {letter: String}) > 1`);
  }
  return { where, params };
}
