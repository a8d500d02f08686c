import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { Answer } from "../../schemas/answer.ts";
import type { Source } from "../data/source.ts";
import type { Words } from "../words.ts";
import { words } from "../shell/state.ts";
import { AnswerTable } from "./answer-table.tsx";
import { Failed, Skeleton, Stale } from "./states.tsx";

interface BlockProps {
  /** Also what it is called where it fails. */
  readonly name: Exclude<keyof Words["blocks"], "head">;
  readonly source: Source;
  /** What the rows say now, as a sentence; undefined while its proof is on its way. */
  readonly title: (answer: Answer) => string | undefined;
  /** What is drawn, and how to read it. */
  readonly under: string;
  /** Columns of the table that stands for the drawing; none where the drawing is a table already. */
  readonly columns?: readonly string[];
  /** A table of its own, where that can do more than one of the columns. */
  readonly table?: (answer: Answer) => ComponentChildren;
  readonly children: (answer: Answer) => ComponentChildren;
  readonly tools?: ComponentChildren;
  /** Of a block inside another one. */
  readonly heading?: "h2" | "h3";
}

/** One block of a screen: a sentence, a drawing, and the same rows as a table one key away. */
export function Block({
  name,
  source,
  title,
  under,
  columns,
  table,
  children,
  ...rest
}: BlockProps) {
  const { tools, heading: Heading = "h2" } = rest;
  const asTable = useSignal(false);
  const hasTable = columns !== undefined || table !== undefined;
  const { answer, failure, busy } = source.known.value;
  const sentence = answer && title(answer);
  if (!answer || sentence === undefined) {
    return (
      <section class={`block ${name}`} aria-busy={!failure}>
        {failure ? (
          <Failed failure={failure} what={words.value.blocks[name]} retry={source.retry} />
        ) : (
          <Skeleton />
        )}
      </section>
    );
  }
  const heading = `${name}-title`;
  return (
    <section
      class={busy ? `block ${name} busy` : `block ${name}`}
      aria-labelledby={heading}
      aria-busy={busy}
    >
      <header>
        <Heading id={heading}>{sentence}</Heading>
        <p class="under">
          <span>{under}</span>
          {tools}
          {hasTable && (
            <button
              type="button"
              class="quiet"
              aria-pressed={asTable.value}
              onClick={() => {
                asTable.value = !asTable.value;
              }}
            >
              {words.value.page.table}
            </button>
          )}
        </p>
        {failure && <Stale source={source} />}
      </header>
      <div>
        {hasTable && asTable.value
          ? (table?.(answer) ?? <AnswerTable answer={answer} columns={columns ?? []} />)
          : children(answer)}
      </div>
    </section>
  );
}
