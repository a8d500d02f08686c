import { useSignal } from "@preact/signals";
import type { ScreenId } from "../../schemas/saved.ts";
import { session } from "../data/session.ts";
import { failureText } from "../parts/states.tsx";
import { format, language, view, words } from "../shell/state.ts";
import { linkTo, save, type Saving } from "./keep.ts";
import { wholeQuestion } from "./questions.ts";

const LONGEST_TITLE = 120;
const SCREENS = ["esprit", "journeys"] as const satisfies readonly ScreenId[];

/** The question under a name, for everybody who may read here: pinned to screens, or as a link for a spreadsheet. */
export function Keep() {
  const { keep } = words.value;
  const title = useSignal("");
  const pinned = useSignal<readonly ScreenId[]>([]);
  const saving = useSignal<Saving | undefined>(undefined);
  if (!mayKeep()) return null;

  async function send(replaces = 0): Promise<void> {
    saving.value = undefined;
    const kept = {
      title: title.value.trim(),
      pinned: pinned.value,
      request: wholeQuestion(view.peek()),
    };
    saving.value = await save(kept, language.peek(), replaces);
  }
  return (
    <details class="take keep">
      <summary>{keep.title}</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <label>
          <span>{keep.name}</span>
          <input
            class="word"
            required
            maxLength={LONGEST_TITLE}
            pattern=".*\S.*"
            value={title.value}
            onInput={({ currentTarget }) => (title.value = currentTarget.value)}
          />
        </label>
        <fieldset>
          <legend>{keep.pin}</legend>
          {SCREENS.map((screen) => (
            <label key={screen}>
              <input
                type="checkbox"
                checked={pinned.value.includes(screen)}
                onChange={({ currentTarget }) => {
                  const others = pinned.value.filter((one) => one !== screen);
                  pinned.value = currentTarget.checked ? [...others, screen] : others;
                }}
              />{" "}
              {keep.screens[screen]}
            </label>
          ))}
        </fieldset>
        <button class="quiet">{keep.save}</button>
      </form>
      <div role="status">
        {saving.value && <Outcome saving={saving.value} replace={(over) => void send(over)} />}
      </div>
    </details>
  );
}

/** What is changed here is changed for all: whoever may only read is not asked. */
function mayKeep(): boolean {
  const { value } = session;
  return value.kind === "open" && value.me.scopes.some((one) => one === "duty" || one === "admin");
}

interface OutcomeProps {
  readonly saving: Saving;
  readonly replace: (version: number) => void;
}

function Outcome({ saving, replace }: OutcomeProps) {
  const { keep } = words.value;
  switch (saving.kind) {
    case "failed":
      return <p class="quietly">{keep.failed(failureText(saving.failure))}</p>;
    case "taken": {
      const { name, saved_by, version } = saving.other;
      return (
        <p class="quietly">
          {keep.taken(name, saved_by, format.value.count(version))}{" "}
          <button type="button" class="quiet" onClick={() => replace(version)}>
            {keep.replace}
          </button>
        </p>
      );
    }
    case "saved": {
      const { name, version } = saving.saved;
      return (
        <p class="quietly">
          {keep.saved(name, format.value.count(version))} <Link name={name} />
        </p>
      );
    }
    default:
      return saving satisfies never;
  }
}

/** Made when somebody wants it: until then nobody can open it. */
function Link({ name }: { readonly name: string }) {
  const { keep } = words.value;
  const link = useSignal("");
  const said = useSignal("");
  async function make(): Promise<void> {
    const made = await linkTo(name, language.peek());
    if (typeof made !== "string") {
      said.value = failureText(made);
      return;
    }
    link.value = made;
    said.value = await navigator.clipboard.writeText(made).then(
      () => keep.linked,
      () => keep.linkByHand, // without TLS, or when it was forbidden
    );
  }
  return (
    <>
      <button type="button" class="quiet" onClick={() => void make()}>
        {keep.link}
      </button>
      {said.value !== "" && <span> {said.value}</span>}
      {link.value !== "" && (
        <input
          class="word"
          readOnly
          aria-label={keep.link}
          value={link.value}
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      )}
    </>
  );
}
