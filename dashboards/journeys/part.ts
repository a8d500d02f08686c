/** Some of some: 1 of 3, 9 of 10. */
export interface Part {
  readonly some: number;
  readonly of: number;
}

const PARTS: readonly Part[] = [
  ...[20, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((of) => ({ some: 1, of })),
  ...[3, 4, 5, 10].map((of) => ({ some: of - 1, of })),
];
/** A part stands for a share that is nearer than this, as a share of what it says or leaves. */
const NEAR = 0.05;

/** The simple part that a share is close to, if there is one: people think in these. */
export function partOf(share: number): Part | undefined {
  const gap = ({ some, of }: Part) => Math.abs(some / of - share);
  const [nearest] = PARTS.toSorted((a, b) => gap(a) - gap(b));
  return nearest && gap(nearest) <= NEAR * Math.min(share, 1 - share) ? nearest : undefined;
}
