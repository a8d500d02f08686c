import type { Answer } from "../../schemas/answer.ts";
import type { Problem } from "../../schemas/problem.ts";
import type { Language } from "../../schemas/text.ts";

/** Why there is no answer. */
export type Failure =
  | { readonly kind: "signed-out" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "problem"; readonly problem: Problem };

/** What came of asking; failing is an expected outcome. */
export type Outcome<T> =
  | { readonly kind: "answer"; readonly value: T }
  | { readonly kind: "failure"; readonly failure: Failure };

/** Asks a question of the API by name; texts come in the given language. */
export const ask = (
  name: string,
  question: unknown,
  language: Language,
  signal: AbortSignal,
): Promise<Outcome<Answer>> =>
  read<Answer>(`/v1/questions/${name}`, {
    method: "POST",
    headers: { ...headers(language), "Content-Type": "application/json" },
    body: JSON.stringify(question),
    signal,
  });

/** Reads what stands at an address. */
export const fetchFrom = <T>(
  path: string,
  language: Language,
  signal: AbortSignal,
): Promise<Outcome<T>> => read<T>(path, { headers: headers(language), signal });

/** Changes what stands at an address. */
export const sendTo = <T>(
  method: "POST" | "PUT",
  path: string,
  body: object,
  language: Language,
): Promise<Outcome<T>> =>
  read<T>(path, {
    method,
    headers: { ...headers(language), "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

const headers = (language: Language) => ({
  Accept: "application/json",
  "Accept-Language": language,
});

/** The API's own answers are trusted in shape: it is the same build. Aborting rejects. */
async function read<T>(path: string, init: RequestInit): Promise<Outcome<T>> {
  try {
    const response = await fetch(path, { ...init, credentials: "same-origin" });
    if (response.ok) return { kind: "answer", value: (await response.json()) as T };
    return { kind: "failure", failure: await failureOf(response) };
  } catch (error) {
    if (init.signal?.aborted) throw error;
    return { kind: "failure", failure: { kind: "unreachable" } };
  }
}

/** What an answer that is none says. */
export async function failureOf(response: Response): Promise<Failure> {
  if (response.status === 401) return { kind: "signed-out" };
  const isProblem = response.headers.get("content-type")?.includes("problem+json") ?? false;
  if (!isProblem) return { kind: "unreachable" };
  return { kind: "problem", problem: (await response.json()) as Problem };
}
