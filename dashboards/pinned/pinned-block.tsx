import type { Answer } from "../../schemas/answer.ts";
import type { SavedSummary } from "../../schemas/saved.ts";
import type { Language } from "../../schemas/text.ts";
import { AnswerTable } from "../parts/answer-table.tsx";
import { Failed, Skeleton, Stale } from "../parts/states.tsx";
import { useSource } from "../parts/use-source.ts";
import { spanText } from "../proof/span-text.ts";
import { format, language, words } from "../shell/state.ts";

/** One saved question: what its author calls it, its answer now, what that means, and a file of it. */
export function PinnedBlock({ saved }: { readonly saved: SavedSummary }) {
  const { name } = saved;
  const source = useSource(() => ({ path: `/v1/saved/${name}/answer` }));
  const { answer, failure, busy } = source.known.value;
  const title = saidIn(saved.title, language.value);
  const heading = `pinned-${name}`;
  return (
    <section class="block pinned" aria-labelledby={heading} aria-busy={busy && !failure}>
      <header>
        <h2 id={heading} lang={title?.language}>
          {title?.text ?? name}
        </h2>
        <Under saved={saved} answer={answer} />
        {answer && failure && <Stale source={source} />}
      </header>
      {answer ? (
        <>
          <AnswerTable
            answer={answer}
            columns={answer.columns.map((column) => column.name)}
            folded
          />
          <Meaning saved={saved} answer={answer} />
        </>
      ) : failure ? (
        <Failed failure={failure} what={title?.text ?? name} retry={source.retry} />
      ) : (
        <Skeleton />
      )}
    </section>
  );
}

interface PartProps {
  readonly saved: SavedSummary;
  readonly answer: Answer;
}

/** What its author says of it, its own period, which the filters above do not change, and its file. */
function Under({
  saved,
  answer,
}: Pick<PartProps, "saved"> & { readonly answer: Answer | undefined }) {
  const { pinned } = words.value;
  const description = saidIn(saved.description, language.value);
  const { from, to, timezone } = answer?.frame ?? {};
  return (
    <p class="under">
      <span>
        {description && <span lang={description.language}>{description.text} </span>}
        {from !== undefined && to !== undefined && timezone !== undefined && (
          <>{pinned.period(spanText(from, to, timezone))}</>
        )}
      </span>
      <a class="quiet" href={`/v1/saved/${saved.name}/answer.csv`} download={`${saved.name}.csv`}>
        {pinned.csv}
      </a>
    </p>
  );
}

/** The definition of its figures, and whose question it is. */
function Meaning({ saved, answer }: PartProps) {
  const { pinned, proof } = words.value;
  const { definition, exact, truncated } = answer;
  const at = format.value.dayClock(saved.saved_at, answer.frame.timezone);
  return (
    <details>
      <summary class="quietly">{proof.definition}</summary>
      <p class="quietly">
        {definition.text} <small>{proof.version(definition.id, definition.version)}</small>
      </p>
      {!exact && <p class="quietly">{proof.estimated}</p>}
      {truncated && <p class="quietly">{pinned.truncated}</p>}
      <p class="quietly">{pinned.saved(saved.saved_by, at, format.value.count(saved.version))}</p>
    </details>
  );
}

/** In the reader's language, else in the one there is. */
function saidIn(
  said: Readonly<Partial<Record<Language, string | undefined>>>,
  wanted: Language,
): { readonly text: string; readonly language: Language } | undefined {
  const other = wanted === "fr" ? "en" : "fr";
  const found = ([wanted, other] as const).find((one) => said[one] !== undefined);
  return found && { text: said[found] ?? "", language: found };
}
