import type { Store } from "../../infra/store/port.ts";
import type { ExportName } from "../../schemas/export.ts";
import type { Plan, Scope } from "../plan.ts";
import { eventLines } from "./events.ts";
import { journeyLines } from "./journeys.ts";
import { LOG_END, LOG_HEAD, traceLines } from "./log.ts";
import { extentOf, PAGE_EVENTS, pageParams, pagesOf, type Extent } from "./pages.ts";
import { TYPE_PARAMS } from "./rows.ts";

/** What is taken out: the SQL of a page, the engine's format, and what stands around all pages. */
interface Kind {
  readonly sql: (plan: Plan) => string;
  readonly format: "TSVRaw" | "JSONEachRow";
  readonly head?: string;
  readonly end?: string;
}

const KINDS: Readonly<Record<ExportName, Kind>> = {
  events: { sql: eventLines, format: "TSVRaw" },
  journeys: { sql: journeyLines, format: "JSONEachRow" },
  log: { sql: traceLines, format: "TSVRaw", head: LOG_HEAD, end: LOG_END },
};

export interface Export {
  readonly extent: Extent;
  /** Its bytes as they are asked for, one page at a time. Throws where the store fails half-way. */
  readonly pieces: AsyncIterable<Uint8Array>;
}

/**
 * Takes journeys out whole. The engine writes the lines and we pass them on: this process also takes
 * events in, and has nothing to parse meanwhile. A page is a question like any other: it is bounded,
 * is repeated when the store restarts, and holds no turn while the reader is slow.
 */
export async function openExport(
  store: Store,
  name: ExportName,
  plan: Plan,
  { sites }: Pick<Scope, "sites">,
  signal: AbortSignal,
  pageEvents = PAGE_EVENTS,
): Promise<Export> {
  const { sql, format, head, end } = KINDS[name];
  const asked = sql(plan);
  const params = { ...plan.params, ...TYPE_PARAMS, ...siteNames(sites) };
  const extent = await extentOf(store, plan, signal);

  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (head !== undefined) yield Buffer.from(head);
    for await (const page of pagesOf(store, plan, extent, pageEvents, signal)) {
      const bytes = await store.bytes(
        asked,
        format,
        { ...params, ...pageParams(page) },
        { signal },
      );
      if (bytes.length > 0) yield bytes;
    }
    if (end !== undefined) yield Buffer.from(end);
  }
  return { extent, pieces: ahead(pieces()) };
}

/** Asks for the next page while the reader has this one: the engine and the reader work side by side. */
async function* ahead<T>(pieces: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = pieces.next();
  for (;;) {
    const piece = await next;
    if (piece.done === true) return;
    next = pieces.next();
    next.catch(() => undefined); // told when it is its turn
    yield piece.value;
  }
}

function siteNames(sites: Scope["sites"]) {
  // transform() takes no empty arrays; an id that no site has stands in.
  const known = sites.length === 0 ? [{ id: "", name: "" }] : sites;
  return {
    site_name_ids: known.map(({ id }) => id),
    site_names: known.map(({ name }) => name),
  };
}
