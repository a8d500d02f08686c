import { effect, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { SavedSummary, ScreenId } from "../../schemas/saved.ts";
import { fetchFrom, type Failure } from "../data/ask.ts";
import { follow } from "../data/follow.ts";
import { tick } from "../data/tick.ts";

/** What is pinned to a screen, as far as it is known. */
export interface PinnedList {
  readonly questions: readonly SavedSummary[];
  /** Why it is not known, or no longer. */
  readonly failure: Failure | undefined;
  readonly retry: () => void;
}

interface Listed {
  readonly questions: readonly SavedSummary[];
}

/** Keeps the list of what is pinned to a screen: who pins something sees it here within a minute. */
export function usePinned(screen: ScreenId): PinnedList {
  const questions = useSignal<readonly SavedSummary[]>([]);
  const failure = useSignal<Failure | undefined>(undefined);
  const retries = useSignal(0);
  useEffect(() => {
    const leaving = new AbortController();
    async function read(): Promise<void> {
      const path = `/v1/saved?pinned=${screen}`;
      try {
        const outcome = await fetchFrom<Listed>(path, "en", leaving.signal);
        failure.value = outcome.kind === "failure" ? outcome.failure : undefined;
        if (outcome.kind === "failure") return;
        const { questions: fresh } = outcome.value;
        // The same list while nothing changes, so that nothing is drawn again for nothing.
        if (JSON.stringify(fresh) !== JSON.stringify(questions.peek())) questions.value = fresh;
      } catch {
        // Nobody looks any more.
      }
    }
    const stop = effect(() => {
      follow(tick, retries);
      void read();
    });
    return () => {
      stop();
      leaving.abort();
    };
  }, [screen]);
  const retry = () => {
    retries.value += 1;
  };
  return { questions: questions.value, failure: failure.value, retry };
}
