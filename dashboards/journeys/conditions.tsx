import { useSignal } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import type { Site } from "../../schemas/site.ts";
import type { Trait } from "../../schemas/traits.ts";
import { words } from "../shell/state.ts";
import { Values } from "./condition-values.tsx";
import { canDiffer, changeFilter, type Place } from "./edit.ts";
import { conditionsOf, traitsOf, withValues } from "./filters.ts";
import type { Funnel } from "./funnel.ts";
import { askFunnel } from "./go-on.ts";
import { Word } from "../parts/word.tsx";

interface ConditionsProps {
  readonly funnel: Funnel;
  readonly place: Place;
  /** What they are conditions of, for those who don't see it: `Étape 3`. */
  readonly what: string;
  /** Whether there can be more of them now. */
  readonly isOpen: boolean;
  readonly sites: readonly Site[];
}

/** What events must say to serve a step or an exclusion: a line a trait, `canal : guichet ou téléphone`. */
export function Conditions({ funnel, place, what, isOpen, sites }: ConditionsProps) {
  const { filters } = words.value.journeys;
  const { type, where = {} } = funnel[place.of][place.index] ?? { type: "ticket.issued" };
  const draft = useSignal<Trait | undefined>(undefined);
  const wanted = useRef<readonly string[]>([]);
  const id = `${place.of}-${place.index}`;
  const addId = `add-${id}`;
  useLayoutEffect(() => {
    // What had the focus may have gone; whoever moved it elsewhere keeps it there.
    const isLost = document.activeElement === document.body;
    const places = isLost ? wanted.current.map((one) => document.getElementById(one)) : [];
    places.find((one) => one && !one.matches(":disabled"))?.focus();
    wanted.current = [];
  });
  const ask = (trait: Trait, values: readonly string[], ...focus: readonly string[]) => {
    wanted.current = focus;
    draft.value = undefined;
    askFunnel((now) => changeFilter(now, place, (filter) => withValues(filter, trait, values)));
  };
  const unsaid = traitsOf(type).filter((trait) => where[trait] === undefined);
  const lineOf = (trait: Trait, values: readonly string[]) => ({
    id: `${id}-${trait}`,
    trait,
    values,
    label: filters.value(filters.traits[trait], what),
    sites,
    change: (next: readonly string[]) => ask(trait, next, `${id}-${trait}-next`, addId),
  });
  const removal = (trait: Trait) => ({
    label: filters.remove(filters.traits[trait], what),
    remove: () => ask(trait, [], addId, `more-${id}`),
  });
  if (!isOpen && conditionsOf(where).length === 0) return null;
  const limited = !canDiffer(funnel, place);
  return (
    <div class="conditions">
      {conditionsOf(where).map(([trait, values]) => (
        <p key={trait} class="condition">
          <span>
            {filters.traits[trait]}
            {filters.is}
          </span>
          <Values {...lineOf(trait, values)} isOpen={isOpen} />
          <Remove {...removal(trait)} />
        </p>
      ))}
      {draft.value !== undefined && (
        <p class="condition">
          <span>
            <Word
              id={`trait-${id}`}
              label={filters.trait(what)}
              value={draft.value}
              choose={(trait) => {
                draft.value = trait as Trait;
              }}
            >
              {unsaid.map((trait) => (
                <option key={trait} value={trait}>
                  {filters.traits[trait]}
                </option>
              ))}
            </Word>
            {filters.is}
          </span>
          <Values key={draft.value} {...lineOf(draft.value, [])} isOpen />
          <Remove {...removal(draft.value)} />
        </p>
      )}
      {isOpen && draft.value === undefined && unsaid[0] !== undefined && (
        <button
          type="button"
          class="quiet"
          id={addId}
          aria-label={filters.addTo(what)}
          {...(limited && { title: filters.most })}
          disabled={limited}
          onClick={() => {
            wanted.current = [`trait-${id}`];
            draft.value = unsaid[0];
          }}
        >
          + {filters.add}
        </button>
      )}
    </div>
  );
}

interface RemoveProps {
  readonly label: string;
  readonly remove: () => void;
}

const Remove = ({ label, remove }: RemoveProps) => (
  <button type="button" class="quiet" aria-label={label} title={label} onClick={remove}>
    ×
  </button>
);
