import * as dagre from "@dagrejs/dagre";
import type { Edge, Graph } from "./graph.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where something stands: its middle, and how wide and high it is. */
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}

export interface PlacedNode extends Box {
  readonly type: string;
}

export interface PlacedEdge {
  readonly edge: Edge;
  /** From the border of one node to that of the other. */
  readonly points: readonly Point[];
  readonly label: Box;
}

/** A graph with places, in px from the top left. */
export interface Placed {
  readonly width: number;
  readonly height: number;
  readonly nodes: readonly PlacedNode[];
  readonly edges: readonly PlacedEdge[];
}

/** How much room texts take. */
export interface Sizes {
  readonly node: (type: string) => { readonly width: number; readonly height: number };
  readonly label: (edge: Edge) => { readonly width: number; readonly height: number };
}

/** What is used of dagre, whose own types this compiler can't follow. */
interface Dagre {
  readonly Graph: new () => Drawing;
  readonly layout: (drawing: Drawing) => void;
}
interface Drawing {
  setGraph(label: object): void;
  setNode(name: string, label: object): void;
  setEdge(from: string, to: string, label: object): void;
  graph(): { readonly width: number; readonly height: number };
  node(name: string): Box;
  edge(from: string, to: string): Box & { readonly points: readonly Point[] };
}
const { Graph: EmptyDrawing, layout } = dagre as unknown as Dagre;

const MARGIN = 8;
/** How much more the busiest move counts than the rarest. */
const STRAIGHT = 1000;
/** A label stands so far to the right of its line. */
const BESIDE = 8;

/** Places nodes in layers from the start down to the end, and edges around what they don't touch. */
export function layoutOf(graph: Graph, sizes: Sizes): Placed {
  const drawing = new EmptyDrawing();
  drawing.setGraph({
    rankdir: "TB",
    acyclicer: "greedy",
    nodesep: 16,
    edgesep: 8,
    ranksep: 20,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  for (const { type } of graph.nodes) drawing.setNode(type, { ...sizes.node(type) });
  const most = Math.max(1, ...graph.edges.map(({ count }) => count));
  for (const edge of graph.edges) {
    // The busier, the shorter and straighter.
    const weight = 1 + Math.round((edge.count / most) * STRAIGHT);
    const label = { ...sizes.label(edge), labelpos: "r", labeloffset: BESIDE, weight };
    drawing.setEdge(edge.from, edge.to, label);
  }
  layout(drawing);
  const { width, height } = drawing.graph();
  return {
    width,
    height,
    nodes: graph.nodes.map(({ type }) => ({ type, ...drawing.node(type) })),
    edges: graph.edges.map((edge) => {
      const { points, ...label } = drawing.edge(edge.from, edge.to);
      return { edge, points, label };
    }),
  };
}
