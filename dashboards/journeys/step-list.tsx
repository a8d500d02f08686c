import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Site } from "../../schemas/site.ts";
import { words } from "../shell/state.ts";
import { Conditions } from "./conditions.tsx";
import { addStep, moveStep, nameStep, removeStep, retypeStep } from "./edit.ts";
import { MOST_LETTERS, MOST_STEPS, type Funnel } from "./funnel.ts";
import { askFunnel } from "./go-on.ts";
import { TypeChoice } from "./type-choice.tsx";

interface StepListProps {
  readonly funnel: Funnel;
  readonly sites: readonly Site[];
}

/** The steps, each with what can be done to it; the focus goes where the step goes. */
export function StepList({ funnel, sites }: StepListProps) {
  const { ask, filters } = words.value.journeys;
  const { steps } = funnel;
  const opened = useSignal<number | undefined>(undefined);
  const wanted = useRef<readonly string[]>([]);
  useLayoutEffect(() => {
    const places = wanted.current.map((id) => document.getElementById(id));
    places.find((place) => place && !place.matches(":disabled"))?.focus();
    wanted.current = [];
  });
  const act = (change: (now: Funnel) => Funnel, ...focus: readonly string[]) => {
    wanted.current = focus;
    opened.value = undefined;
    askFunnel(change);
  };
  return (
    <>
      <ol class="steps">
        {steps.map(({ type, label }, index) => {
          const n = String(index + 1);
          const isOpen = opened.value === index;
          return (
            <li key={index}>
              <TypeChoice
                id={`step-${index}`}
                label={ask.step(n)}
                type={type}
                choose={(chosen) => askFunnel((now) => retypeStep(now, index, chosen))}
              />
              <span class="acts">
                <button
                  type="button"
                  class="quiet more"
                  id={`more-steps-${index}`}
                  aria-label={filters.moreOfStep(n)}
                  aria-expanded={isOpen}
                  onClick={() => {
                    opened.value = isOpen ? undefined : index;
                    wanted.current = [`name-${index}`];
                  }}
                >
                  {filters.more}
                </button>
                <button
                  type="button"
                  class="quiet"
                  id={`up-${index}`}
                  aria-label={ask.up(n)}
                  title={ask.up(n)}
                  disabled={index === 0}
                  onClick={() =>
                    act((now) => moveStep(now, index, -1), `up-${index - 1}`, `down-${index - 1}`)
                  }
                >
                  ↑
                </button>
                <button
                  type="button"
                  class="quiet"
                  id={`down-${index}`}
                  aria-label={ask.down(n)}
                  title={ask.down(n)}
                  disabled={index === steps.length - 1}
                  onClick={() =>
                    act((now) => moveStep(now, index, 1), `down-${index + 1}`, `up-${index + 1}`)
                  }
                >
                  ↓
                </button>
                <button
                  type="button"
                  class="quiet"
                  aria-label={ask.remove(n)}
                  title={ask.remove(n)}
                  disabled={steps.length === 1}
                  onClick={() =>
                    act((now) => removeStep(now, index), `step-${index}`, `step-${index - 1}`)
                  }
                >
                  ×
                </button>
              </span>
              {(label !== undefined || isOpen) && (
                <input
                  id={`name-${index}`}
                  class="word naming"
                  aria-label={`${ask.step(n)}, ${ask.name}`}
                  placeholder={ask.name}
                  maxLength={MOST_LETTERS}
                  value={label ?? ""}
                  onChange={({ currentTarget }) =>
                    askFunnel((now) => nameStep(now, index, currentTarget.value))
                  }
                />
              )}
              <Conditions
                key={String(isOpen)}
                funnel={funnel}
                place={{ of: "steps", index }}
                what={ask.step(n)}
                isOpen={isOpen}
                sites={sites}
              />
            </li>
          );
        })}
      </ol>
      <p class="buttons">
        <button
          type="button"
          class="quiet"
          disabled={steps.length >= MOST_STEPS}
          onClick={() => act((now) => addStep(now), `step-${steps.length}`)}
        >
          + {ask.add}
        </button>
      </p>
    </>
  );
}
