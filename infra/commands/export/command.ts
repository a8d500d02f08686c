import { Option, type Command } from "commander";
import { EXPORTS, type ExportName } from "../../../schemas/export.ts";
import { readSettings } from "../../settings.ts";
import type { ExportFlags } from "./run-export.ts";

/** `parcours export …`; what does the work is loaded when it is asked for. */
export function addExport(parcours: Command): void {
  const command = parcours
    .command("export")
    .description("Take events, journeys or a process-mining log out, whole, into a file");
  for (const name of Object.keys(EXPORTS) as ExportName[]) {
    const { formats, text, example } = SURFACE[name];
    command
      .command(name)
      .description(text)
      .addOption(
        new Option("-f, --format <name>", "what is written").choices(formats).default(formats[0]),
      )
      .option("-r, --range <word>", "last_7_days (if nothing is said), today, this_month, all, …")
      .option("--from <time>", "from this day or instant on: 2026-03-01, 2026-03-01T08:00:00Z")
      .option("--to <time>", "and before this one")
      .option("--timezone <name>", "in which days begin; else the tenant's")
      .option("-w, --where <filters...>", "only journeys with these values: service=PS,SQ", [])
      .option("-e, --except <filters...>", "without journeys that have these: channel=web", [])
      .option("-o, --out <file>", "written whole or not at all; .gz is compressed; else the output")
      .option("--force", "replace the file if it is there", false)
      .addHelpText("after", `${example}\n${SAME_JOURNEYS}`)
      .action(async (flags: ExportFlags) => {
        const { runExport } = await import("./run-export.ts");
        await runExport(readSettings(), name, flags);
      });
  }
}

const SURFACE: Readonly<
  Record<ExportName, { formats: readonly string[]; text: string; example: string }>
> = {
  events: {
    formats: ["ndjson", "parquet"],
    text: "The events of journeys, as CloudEvents that `parcours import` takes back",
    example: `
Examples:
  npx parcours export events --range all --out events.ndjson.gz
  npx parcours export events --format parquet --from 2026-03-01 --to 2026-04-01 --out march.parquet
  npx parcours export events --where site=LYON-BELLECOUR | jq -r .type | sort | uniq -c

Customers and staff are pseudonyms, and stay the same ones where they are imported.`,
  },
  journeys: {
    formats: ["parquet", "ndjson"],
    text: "Journeys, one row each: how long they waited, how it ended, which way they took",
    example: `
Examples:
  npx parcours export journeys --range last_28_days --out journeys.parquet
  npx parcours export journeys --where service=PS,SQ --except channel=web --out some.parquet`,
  },
  log: {
    formats: ["xes"],
    text: "A log for process mining (XES, IEEE 1849): one trace a journey, in its order",
    example: `
Examples:
  npx parcours export log --range last_7_days --out week.xes
  npx parcours export log --where channel=office --out offices.xes.gz`,
  },
};

const SAME_JOURNEYS = `
Journeys are those that every question counts in the same range and with the same filters, by their
start. Dimensions: site, region, channel, service, segment, priority, mode, outcome. What employees
answer never leaves. Interrupted or broken off, no file is left.`;
