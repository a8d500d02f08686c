import { effect, signal, type ReadonlySignal } from "@preact/signals";
import type { Answer } from "../../schemas/answer.ts";
import type { Language } from "../../schemas/text.ts";
import { ask, fetchFrom, type Failure } from "./ask.ts";
import { follow } from "./follow.ts";

/** A question, and where it is asked. */
export interface Request {
  readonly name: string;
  readonly question: object;
}

/** A question, or the address at which its answer stands. */
export type Wanted = Request | { readonly path: string };

/** What is known of a question: an answer stays until a newer one replaces it. */
export interface Known {
  readonly answer: Answer | undefined;
  /** What the answer answers, where it was asked. */
  readonly answered: Request | undefined;
  readonly failure: Failure | undefined;
  /** Another question was asked, and what is shown answers the one before. */
  readonly busy: boolean;
  /** When the answer came, ms since 1970. */
  readonly at: number;
}

const NOTHING: Known = {
  answer: undefined,
  answered: undefined,
  failure: undefined,
  busy: true,
  at: 0,
};

export interface Source {
  readonly known: ReadonlySignal<Known>;
  /** Asks again at once. */
  readonly retry: () => void;
  readonly stop: () => void;
}

/** Keeps a question answered: asks when it changes, when `tick` moves, and on `retry`. */
export function keepAnswered(
  request: () => Wanted | undefined,
  { language, tick }: { language: ReadonlySignal<Language>; tick: ReadonlySignal<number> },
): Source {
  const known = signal<Known>(NOTHING);
  const retries = signal(0);
  let asking: { readonly key: string; readonly controller: AbortController } | undefined;
  let answeredKey = "";

  const settle = (next: Partial<Known>) => {
    known.value = { ...known.peek(), busy: false, ...next };
  };
  const start = async (wanted: Wanted, spoken: Language, key: string) => {
    const controller = new AbortController();
    asking = { key, controller };
    try {
      const outcome =
        "path" in wanted
          ? await fetchFrom<Answer>(wanted.path, spoken, controller.signal)
          : await ask(wanted.name, wanted.question, spoken, controller.signal);
      if (outcome.kind === "failure") settle({ failure: outcome.failure });
      else {
        answeredKey = key;
        const answer = keepRows(outcome.value, known.peek().answer);
        const answered = "path" in wanted ? undefined : wanted;
        settle({ answer, answered, failure: undefined, at: Date.now() });
      }
    } catch {
      // Given up for another question, which settles instead.
    } finally {
      if (asking.controller === controller) asking = undefined;
    }
  };

  const stop = effect(() => {
    const wanted = request();
    const spoken = language.value;
    follow(tick, retries);
    if (!wanted) return;
    const key = JSON.stringify([wanted, spoken]);
    if (asking?.key === key) return;
    asking?.controller.abort();
    if (key !== answeredKey && !known.peek().busy) known.value = { ...known.peek(), busy: true };
    void start(wanted, spoken, key);
  });
  return {
    known,
    retry: () => {
      retries.value += 1;
    },
    stop: () => {
      stop();
      asking?.controller.abort();
    },
  };
}

/** Rows that are the same stay the same object, so that nothing is drawn again for nothing. */
function keepRows(fresh: Answer, old: Answer | undefined): Answer {
  const same = old && JSON.stringify(old.rows) === JSON.stringify(fresh.rows);
  return same ? { ...fresh, rows: old.rows } : fresh;
}
