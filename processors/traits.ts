import { BETWEEN, LASTING_TRAITS, spellTrait, type LastingTrait } from "../schemas/traits.ts";
import type { Event } from "./event.ts";

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
