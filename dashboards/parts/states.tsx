import type { ComponentChildren } from "preact";
import type { Failure } from "../data/ask.ts";
import type { Source } from "../data/source.ts";
import { format, words } from "../shell/state.ts";

/** Where something will stand; shown after 200 ms, so that quick answers don't flicker. */
export function Skeleton() {
  return (
    <div class="skeleton" role="status">
      <span class="hidden">{words.value.states.waiting}</span>
      <i />
      <i />
      <i />
    </div>
  );
}

/** What a failure says, in words. */
export function failureText(failure: Failure): string {
  const { states } = words.value;
  switch (failure.kind) {
    case "signed-out":
      return states.signedOut.title;
    case "unreachable":
      return states.unreachable.title;
    case "problem":
      return wordOfProblem(failure.problem.code);
    default:
      return failure satisfies never;
  }
}

/** The server writes its problems in English; the page says the usual ones in its own language. */
function wordOfProblem(code: string): string {
  const { problems } = words.value;
  return new Map<string, string>(Object.entries(problems)).get(code) ?? problems.other;
}

/** The server's own words, for those who mend it. */
const Detail = ({ failure }: { readonly failure: Failure }) =>
  failure.kind === "problem" ? (
    <p class="quietly" lang="en">
      {failure.problem.detail} ({failure.problem.code})
    </p>
  ) : null;

interface FailedProps {
  readonly failure: Failure;
  readonly what: string;
  readonly retry: () => void;
}

/** What failed, why, what still works, and a way to try again. */
export function Failed({ failure, what, retry }: FailedProps) {
  const { states, page } = words.value;
  return (
    <div class="state" role="status">
      <h2>{states.failed(what)}</h2>
      <p>
        {failureText(failure)} {states.others}
      </p>
      <Detail failure={failure} />
      <button type="button" onClick={retry}>
        {page.retry}
      </button>
    </div>
  );
}

/** What is shown is older than it should be: says of when, and why. */
export function Stale({ source }: { readonly source: Source }) {
  const { at, failure } = source.known.value;
  if (!failure) return null;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const clock = format.value.clock(new Date(at).toISOString(), zone);
  return (
    <p class="notice" role="status">
      {failure.kind === "unreachable" ? words.value.page.unreachable(clock) : failureText(failure)}{" "}
      <button type="button" class="quiet" onClick={source.retry}>
        {words.value.page.retry}
      </button>
    </p>
  );
}

interface NoteProps {
  readonly title: string;
  readonly children: ComponentChildren;
}

/** A state of the whole page: what is so, and what to do. */
export function PageState({ title, children }: NoteProps) {
  return (
    <section class="page-state" aria-labelledby="state-title">
      <h2 id="state-title">{title}</h2>
      {children}
    </section>
  );
}
