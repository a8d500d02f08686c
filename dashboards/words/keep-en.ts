import type { ScreenId } from "../../schemas/saved.ts";

/** What is said where a question is saved. */
export const keepEn = {
  title: "Save this question",
  name: "Name",
  pin: "Show its answer on",
  screens: { esprit: "Esprit de service", journeys: "Journeys" } satisfies Record<ScreenId, string>,
  save: "Save",
  saved: (name: string, version: string) => `Saved as “${name}”, version ${version}`,
  taken: (name: string, by: string, version: string) =>
    `“${name}” is there already (version ${version}, by ${by}). Replaced, it can be brought back.`,
  replace: "Replace it",
  link: "Copy a link to its CSV",
  linked: "Copied. Whoever has the link may read it, without a key, for 90 days:",
  linkByHand: "Whoever has this link may read it, without a key, for 90 days:",
  failed: (why: string) => `Not saved. ${why}`,
};
