import { LASTING_TRAITS, OWN_TRAITS, type Trait } from "../../schemas/traits.ts";
import {
  asPart,
  conditionsOf,
  MOST_FILTERS,
  MOST_LETTERS_OF_VALUE,
  withValues,
  type Filter,
  type Filtered,
} from "./filters.ts";

/** How filters stand in an address: `service.started~channel=office,phone~site=S1`. */

const BEFORE_CONDITION = "~";
const BEFORE_VALUE = ",";
const TRAITS: readonly Trait[] = [...LASTING_TRAITS, ...OWN_TRAITS];

/** A text in which those marks, and the backslash itself, stand after a backslash. */
export const escaped = (text: string): string => text.replaceAll(/[\\~,]/g, String.raw`\$&`);

const plain = (text: string) => text.replaceAll(/\\([^])/g, "$1");

export const writeFilter = (where: Filter | undefined): string =>
  conditionsOf(where)
    .map(
      ([trait, values]) => `${BEFORE_CONDITION}${trait}=${values.map(escaped).join(BEFORE_VALUE)}`,
    )
    .join("");

/** What stands before the first condition, and the conditions; those that can't be asked are left out. */
export function readFiltered(text: string): { readonly head: string; readonly where?: Filter } {
  const [head = "", ...conditions] = split(text, BEFORE_CONDITION);
  return { head: plain(head), ...asPart(conditions.reduce(readCondition, {})) };
}

function readCondition(where: Filter, text: string): Filter {
  const [, name, listed = ""] = /^(\w+)=([^]*)$/.exec(text) ?? [];
  const trait = TRAITS.find((one) => one === name);
  if (trait === undefined) return where;
  const values = split(listed, BEFORE_VALUE).map(plain);
  const asked = values.filter(({ length }) => length <= MOST_LETTERS_OF_VALUE);
  return withValues(where, trait, [...(where[trait] ?? []), ...asked]);
}

/** The pieces between marks; after a backslash a mark is a letter. */
function split(text: string, mark: string): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (const [letter] of text.matchAll(/\\?[^]/g)) {
    if (letter !== mark) piece += letter;
    else {
      pieces.push(piece);
      piece = "";
    }
  }
  return [...pieces, piece];
}

/** True of what has no filter, or one of the first that differ, as many as can be asked. */
export function withinLimit(): (one: Filtered) => boolean {
  const known = new Set<string>();
  return ({ where }) => {
    if (where === undefined) return true;
    const spelled = JSON.stringify(where);
    if (known.size < MOST_FILTERS) known.add(spelled);
    return known.has(spelled);
  };
}
