import type { Format } from "../format.ts";
import type { Words } from "../words.ts";
import type { View } from "./address.ts";

/** What the filters say of places, channels and services: `Lyon Bellecour, téléphone`. */
export function whereText(
  { region, site, channel, service }: View["where"],
  words: Words,
  nameOf: (site: string) => string,
): string {
  const { filters } = words;
  const channels = new Map<string, string>(Object.entries(words.channels));
  const parts = [
    site === undefined ? (region ?? filters.everywhere) : nameOf(site),
    channel === undefined ? undefined : (channels.get(channel) ?? channel),
    service,
  ];
  return parts.filter((part) => part !== undefined).join(", ");
}

/** The period in words: `Les 28 derniers jours`, `Du 3 août au 9 août`. */
function rangeText({ range }: Pick<View, "range">, words: Words, format: Format): string {
  if (typeof range === "string") return words.filters.periods[range];
  const last = new Date(Date.parse(range.to) - 86_400_000).toISOString();
  return words.filters.span(format.day(range.from), format.day(last));
}

/** The whole selection in words, for the title of the window and for paper. */
export const selectionText = (
  view: View,
  words: Words,
  format: Format,
  nameOf: (site: string) => string,
): string => `${rangeText(view, words, format)}, ${whereText(view.where, words, nameOf)}`;
