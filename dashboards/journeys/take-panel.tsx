import { useSignal } from "@preact/signals";
import { failureText } from "../parts/states.tsx";
import { download } from "../data/download.ts";
import { language, view, words } from "../shell/state.ts";
import { wholeQuestion } from "./questions.ts";
import { curlOf, FILES, pythonOf, type FileKind } from "./take.ts";

type CopyKind = "link" | "curl" | "python";

/** The question and its answer, to be taken elsewhere: into a mail, a shell, a notebook, a file. */
export function Take() {
  const { take } = words.value.journeys;
  const said = useSignal("");
  const byHand = useSignal<string | undefined>(undefined);

  async function copy(kind: CopyKind): Promise<void> {
    const text = textOf(kind);
    byHand.value = undefined;
    said.value = "";
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
        {(["link", "curl", "python"] as const).map((kind) => (
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

function textOf(kind: CopyKind): string {
  switch (kind) {
    case "link":
      return location.href;
    case "curl":
      return curlOf(location.origin, wholeQuestion(view.peek()));
    case "python":
      return pythonOf(location.origin, wholeQuestion(view.peek()));
    default:
      return kind satisfies never;
  }
}
