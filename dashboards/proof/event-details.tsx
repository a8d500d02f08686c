import type { Timeline } from "../../schemas/timeline.ts";
import { format, words } from "../shell/state.ts";
import { wordFor } from "./word-for.ts";

type Told = Timeline["events"][number];

/** What an event says beyond its type, and who said it. */
export function EventDetails({ event }: { readonly event: Told }) {
  const { verbatim, ...data } = event.data;
  const details = Object.entries(data).flatMap(([name, value]) => detail(name, value));
  return (
    <>
      {details.length > 0 && <p>{details.join(", ")}</p>}
      {typeof verbatim === "string" && <blockquote>{verbatim}</blockquote>}
      <p class="quietly">
        {words.value.proof.source} {event.source}, <code>{event.id}</code>
      </p>
    </>
  );
}

/** One value in words where there are some, else its name and what it is. */
function detail(name: string, value: unknown): string[] {
  const { proof } = words.value;
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return [];
  if (name === "announced" && typeof value === "number") {
    return [proof.announced(format.value.duration(value))];
  }
  if (name === "desk" && typeof value === "string") return [proof.desk(value)];
  if (name === "outcome" && typeof value === "string") return [wordFor("outcomes", value)];
  if (name === "service" && typeof value === "string") return [value];
  if (value === true) return [wordFor("fields", name)];
  return [`${wordFor("fields", name)} ${plain(value)}`];
}

function plain(value: unknown): string {
  if (Array.isArray(value)) return value.map(plain).join(", ");
  if (typeof value === "object" && value !== null) {
    const parts = Object.entries(value).map(
      ([name, inner]) => `${wordFor("fields", name)} ${plain(inner)}`,
    );
    return `(${parts.join(", ")})`;
  }
  switch (typeof value) {
    case "number":
      return format.value.number(value, 1);
    case "string":
      return value;
    case "boolean":
      return value ? words.value.proof.yes : words.value.proof.no;
    default:
      return "";
  }
}
