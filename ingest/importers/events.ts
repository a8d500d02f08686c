import { mintUuid } from "../mint.ts";
import type { Adapter, Reading } from "./adapter.ts";

/** Events as CloudEvents, one JSON object a line. */
export const eventLines: Adapter = {
  rows: "lines",
  read(line) {
    if (typeof line !== "string") return refuse("not a line", "Expected one JSON object a line.");
    try {
      return { kind: "events", events: [JSON.parse(line) as object] };
    } catch {
      return refuse("not JSON", "Expected one JSON object a line.");
    }
  },
};

/** Data that is text even where it looks like a number. */
const TEXTS = new Set([
  "service",
  "segment",
  "priority",
  "desk",
  "to",
  "reason",
  "queue",
  "mode",
  "outcome",
  "form",
  "verbatim",
  "language",
  "respondent",
  "relation",
]);

/**
 * Events as CSV: columns are named like attributes, those of the data `data.service`, `data.nps`…;
 * lists and objects as JSON. A row without id or source gets ones that are a function of the row.
 */
export const eventRows: Adapter = {
  rows: "csv",
  read(row) {
    if (typeof row === "string") return refuse("not CSV", "Expected a CSV file with a header.");
    const event: Record<string, unknown> = {
      specversion: "1.0",
      source: "urn:parcours:import:csv",
    };
    const data: Record<string, unknown> = {};
    for (const [column, cell] of Object.entries(row)) {
      if (cell === "") continue;
      if (column.startsWith("data.")) setDeep(data, column.slice("data.".length), cell);
      else event[column] = cell;
    }
    if (Object.keys(data).length > 0) event["data"] = data;
    event["id"] ??= mintUuid(Date.parse(row["time"] ?? "") || 0, JSON.stringify(row));
    return { kind: "events", events: [event] };
  },
};

/** Puts `attitudes.welcome` into the object `attitudes`; two levels are all that events have. */
function setDeep(data: Record<string, unknown>, path: string, cell: string): void {
  const [name = "", inner] = path.split(".");
  if (inner === undefined) {
    data[name] = TEXTS.has(name) ? cell : valueOf(cell);
    return;
  }
  const nested = (data[name] ??= {}) as Record<string, unknown>;
  nested[inner] = inner === "version" ? cell : valueOf(cell);
}

function valueOf(cell: string): unknown {
  try {
    return JSON.parse(cell);
  } catch {
    return cell;
  }
}

function refuse(because: string, detail: string): Reading {
  return { kind: "reject", because, detail };
}
