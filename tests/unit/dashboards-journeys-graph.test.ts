import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrowOf } from "../../dashboards/journeys/arrows.ts";
import { busiest, graphOf, type Graph } from "../../dashboards/journeys/graph.ts";
import { layoutOf, type Box, type Point } from "../../dashboards/journeys/layout.ts";
import { EVENT_TYPES } from "../../schemas/event-types.ts";

/** Rows about edges, as the API counts them: of journeys from their start to their end. */
const anyRows = fc
  .array(
    fc.tuple(
      fc.array(fc.constantFrom(...EVENT_TYPES.map(({ type }) => type)), {
        minLength: 1,
        maxLength: 6,
      }),
      fc.integer({ min: 1, max: 10_000 }),
    ),
    { minLength: 1, maxLength: 12 },
  )
  .map((variants) => {
    const counts = new Map<string, number>();
    for (const [types, journeys] of variants) {
      const way = ["start", ...types, "end"];
      for (const [index, to] of way.entries()) {
        const edge = `${way[index - 1] ?? ""} ${to}`;
        if (index > 0) counts.set(edge, (counts.get(edge) ?? 0) + journeys);
      }
    }
    return [...counts].map(([edge, count]) => {
      const [from = "", to = ""] = edge.split(" ");
      return { from, to, count, of_from_n: count, of_to_n: count, p50_seconds: 1, p90_seconds: 2 };
    });
  });

const moves = ({ edges }: Graph) => edges.reduce((sum, { count }) => sum + count, 0);
const anyShare = fc.integer({ min: 50, max: 100 }).map((percent) => percent / 100);

describe("the busiest moves", () => {
  test("make up the share that is asked for, and all of them at the end", () => {
    fc.assert(
      fc.property(anyRows, anyShare, (rows, share) => {
        const whole = graphOf({ rows });
        expect(moves(busiest(whole, share))).toBeGreaterThanOrEqual(share * moves(whole));
        expect(busiest(whole, 1)).toEqual(whole);
      }),
    );
  });

  test("have no dead end: what is shown is reached and left", () => {
    fc.assert(
      fc.property(anyRows, anyShare, (rows, share) => {
        const { nodes, edges } = busiest(graphOf({ rows }), share);
        for (const { type } of nodes) {
          if (type !== "end") expect(edges.some(({ from }) => from === type)).toBe(true);
          if (type !== "start") expect(edges.some(({ to }) => to === type)).toBe(true);
        }
      }),
    );
  });

  test("grow with the share", () => {
    fc.assert(
      fc.property(anyRows, anyShare, anyShare, (rows, one, other) => {
        const whole = graphOf({ rows });
        const [few, many] = [one, other].toSorted((a, b) => a - b).map((x) => busiest(whole, x));
        for (const edge of few?.edges ?? []) expect(many?.edges).toContain(edge);
      }),
    );
  });
});

test("a node is counted as often as journeys were there", () => {
  const rows = [
    { from: "start", to: "ticket.issued", count: 10, of_from_n: 10, of_to_n: 10 },
    { from: "ticket.issued", to: "end", count: 8, of_from_n: 10, of_to_n: 9 },
  ];
  expect(graphOf({ rows }).nodes).toEqual([
    { type: "start", count: 10 },
    { type: "ticket.issued", count: 10 },
    { type: "end", count: 9 },
  ]);
});

describe("the drawing of a graph", () => {
  const sizes = {
    node: () => ({ width: 100, height: 40 }),
    label: () => ({ width: 60, height: 16 }),
  };
  const placedOf = (rows: readonly Readonly<Record<string, string | number>>[]) =>
    layoutOf(graphOf({ rows }), sizes);
  const overlap = (a: Box, b: Box) =>
    Math.abs(a.x - b.x) < (a.width + b.width) / 2 - 0.01 &&
    Math.abs(a.y - b.y) < (a.height + b.height) / 2 - 0.01;

  test("has room for every node, and lies within its frame", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { nodes, width, height } = placedOf(rows);
        for (const [index, node] of nodes.entries()) {
          expect(nodes.slice(index + 1).filter((other) => overlap(node, other))).toEqual([]);
          expect(node.x + node.width / 2).toBeLessThanOrEqual(width);
          expect(node.y + node.height / 2).toBeLessThanOrEqual(height);
        }
      }),
      { numRuns: 20 },
    );
  });

  test("leads each move from the border of its one node to that of the other", () => {
    const isAt = (box: Box | undefined, point: Point | undefined) =>
      box !== undefined &&
      point !== undefined &&
      Math.abs(point.x - box.x) <= box.width / 2 + 0.01 &&
      Math.abs(point.y - box.y) <= box.height / 2 + 0.01;
    fc.assert(
      fc.property(anyRows, (rows) => {
        const { nodes, edges } = placedOf(rows);
        const boxOf = (name: string) => nodes.find(({ type }) => type === name);
        for (const { edge, points } of edges.filter(({ edge: { from, to } }) => from !== to)) {
          expect(isAt(boxOf(edge.from), points[0])).toBe(true);
          expect(isAt(boxOf(edge.to), points.at(-1))).toBe(true);
        }
      }),
      { numRuns: 20 },
    );
  });
});

test("an arrow's line ends where its head begins, and the head at the last point", () => {
  const { line, head } = arrowOf(
    [
      { x: 10, y: 0 },
      { x: 10, y: 50 },
      { x: 10, y: 100 },
    ],
    3,
  );
  expect(line).toEqual({ d: "M10.0 0.0Q10.0 50.0 10.0 70.0L10.0 90.0", width: 3 });
  expect(head).toBe("M10.0 100.0L4.8 90.0L15.3 90.0Z");
});
