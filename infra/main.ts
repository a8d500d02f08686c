import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { Command } from "commander";
import { Environment } from "../schemas/config.ts";
import { addCare } from "./commands/care-commands.ts";
import { addExport } from "./commands/export/command.ts";
import { addKeys } from "./commands/keys-commands.ts";
import { addRejects } from "./commands/rejects/command.ts";
import { addRoles } from "./roles/commands.ts";
import { readSettings } from "./settings.ts";
import { StartupError } from "./startup-error.ts";
import { HOPELESS } from "./supervisor.ts";
import { versionOf } from "./version.ts";

const PARTS = new Set(["front", "spare", "processor", "store", "collector", "api", "watch"]);

/**
 * The command line: each command reads the settings, and hands them to what does the work. That is
 * loaded only then, so that a process holds in memory what it uses and no more.
 */
export async function main(argv: readonly string[]): Promise<void> {
  process.umask(0o077); // what is kept is for whoever runs this, and for nobody else on the machine
  try {
    await program().parseAsync([...argv], { from: "user" });
  } catch (error) {
    const isExpected = error instanceof StartupError;
    // Not thrown on: what ends a part below would be faster than Node's own message.
    process.stderr.write(
      isExpected ? `${error.message}\n  (${error.code})\n` : inspect(error) + "\n",
    );
    process.exitCode = isExpected && PARTS.has(argv[0] ?? "") ? HOPELESS : 1;
  } finally {
    if (process.connected) process.disconnect(); // else the channel to the supervisor keeps us alive
    // A part that has ended has let go of everything, but for connections to brokers that don't answer.
    if (PARTS.has(argv[0] ?? "")) process.exit();
  }
}

/** Every command there is. */
export function program(): Command {
  const parcours = new Command("parcours")
    .description("Journey analytics for service networks")
    .version(versionOf())
    .showHelpAfterError("(--help shows what there is)")
    .addHelpText("after", environmentHelp());

  parcours
    .command("start", { isDefault: true })
    .description("Everything on this machine: front, processor, store, and a simulated network")
    .action(async () => {
      const { start } = await import("./commands/start.ts");
      await start(readSettings());
    });
  parcours
    .command("import")
    .description("Send the events of a file (.gz as well); safe to interrupt and to run again")
    .argument("<file>")
    .option("-f, --format <name>", "ndjson, csv, technion (default: by the file's name)")
    .action(async (file: string, { format }: { format?: string }) => {
      const { importFile } = await import("./commands/import.ts");
      await importFile(readSettings(), file, format);
    });
  addExport(parcours);
  parcours
    .command("simulate")
    .description("Send the history of a simulated network of forty branches and a call centre")
    .option("-d, --days <n>", "days of history", "30")
    .option("-s, --seed <text>", "the same seed gives the same events", "parcours")
    .option("-l, --live", "go on from now, until stopped", false)
    .action(async ({ days, seed, live }: { days: string; seed: string; live: boolean }) => {
      const { simulate } = await import("./commands/simulate.ts");
      await simulate(readSettings(), { days: wholeNumber(days, "--days"), seed, live });
    });
  parcours
    .command("sites")
    .description("Sites: names, regions, time zones, opening hours")
    .command("import")
    .description("From a CSV file: id, name, region, timezone, latitude, longitude, hours")
    .argument("<file>")
    .action(async (file: string) => {
      const { importSites } = await import("./commands/sites.ts");
      await importSites(readSettings(), file);
    });
  addKeys(parcours);
  addRejects(parcours);
  parcours
    .command("link")
    .description("A link that signs a browser in: for one use, within ten minutes")
    .action(async () => {
      const { clientOf } = await import("./commands/client.ts");
      const client = clientOf(readSettings());
      const { path } = await client.ask<{ path: string }>("POST", "/v1/links");
      process.stdout.write(`${client.url}${path}\n`);
    });
  parcours
    .command("migrate")
    .description(
      "Bring the store's tables up to date, and make missing secrets (start does both by itself)",
    )
    .option("--dry-run", "only print the SQL", false)
    .action(async ({ dryRun }: { dryRun: boolean }) => {
      const { migrateAlone } = await import("./commands/migrate.ts");
      await migrateAlone(readSettings(), dryRun);
    });
  parcours
    .command("readers")
    .description("Print the SQL that makes a read-only user of a ClickHouse server, for one tenant")
    .argument("<name>")
    .option("--tenant <id>")
    .action(async (name: string, { tenant }: { tenant?: string }) => {
      const { printReader } = await import("./commands/readers.ts");
      printReader(readSettings(), name, tenant);
    });
  addCare(parcours);
  addRoles(parcours);
  return parcours;
}

function wholeNumber(text: string, option: string): number {
  if (/^\d{1,4}$/.test(text)) return Number(text);
  throw new StartupError("not-a-number", `${option} takes a whole number, not "${text}".`);
}

function environmentHelp(): string {
  const rows = Object.entries(Environment.shape).map(([name, { description }]) => {
    return `  ${name.padEnd(24)}${description ?? ""}`;
  });
  return `\nEnvironment:\n${rows.join("\n")}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
