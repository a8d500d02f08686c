import { useSignal } from "@preact/signals";
import type { Site } from "../../schemas/site.ts";
import { format, words } from "../shell/state.ts";
import { Conditions } from "./conditions.tsx";
import { changeExclusion, removeExclusion } from "./edit.ts";
import type { Exclusion, Funnel } from "./funnel.ts";
import { askFunnel } from "./go-on.ts";
import { TypeChoice } from "./type-choice.tsx";
import { Word } from "../parts/word.tsx";

interface ExclusionsProps {
  readonly funnel: Funnel;
  readonly sites: readonly Site[];
}

/** What voids a run, each as a sentence; below it the conditions under which it does. */
export function Exclusions({ funnel, sites }: ExclusionsProps) {
  const { ask, filters } = words.value.journeys;
  const opened = useSignal<number | undefined>(undefined);
  return (
    <>
      {funnel.exclude.map((one, index) => {
        const n = String(index + 1);
        const isOpen = opened.value === index;
        return (
          <div key={index} class="excluded">
            <p class="sentence">
              <Between funnel={funnel} one={one} index={index} />{" "}
              <button
                type="button"
                class="quiet more"
                id={`more-exclude-${index}`}
                aria-label={filters.moreOfExcluded(n)}
                aria-expanded={isOpen}
                onClick={() => {
                  opened.value = isOpen ? undefined : index;
                }}
              >
                {filters.more}
              </button>{" "}
              <button
                type="button"
                class="quiet"
                aria-label={ask.unexclude}
                title={ask.unexclude}
                onClick={() => {
                  opened.value = undefined;
                  askFunnel((now) => removeExclusion(now, index));
                }}
              >
                ×
              </button>
            </p>
            <Conditions
              key={String(isOpen)}
              funnel={funnel}
              place={{ of: "exclude", index }}
              what={filters.excluded(n)}
              isOpen={isOpen}
              sites={sites}
            />
          </div>
        );
      })}
    </>
  );
}

interface BetweenProps {
  readonly funnel: Funnel;
  readonly one: Exclusion;
  readonly index: number;
}

/** `Sans « Parti sans être servi » entre l'étape 1 et l'étape 3` */
function Between({ funnel, one, index }: BetweenProps) {
  const { ask } = words.value.journeys;
  const steps = funnel.steps.map((_, at) => at + 1);
  const numbered = (some: readonly number[]) =>
    some.map((step) => (
      <option key={step} value={step}>
        {format.value.count(step)}
      </option>
    ));
  const change = (to: Parameters<typeof changeExclusion>[2]) =>
    askFunnel((now) => changeExclusion(now, index, to));
  return (
    <>
      {ask.without}{" "}
      <TypeChoice label={ask.excluded} type={one.type} choose={(type) => change({ type })} />{" "}
      {ask.between}{" "}
      <Word label={ask.from} value={one.from} choose={(value) => change({ from: Number(value) })}>
        {numbered(steps.slice(0, -1))}
      </Word>{" "}
      {ask.and}{" "}
      <Word label={ask.until} value={one.to} choose={(value) => change({ to: Number(value) })}>
        {numbered(steps.slice(1))}
      </Word>
    </>
  );
}
