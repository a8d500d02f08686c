import type { Answer } from "../../schemas/answer.ts";
import { numberIn, textIn } from "../data/cells.ts";

/** A move from one type of event right to the next; journeys come from `start` and go to `end`. */
export interface Edge {
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Median time it takes; none from the start or to the end. */
  readonly p50: number | null;
  readonly p90: number | null;
}

export interface Node {
  readonly type: string;
  /** How often journeys were there. */
  readonly count: number;
}

export interface Graph {
  readonly nodes: readonly Node[];
  readonly edges: readonly Edge[];
}

/** The whole graph of an answer about edges, the busiest first. */
export function graphOf({ rows }: Pick<Answer, "rows">): Graph {
  const edges = rows
    .map((row) => ({
      from: textIn(row, "from"),
      to: textIn(row, "to"),
      count: numberIn(row, "count") ?? 0,
      p50: numberIn(row, "p50_seconds"),
      p90: numberIn(row, "p90_seconds"),
    }))
    .toSorted((a, b) => b.count - a.count);
  const visits = new Map<string, number>();
  for (const row of rows) {
    visits.set(textIn(row, "to"), numberIn(row, "of_to_n") ?? 0);
    visits.set(textIn(row, "from"), numberIn(row, "of_from_n") ?? 0);
  }
  return { nodes: nodesOf(edges, visits), edges };
}

/**
 * The busiest moves that together make up a share of all, and no dead ends: whatever is shown is
 * also reached and left, by its busiest moves.
 */
export function busiest(graph: Graph, share: number): Graph {
  const all = graph.edges.reduce((sum, { count }) => sum + count, 0);
  const shown = new Set<Edge>();
  let sum = 0;
  for (const edge of graph.edges) {
    if (sum >= share * all) break;
    shown.add(edge);
    sum += edge.count;
  }
  for (const edge of shown) {
    // A set is walked on while it grows.
    const into = edge.from === "start" ? undefined : find(graph, "to", edge.from);
    const out = edge.to === "end" ? undefined : find(graph, "from", edge.to);
    for (const needed of [into, out]) if (needed) shown.add(needed);
  }
  const edges = graph.edges.filter((edge) => shown.has(edge));
  return {
    nodes: nodesOf(edges, new Map(graph.nodes.map(({ type, count }) => [type, count]))),
    edges,
  };
}

/** The busiest move into a type, or out of it, other than from itself. */
const find = ({ edges }: Graph, end: "from" | "to", type: string) =>
  edges.find((edge) => edge[end] === type && edge.from !== edge.to);

function nodesOf(edges: readonly Edge[], visits: ReadonlyMap<string, number>): readonly Node[] {
  const types = [...new Set(edges.flatMap(({ from, to }) => [from, to]))];
  return types.map((type) => ({ type, count: visits.get(type) ?? 0 }));
}
