import type { MadeLink, SavedQuestion, ScreenId } from "../../schemas/saved.ts";
import type { Language } from "../../schemas/text.ts";
import { fetchFrom, sendTo, type Failure } from "../data/ask.ts";
import type { Request } from "../data/source.ts";

/** A question that somebody wants to keep. */
export interface Kept {
  readonly title: string;
  readonly pinned: readonly ScreenId[];
  readonly request: Request;
}

/** What came of saving. */
export type Saving =
  | { readonly kind: "saved"; readonly saved: SavedQuestion }
  /** The name is another question's, which may be replaced. */
  | { readonly kind: "taken"; readonly other: SavedQuestion }
  | { readonly kind: "failed"; readonly failure: Failure };

const LONGEST = 64;

/** A title as the name in an address: `Appelés dans l'heure` is `appeles-dans-l-heure`. */
export function nameOf(title: string): string {
  const plain = title.normalize("NFD").replaceAll(/\p{M}/gu, "").toLowerCase();
  const name = plain.replaceAll(/[^a-z0-9]+/g, "-").slice(0, LONGEST);
  return name.replaceAll(/^-+|-+$/g, "") || "question";
}

/** Saves it as a new question, or as the next version of the one that it replaces. */
export async function save(
  { title, pinned, request }: Kept,
  language: Language,
  replaces = 0,
): Promise<Saving> {
  const path = `/v1/saved/${nameOf(title)}`;
  const { name: question, question: parameters } = request;
  const body = { title: { [language]: title }, question, parameters, pinned, version: replaces };
  const outcome = await sendTo<SavedQuestion>("PUT", path, body, language);
  if (outcome.kind === "answer") return { kind: "saved", saved: outcome.value };
  const { failure } = outcome;
  if (failure.kind !== "problem" || failure.problem.code !== "version-conflict") {
    return { kind: "failed", failure };
  }
  const other = await fetchFrom<SavedQuestion>(path, language, new AbortController().signal);
  return other.kind === "answer"
    ? { kind: "taken", other: other.value }
    : { kind: "failed", failure: other.failure };
}

/** The address of its answer as CSV, which opens without a key. */
export async function linkTo(name: string, language: Language): Promise<string | Failure> {
  const outcome = await sendTo<MadeLink>("POST", `/v1/saved/${name}/links`, {}, language);
  return outcome.kind === "answer"
    ? new URL(outcome.value.paths.csv, location.origin).href
    : outcome.failure;
}
