import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { createGzip } from "node:zlib";
import { EXPORT_HEADERS, type ExportName } from "../../../schemas/export.ts";
import { ending } from "../../roles/messages.ts";
import type { Settings } from "../../settings.ts";
import { StartupError } from "../../startup-error.ts";
import { clientOf } from "../client.ts";
import { progressLine, type ProgressLine } from "../progress.ts";
import { frameOf, type FrameFlags } from "./frame.ts";
import { countingLines, linesOf } from "./lines.ts";
import { notWritten, openTarget, type Target } from "./target.ts";

export interface ExportFlags extends FrameFlags {
  readonly format: string;
  readonly out?: string;
  readonly force: boolean;
}

/** `parcours export`: journeys leave whole, into a file that is there once it is complete. */
export async function runExport(
  settings: Settings,
  name: ExportName,
  flags: ExportFlags,
): Promise<void> {
  const body = frameOf(flags);
  const client = clientOf(settings);
  const signal = ending();
  const target = await openTarget(flags.out, flags.force);
  const line = progressLine(target.name, process.stderr);
  try {
    const response = await client.open(`/v1/export/${name}`, body, signal);
    const coming = comingOf(response, name);
    const bytes = countingLines(bodyOf(response), showing(line, coming));
    await pipeline(
      [
        Readable.from(await writtenAs(flags.format, name, bytes), { objectMode: false }),
        ...(flags.out?.endsWith(".gz") === true ? [createGzip()] : []),
        target.stream,
      ],
      { signal, end: target.stream !== process.stdout },
    );
    await target.keep();
    line.end();
    process.stderr.write(`${target.name}: ${coming.words}\n`);
  } catch (cause) {
    line.end();
    await target.drop();
    if ((cause as NodeJS.ErrnoException).code === "EPIPE") return; // whoever reads has read enough
    throw failureOf(cause, target, signal);
  }
}

/** What the server says before the first byte. */
interface Coming {
  readonly lines: number;
  readonly unit: "events" | "journeys";
  readonly words: string;
}

function comingOf({ headers }: Response, name: ExportName): Coming {
  const said = (key: keyof typeof EXPORT_HEADERS) => headers.get(EXPORT_HEADERS[key]) ?? "";
  const number = (key: "journeys" | "events") => Number(said(key));
  const unit = name === "events" ? "events" : "journeys";
  const events = `${number("events").toLocaleString("en")} events`;
  const journeys = `${number("journeys").toLocaleString("en")} journeys`;
  const words = `${events} of ${journeys} that started from ${said("from")} on and before ${said("to")}.`;
  return { lines: number(unit), unit, words };
}

function showing(line: ProgressLine, { lines, unit }: Coming) {
  let done = 0;
  return (more: number) => {
    done += more;
    line.say(Math.min(1, done / Math.max(1, lines)), done, unit);
  };
}

function bodyOf({ body }: Response): AsyncIterable<Uint8Array> {
  return Readable.fromWeb(body as ReadableStream<Uint8Array>);
}

/** Lines go on as they are; who wants Parquet makes it here, where no sender of events waits. */
async function writtenAs(
  format: string,
  name: ExportName,
  bytes: AsyncIterable<Uint8Array>,
): Promise<AsyncIterable<Uint8Array>> {
  if (format !== "parquet" || name === "log") return bytes;
  const { parquetOf, TABLES } = await import("./parquet.ts");
  return parquetOf(linesOf(bytes), TABLES[name]);
}

function failureOf(cause: unknown, { name }: Target, signal: AbortSignal): unknown {
  if (signal.aborted) {
    return new StartupError("interrupted", `Interrupted. ${name} was not written.`, { cause });
  }
  if (cause instanceof StartupError) return cause;
  const { syscall } = cause as NodeJS.ErrnoException;
  if (syscall !== undefined && OF_FILES.has(syscall)) return notWritten(name, cause);
  const said = cause instanceof Error ? cause.message : String(cause);
  const message = `The server broke off (${said}), so ${name} was not written. Run the same command again; \`parcours doctor\` says what is wrong.`;
  return new StartupError("export-broken", message, { cause });
}

const OF_FILES: ReadonlySet<string> = new Set(["open", "write", "fsync", "close", "rename"]);
