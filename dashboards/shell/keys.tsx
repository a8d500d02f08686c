import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { go, theme, view, words } from "./state.ts";

/** Whether the list of keys is open. */
export const showsKeys = signal(false);

const KEYS: Readonly<Record<string, () => void>> = {
  "/": () => document.getElementById("place")?.focus(),
  "?": () => {
    showsKeys.value = true;
  },
  f: () => go({ language: "fr" }, "replace"),
  e: () => go({ language: "en" }, "replace"),
  d: () => switchTheme(),
};

export const switchTheme = (): void =>
  go({ theme: theme.value === "dark" ? "light" : "dark" }, "replace");

/** One key does one thing, except where one writes. */
export function listenToKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const target = event.target as Element;
    if (target.closest("input, textarea, select, [contenteditable]")) return;
    const act = KEYS[event.key];
    if (!act || (view.value.opened && event.key === "/")) return;
    event.preventDefault();
    act();
  });
}

/** The keys, in a native dialog. */
export function KeysDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const isOpen = showsKeys.value;
  useEffect(() => {
    if (isOpen) dialog.current?.showModal();
    else dialog.current?.close();
  }, [isOpen]);
  const { keys, page } = words.value;
  return (
    <dialog
      ref={dialog}
      class="keys"
      aria-labelledby="keys-title"
      onClose={() => {
        showsKeys.value = false;
      }}
    >
      <header>
        <h2 id="keys-title">{keys.title}</h2>
        <button type="button" class="quiet" onClick={() => dialog.current?.close()}>
          {page.close}
        </button>
      </header>
      <dl>
        {keys.list.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}
