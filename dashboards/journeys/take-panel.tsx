import { useSignal } from "@preact/signals";
import { failureText } from "../parts/states.tsx";
import { ask } from "../data/ask.ts";
import { download } from "../data/download.ts";
import { language, view, words } from "../shell/state.ts";
import { wholeQuestion } from "./questions.ts";
import { curlOf, explainQuestion, FILES, pythonOf, sqlIn, type FileKind } from "./take.ts";

const COPIES = ["link", "curl", "python", "sql"] as const;
type CopyKind = (typeof COPIES)[number];

/** The question and its answer, to be taken elsewhere: into a mail, a shell, a notebook, a file. */
export function Take() {
  const { take } = words.value.journeys;
  const said = useSignal("");
  const byHand = useSignal<string | undefined>(undefined);

  async function copy(kind: CopyKind): Promise<void> {
    byHand.value = undefined;
    said.value = kind === "sql" ? take.asking : "";
    const { text, why } = await textOf(kind);
    if (text === undefined) {
      said.value = why;
      return;
    }
    try {
      await navigator.clipboard.writeText(text);
      said.value = take.copied(take[kind]);
    } catch {
      // Without TLS, or when it was forbidden, browsers let no page write there.
      said.value = take.byHand;
      byHand.value = text;
    }
  }
  async function load(kind: FileKind): Promise<void> {
    byHand.value = undefined;
    said.value = "";
    const name = `parcours-funnel.${kind}`;
    const failure = await download(wholeQuestion(view.peek()), FILES[kind], {
      name,
      language: language.peek(),
    });
    said.value = failure ? take.failed(failureText(failure)) : take.loaded(name);
  }
  return (
    <div class="take">
      <h3>{take.title}</h3>
      <p>
        <span>{take.copy}</span>
        {COPIES.map((kind) => (
          <button key={kind} type="button" class="quiet" onClick={() => void copy(kind)}>
            {take[kind]}
          </button>
        ))}
      </p>
      <p>
        <span>{take.download}</span>
        {(Object.keys(FILES) as FileKind[]).map((kind) => (
          <button key={kind} type="button" class="quiet" onClick={() => void load(kind)}>
            {NAMES[kind]}
          </button>
        ))}
      </p>
      <p class="quietly" role="status">
        {said.value}
      </p>
      {byHand.value !== undefined && (
        <textarea
          readOnly
          rows={6}
          aria-label={take.byHand}
          value={byHand.value}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      )}
    </div>
  );
}

/** The same in every language. */
const NAMES: Readonly<Record<FileKind, string>> = {
  csv: "CSV",
  arrow: "Arrow",
  parquet: "Parquet",
};

type Told =
  { readonly text: string; readonly why?: never } | { readonly text?: never; readonly why: string };

async function textOf(kind: CopyKind): Promise<Told> {
  switch (kind) {
    case "link":
      return { text: location.href };
    case "curl":
      return { text: curlOf(location.origin, wholeQuestion(view.peek())) };
    case "python":
      return { text: pythonOf(location.origin, wholeQuestion(view.peek())) };
    case "sql":
      return sqlText();
    default:
      return kind satisfies never;
  }
}

/** Only the server knows what it asks the store. */
async function sqlText(): Promise<Told> {
  const { take } = words.peek().journeys;
  const { name, question } = explainQuestion(wholeQuestion(view.peek()));
  const outcome = await ask(name, question, language.peek(), new AbortController().signal);
  if (outcome.kind === "failure") return { why: take.notCopied(failureText(outcome.failure)) };
  const text = sqlIn(outcome.value);
  return text === undefined ? { why: take.noSql } : { text };
}
