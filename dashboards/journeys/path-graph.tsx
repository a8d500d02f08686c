import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { open } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import { arrowOf } from "./arrows.ts";
import type { Edge, Graph } from "./graph.ts";
import type { Placed, PlacedEdge, PlacedNode } from "./layout.ts";
import type * as Layout from "./layout.ts";
import { edgeId, placeName } from "./path-facts.ts";
import { kindOf } from "./strip.tsx";

interface PathGraphProps {
  readonly graph: Graph;
  /** What the drawing shows, as a sentence. */
  readonly label: string;
  readonly speech: Speech;
}

const LETTER = 7;
const NODE = { height: 44, air: 24 };
const LEAST_SCALE = 0.75;
const LABEL = { height: 16, air: 4 };
/** The busiest move is so thick, in px. */
const THICKEST = 9;

/** The graph from the start at the top down to the end: the thicker, the more often. */
export function PathGraph({ graph, label, speech }: PathGraphProps) {
  const [layout, setLayout] = useState<typeof Layout>();
  useEffect(() => {
    // Placing needs a library of its own: whoever looks at no graph never loads it.
    void import("./layout.ts").then((loaded) => setLayout(() => loaded));
  }, []);
  const placed = useMemo(
    () => (graph.nodes.length > 0 ? layout?.layoutOf(graph, sizesOf(graph, speech)) : undefined),
    [layout, graph, speech.language],
  );
  const box = useRef<HTMLDivElement>(null);
  // Where it is wider than the screen, reading begins at the start.
  useEffect(() => {
    const start = placed?.nodes.find(({ type }) => type === "start");
    const { scrollWidth = 0, clientWidth = 0 } = box.current ?? {};
    if (placed && start && box.current) {
      box.current.scrollLeft = (start.x / placed.width) * scrollWidth - clientWidth / 2;
    }
  }, [placed]);
  if (!placed) return <div class="graph" />;
  const most = Math.max(1, ...graph.edges.map(({ count }) => count));
  const counts = new Map(graph.nodes.map(({ type, count }) => [type, count]));
  return (
    <div
      ref={box}
      class="graph scroll"
      tabIndex={0}
      role="group"
      aria-label={speech.words.journeys.tabs.paths}
    >
      <svg role="img" aria-label={label} {...frameOf(placed)}>
        {placed.edges.map((edge) => (
          <Move key={edgeId(edge.edge.from, edge.edge.to)} {...{ edge, most, speech }} />
        ))}
        {placed.edges.map(({ edge, label: at }) => (
          <text
            key={edgeId(edge.from, edge.to)}
            class="label"
            x={at.x - at.width / 2}
            y={at.y + LABEL.height / 4}
          >
            {labelOf(edge, speech)}
          </text>
        ))}
        {placed.nodes.map((node) => (
          <Place key={node.type} {...{ node, speech }} count={counts.get(node.type) ?? 0} />
        ))}
      </svg>
    </div>
  );
}

/** As wide as it is, or a little less where there is no room; then it scrolls. */
const frameOf = ({ width, height }: Placed) => ({
  viewBox: `0 0 ${width} ${height}`,
  style: { width: `clamp(${Math.round(width * LEAST_SCALE)}px, 100%, ${Math.round(width)}px)` },
});

function sizesOf(graph: Graph, speech: Speech): Layout.Sizes {
  const counts = new Map(graph.nodes.map(({ type, count }) => [type, count]));
  return {
    node: (type) => {
      const longest = Math.max(
        placeName(type, speech).length,
        speech.format.count(counts.get(type) ?? 0).length,
      );
      return { width: longest * LETTER + NODE.air, height: NODE.height };
    },
    label: (edge) => ({
      width: labelOf(edge, speech).length * LETTER + LABEL.air,
      height: LABEL.height,
    }),
  };
}

/** `24 225 · 3 min 20 s` */
function labelOf({ count, p50 }: Edge, { format }: Speech): string {
  const times = format.count(count);
  return p50 === null ? times : `${times} · ${format.duration(p50)}`;
}

interface MoveProps {
  readonly edge: PlacedEdge;
  readonly most: number;
  readonly speech: Speech;
}

/** One move; pointing says all of it, a click opens its journeys, as its row in the table does. */
function Move({ edge: { edge, points }, most, speech }: MoveProps) {
  const { from, to, count, p50, p90 } = edge;
  const { line, head } = arrowOf(points, Math.max(1, (count / most) * THICKEST));
  const { journeys } = speech.words;
  const { format } = speech;
  const name = journeys.paths.edge(placeName(from, speech), placeName(to, speech));
  const took =
    p50 === null || p90 === null
      ? ""
      : `, ${journeys.funnel.took(format.duration(p50), format.duration(p90))}`;
  return (
    <g class="move" onClick={() => open({ figure: edgeId(from, to), page: 1 })}>
      <title>{`${name} : ${format.count(count)}${took}`}</title>
      <path class="reach" d={line.d} />
      <path class="line" d={line.d} stroke-width={line.width} />
      <path class="head" d={head} />
    </g>
  );
}

interface PlaceProps {
  readonly node: PlacedNode;
  readonly count: number;
  readonly speech: Speech;
}

function Place({ node: { type, x, y, width, height }, count, speech }: PlaceProps) {
  const left = x - width / 2;
  const top = y - height / 2;
  return (
    <g class={`place ${kindOf(type) ?? "ends"}`}>
      <rect x={left} y={top} width={width} height={height} rx={2} />
      <rect class="mark" x={left} y={top} width={width} height={3} />
      <text x={x} y={y - 2}>
        {placeName(type, speech)}
      </text>
      <text class="count" x={x} y={y + 15}>
        {speech.format.count(count)}
      </text>
    </g>
  );
}
