import type { WholeReject } from "../../../schemas/rejects.ts";
import type { Settings } from "../../settings.ts";
import { clientOf } from "../client.ts";
import { cell, harmless, table } from "./words.ts";

/** `parcours rejects show`: all that is known of one, or, raw, its body and nothing else. */
export async function showReject(settings: Settings, id: string, raw: boolean): Promise<void> {
  const path = `/v1/rejects/${encodeURIComponent(id)}`;
  const reject = await clientOf(settings).ask<WholeReject>("GET", path);
  process.stdout.write(raw ? `${reject.body}\n` : showText(reject));
}

/** Details quote what was sent: enough of it is enough. */
const LONGEST = 1_000;

/** How one reject reads. */
export function showText(reject: WholeReject): string {
  const facts = [
    ["reject", reject.reject],
    ["received", reject.received],
    ["key", reject.key],
    ["reason", reject.reason],
    ["path", reject.path],
    ["detail", reject.detail],
    ["remedy", reject.detail.includes(reject.remedy) ? "" : reject.remedy],
  ].filter(([, value]) => value !== "");
  const known = table(facts.map((fact) => fact.map((text) => cell(text, LONGEST))));
  return `${known}\n${harmless(readable(reject))}\n\n${whatToDo(reject)}`;
}

function readable({ body, replay }: WholeReject): string {
  return replay === "possible" ? JSON.stringify(JSON.parse(body), null, 2) : body;
}

function whatToDo({ reject, reason, replay }: WholeReject): string {
  const mend = [
    `  npx parcours rejects show ${reject.slice(0, 12)} --raw > mended.ndjson`,
    "  npx parcours import -f ndjson mended.ndjson",
  ];
  switch (replay) {
    case "possible":
      return lines(
        "Once what was wrong has passed, send all that were refused for it again:",
        `  npx parcours rejects replay --reason ${reason}`,
        "Or mend it, one event a line, and import it:",
        ...mend,
      );
    case "not-json":
      return lines(
        "This is not JSON, and cannot be replayed. Mend it, one event a line, and import it:",
        ...mend,
      );
    case "not-whole":
      return lines(
        "It was too large or too deep to be kept whole, and cannot be replayed: its sender has it.",
      );
    default:
      return replay satisfies never;
  }
}

const lines = (...all: readonly string[]) => all.map((line) => `${line}\n`).join("");
