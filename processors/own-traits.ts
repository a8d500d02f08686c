import { BETWEEN, spellTrait } from "../schemas/traits.ts";

/** The traits that an event says of itself alone, spelled as a step's whose others are the journey's. */
export function ownTraits(
  data: Readonly<Record<string, unknown>>,
  answer: { readonly form: string; readonly nps: number } | undefined,
): string {
  let own = "";
  for (const name of ["desk", "queue", "mode", "outcome", "reason", "to"] as const) {
    const value = data[name];
    if (typeof value === "string") own += spellTrait(name, value);
  }
  const form = answer?.form ?? data["form"];
  if (typeof form === "string") own += spellTrait("form", form);
  if (answer !== undefined && answer.nps >= 0) own += spellTrait("nps", String(answer.nps));
  return own === "" ? "" : BETWEEN + own;
}
