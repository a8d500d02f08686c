import { computed, signal } from "@preact/signals";
import type { Language } from "../../schemas/text.ts";
import { formatOf } from "../format.ts";
import { wordsOf } from "../words.ts";
import { readAddress, writeAddress, type Opened, type Theme, type View } from "./address.ts";

/** The one state of the page: what the address says. */
export const view = signal<View>(readAddress(location.search));
addEventListener("popstate", () => {
  view.value = readAddress(location.search);
});

const darkScheme = matchMedia("(prefers-color-scheme: dark)");
const systemTheme = signal<Theme>(darkScheme.matches ? "dark" : "light");
darkScheme.addEventListener("change", () => {
  systemTheme.value = darkScheme.matches ? "dark" : "light";
});
const systemLanguage: Language = navigator.languages.some((tag) => tag.startsWith("fr"))
  ? "fr"
  : "en";

export const language = computed<Language>(() => view.value.language ?? systemLanguage);
export const theme = computed<Theme>(() => view.value.theme ?? systemTheme.value);
export const words = computed(() => wordsOf(language.value));
export const format = computed(() => formatOf(language.value));

/** Changes the view and the address with it; `replace` leaves no step to go back to. */
export function go(change: Partial<View>, how: "push" | "replace" = "push"): void {
  const next = { ...view.value, ...change };
  const address = location.pathname + writeAddress(next);
  if (address === location.pathname + location.search) return;
  history[how === "push" ? "pushState" : "replaceState"](null, "", address);
  view.value = readAddress(location.search);
}

/** Opens a figure's proof, or goes on in it. */
export const open = (opened: Opened): void => go({ opened });

/** The address of a view that differs from this one, for links. */
export const addressOf = (change: Partial<View>): string =>
  location.pathname + writeAddress({ ...view.value, ...change });

export function close(): void {
  const { opened: _, ...rest } = view.value;
  history.pushState(null, "", location.pathname + writeAddress(rest));
  view.value = rest;
}
