import { Environment } from "../../../schemas/config.ts";

const known = new Set(Object.keys(Environment.shape));

/** The port that every role listens on, unless told. */
export const PORT = String(Environment.shape.PARCOURS_PORT.parse(undefined));

/** Every word that looks like a variable of ours is one. */
export function variableComplaints(...texts: readonly string[]): readonly string[] {
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\bPARCOURS_\w+/g)].map(([name]) => name),
  );
  return [...new Set(named)]
    .filter((name) => !known.has(name))
    .map((name) => `${name} is no variable of schemas/config.ts`);
}
