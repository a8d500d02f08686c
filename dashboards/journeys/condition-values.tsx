import { useSignal } from "@preact/signals";
import type { Site } from "../../schemas/site.ts";
import type { Trait } from "../../schemas/traits.ts";
import { textIn } from "../data/cells.ts";
import { useSource } from "../parts/use-source.ts";
import { view, words } from "../shell/state.ts";
import { textOf, valueOf, wordsOfValues } from "./filter-words.ts";
import { MOST_LETTERS_OF_VALUE, MOST_VALUES } from "./filters.ts";
import { valuesQuestion } from "./questions.ts";

interface ValuesProps {
  readonly id: string;
  readonly trait: Trait;
  readonly values: readonly string[];
  readonly label: string;
  readonly sites: readonly Site[];
  /** Whether there can be more of them now. */
  readonly isOpen: boolean;
  readonly change: (values: readonly string[]) => void;
}

/** `guichet ou téléphone`: any of them will do; one that is emptied goes. */
export function Values({ id, trait, values, label, sites, isOpen, change }: ValuesProps) {
  const { filters } = words.value.journeys;
  const said = { words: words.value, sites };
  const known = `${id}-known`;
  const hasNext = isOpen && values.length < MOST_VALUES;
  const input = (index: number, value?: string) => {
    const text = value === undefined ? "" : textOf(trait, value, said);
    const placeholder = index === 0 ? filters.first : filters.next;
    return (
      <input
        {...(value === undefined && { id: `${id}-next` })}
        class="word"
        list={known}
        autocomplete="off"
        aria-label={label}
        maxLength={MOST_LETTERS_OF_VALUE}
        placeholder={placeholder}
        size={Math.max((text || placeholder).length, 4)}
        value={text}
        onChange={({ currentTarget }) => {
          const written = currentTarget.value.trim();
          // What is not asked after all is not shown either.
          currentTarget.value = text;
          const next = written === "" ? [] : [valueOf(trait, written, said)];
          change(values.toSpliced(index, 1, ...next));
        }}
      />
    );
  };
  return (
    <span class="values">
      {values.map((value, index) => (
        <span key={index}>
          {index > 0 && `${filters.or} `}
          {input(index, value)}
        </span>
      ))}
      {hasNext && <span key={values.length}>{input(values.length)}</span>}
      <Suggestions id={known} trait={trait} sites={sites} />
    </span>
  );
}

type SuggestionsProps = Pick<ValuesProps, "id" | "trait" | "sites">;

/** What the page knows to be said of a trait: by name, else as journeys of the period say it. */
function Suggestions({ id, trait, sites }: SuggestionsProps) {
  const { filters } = words.value.journeys;
  const source = useSource(() => valuesQuestion(view.value, trait), useSignal(0));
  const named = [...wordsOfValues(trait, { words: words.value, sites }).values()];
  const told = source.known.value.answer?.rows.map((row) => textIn(row, trait)) ?? [];
  const known = [...named, ...told.filter((value) => value !== "").toSorted(), filters.none];
  return (
    <datalist id={id}>
      {known.map((text) => (
        <option key={text} value={text} />
      ))}
    </datalist>
  );
}
