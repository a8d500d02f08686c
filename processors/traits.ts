import { BETWEEN, LASTING_TRAITS, spellTrait, type LastingTrait } from "../schemas/traits.ts";
import type { Event } from "./event.ts";

/** Of each step its traits, where they differ from the journey's; the same text for the same traits. */
export function traitsOf(
  steps: readonly Event[],
  journey: Readonly<Record<LastingTrait, string>>,
): readonly string[] {
  const holds: Record<LastingTrait, string> = { ...journey };
  let differs = "";
  return steps.map(({ site, channel, said }) => {
    const { service, segment, priority, own } = said;
    // Asked one by one: this is done for every event of every batch.
    const isNew =
      (site !== "" && site !== holds.site) ||
      (channel !== "" && channel !== holds.channel) ||
      (service !== "" && service !== holds.service) ||
      (segment !== "" && segment !== holds.segment) ||
      (priority !== "" && priority !== holds.priority);
    if (isNew) {
      const says = { site, channel, service, segment, priority };
      for (const name of LASTING_TRAITS) if (says[name] !== "") holds[name] = says[name];
      differs = LASTING_TRAITS.filter((name) => holds[name] !== journey[name])
        .map((name) => spellTrait(name, holds[name]))
        .join("");
    }
    return differs === "" ? own : BETWEEN + differs + own.slice(BETWEEN.length);
  });
}
