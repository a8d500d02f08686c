import type { EventType } from "../schemas/event-types.ts";
import { BETWEEN, LASTING_TRAITS, spellTrait, type LastingTrait } from "../schemas/traits.ts";
import type { Answer, Event } from "./event.ts";

/** The traits that an event says of itself alone, spelled; what holds on is not among them. */
export function ownTraits(
  { type, data }: { readonly type: EventType; readonly data: Readonly<Record<string, unknown>> },
  answer: Answer | undefined,
): string {
  let own = "";
  for (const name of ["desk", "queue", "mode", "outcome", "reason", "to"] as const) {
    const value = data[name];
    if (typeof value === "string") own += spellTrait(name, value);
  }
  if (!type.startsWith("review.")) return own;
  const form = answer?.form ?? data["form"];
  if (typeof form === "string") own += spellTrait("form", form);
  if (answer !== undefined && answer.nps >= 0) own += spellTrait("nps", String(answer.nps));
  return own;
}

/** Of each step its traits, where they differ from the journey's; the same text for the same traits. */
export function traitsOf(
  steps: readonly Event[],
  journey: Readonly<Record<LastingTrait, string>>,
): readonly string[] {
  let differs = "";
  const holds: Record<LastingTrait, string> = { ...journey };
  return steps.map(({ site, channel, said }) => {
    const { service, segment, priority, own } = said;
    const says = { site, channel, service, segment, priority };
    let isNew = false;
    for (const name of LASTING_TRAITS) {
      if (says[name] === "" || says[name] === holds[name]) continue;
      holds[name] = says[name];
      isNew = true;
    }
    if (isNew) {
      differs = LASTING_TRAITS.filter((name) => holds[name] !== journey[name])
        .map((name) => spellTrait(name, holds[name]))
        .join("");
    }
    return differs + own === "" ? "" : BETWEEN + differs + own;
  });
}
