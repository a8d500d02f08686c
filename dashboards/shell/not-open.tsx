import { useEffect } from "preact/hooks";
import type { Failure } from "../data/ask.ts";
import { openSession } from "../data/session.ts";
import { failureText, PageState } from "../parts/states.tsx";
import { words } from "./state.ts";

const RETRY_MS = 5_000;

/** Nobody is signed in, or the server is away: what to do; it goes on trying by itself. */
export function NotOpen({ failure }: { readonly failure: Failure }) {
  useEffect(() => {
    const timer = setInterval(() => void openSession(), RETRY_MS);
    return () => clearInterval(timer);
  }, []);
  const { signedOut, unreachable } = words.value.states;
  switch (failure.kind) {
    case "signed-out":
      return (
        <PageState title={signedOut.title}>
          <p>{signedOut.body}</p>
          <pre>
            <code>npx parcours link</code>
          </pre>
        </PageState>
      );
    case "unreachable":
      return (
        <PageState title={unreachable.title}>
          <p>{unreachable.body}</p>
          <pre>
            <code>npm start</code>
          </pre>
        </PageState>
      );
    case "problem":
      return (
        <PageState title={failureText(failure)}>
          <p class="quietly" lang="en">
            {failure.problem.detail}
          </p>
        </PageState>
      );
    default:
      return failure satisfies never;
  }
}
