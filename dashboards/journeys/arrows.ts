import type { Point } from "./layout.ts";

/** A line with a head, as paths of SVG. */
export interface Arrow {
  readonly line: { readonly d: string; readonly width: number };
  readonly head: string;
}

/** An arrow through points: the thicker, the longer its head, which ends at the last point. */
export function arrowOf(points: readonly Point[], width: number): Arrow {
  const tip = points.at(-1) ?? { x: 0, y: 0 };
  const before = points.at(-2) ?? { x: tip.x, y: tip.y - 1 };
  const way = Math.hypot(tip.x - before.x, tip.y - before.y) || 1;
  const along = { x: (tip.x - before.x) / way, y: (tip.y - before.y) / way };
  const long = Math.min(7 + width, way);
  const half = 3 + width * 0.75;
  const foot = { x: tip.x - along.x * long, y: tip.y - along.y * long };
  const side = (sign: number) => ({
    x: foot.x - along.y * half * sign,
    y: foot.y + along.x * half * sign,
  });
  const head = `M${spell(tip)}L${spell(side(1))}L${spell(side(-1))}Z`;
  return { line: { d: curveOf([...points.slice(0, -1), foot]), width }, head };
}

/** Straight at both ends, and round through the middles between. */
function curveOf(points: readonly Point[]): string {
  const [first = { x: 0, y: 0 }, ...rest] = points;
  const last = rest.at(-1) ?? first;
  const parts = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    return `Q${spell(point)} ${spell({ x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 })}`;
  });
  return `M${spell(first)}${parts.join("")}L${spell(last)}`;
}

const spell = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
