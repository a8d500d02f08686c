import { words } from "../shell/state.ts";

/** The word for a value of a closed set; a value from a newer server stands as it is. */
export function wordFor(
  set: "statuses" | "outcomes" | "results" | "events" | "channels" | "fields",
  value: string,
): string {
  if (value === "") return "";
  return new Map<string, string>(Object.entries(words.value[set])).get(value) ?? value;
}
