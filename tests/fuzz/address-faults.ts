import fc from "fast-check";
import type { Draft } from "./draft.ts";
import type { Faults } from "./fault.ts";
import { oddText } from "./odd-values.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"];

/** What is wrong with where a request goes. */
export const ADDRESS_FAULTS: Faults = {
  "another method": fc.nat().map((nth) => (draft: Draft) => {
    const { taken } = draft.operation;
    const others = METHODS.filter((method) => !taken.includes(method));
    return away({ ...draft, method: others[nth % others.length] ?? "PATCH" }, 405);
  }),
  "an address that is none": fc
    .constantFrom("/x", "/..%2f", "/%ff", "//", "/%00", `/${"x".repeat(600)}`)
    // Where it is another operation's address, that may take another method.
    .map((more) => (draft: Draft) => away({ ...draft, path: draft.path + more }, 404, 405)),
  "a slash at the end": fc.constant((draft) => {
    const slashed = { ...draft, path: `${draft.path}/` };
    return draft.path.endsWith("/") ? away(slashed, 404) : slashed; // one is forgiven
  }),
  // Nothing at all is the slash at the end.
  "an odd value in the path": oddText.filter(Boolean).map((text) => (draft: Draft) => {
    const template = draft.operation.path;
    const hole = /\{\w+\}/;
    // What is away already would be led back.
    if (!hole.test(template) || draft.elsewhere !== undefined) return draft;
    return {
      ...draft,
      path: template.replace(hole, () => encodeURIComponent(text.toWellFormed())),
    };
  }),
  "an unknown parameter": fc
    .tuple(fc.constantFrom("limit", "site[]", "__proto__", "constructor", ""), oddText)
    .map(
      ([name, text]) =>
        (draft: Draft) =>
          withQuery(draft, name, text),
    ),
  "an odd value of a parameter": fc
    .tuple(fc.nat(), oddText)
    .map(([nth, text]) => (draft: Draft) => {
      const names = (draft.operation.parameters ?? []).filter((one) => one.in === "query");
      const name = names[nth % Math.max(1, names.length)]?.name;
      return name === undefined ? draft : withQuery(draft, name, text);
    }),
};

/** It is no longer a request to the operation, and is told so. */
function away(draft: Draft, ...statuses: readonly number[]): Draft {
  return { ...draft, elsewhere: [...(draft.elsewhere ?? []), ...statuses] };
}

function withQuery(draft: Draft, name: string, value: string): Draft {
  return { ...draft, query: [...draft.query, [name, value.slice(0, 1_000)]] };
}
