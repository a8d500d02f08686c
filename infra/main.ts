import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { Environment } from "../schemas/config.ts";
import { addRejects } from "./commands/rejects/command.ts";
import { readSettings } from "./settings.ts";
import { StartupError } from "./startup-error.ts";
import { HOPELESS } from "./supervisor.ts";
import { versionOf } from "./version.ts";

const PARTS = new Set(["front", "processor", "store", "collector", "api"]);

/**
 * The command line: each command reads the settings, and hands them to what does the work. That is
 * loaded only then, so that a process holds in memory what it uses and no more.
 */
export async function main(argv: readonly string[]): Promise<void> {
  process.umask(0o077); // what is kept is for whoever runs this, and for nobody else on the machine
  try {
    await program().parseAsync([...argv], { from: "user" });
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    process.stderr.write(`${error.message}\n  (${error.code})\n`);
    process.exitCode = PARTS.has(argv[0] ?? "") ? HOPELESS : 1;
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

/** What whoever runs Parcours needs on other days. */
function addCare(parcours: Command): void {
  parcours
    .command("rebuild")
    .description("Make journeys and moments anew out of all events, by the definitions of now")
    .addHelpText(
      "after",
      "\nAfter definitions have changed: restart Parcours with them, then rebuild. Events may come\n" +
        "meanwhile, and the pages go on showing the figures of before until the new ones are whole.",
    )
    .action(async () => {
      const { rebuildHistory } = await import("./commands/rebuild.ts");
      await rebuildHistory(readSettings());
    });
  parcours
    .command("erase")
    .description("A customer or a journey leaves the store, and does not come back")
    .option("-c, --customer <ids...>", "as they were sent, or their pseudonyms", [])
    .option("-j, --journey <ids...>", "subjects of events", [])
    .option("--tenant <id>")
    .option("--yes", "really; without it, only says what would be erased", false)
    .addHelpText(
      "after",
      "\nA customer's journeys go with all their events, whoever sent them. What the customer does from\n" +
        "now on is taken in again; an erased journey never is.",
    )
    .action(
      async (wishes: { customer: string[]; journey: string[]; tenant?: string; yes: boolean }) => {
        const { eraseFrom } = await import("./commands/erase.ts");
        await eraseFrom(readSettings(), { ...wishes, tenant: wishes.tenant });
      },
    );
  parcours
    .command("backup")
    .description("Copy everything that is kept into a new folder, while Parcours runs or not")
    .argument("<folder>")
    .option("--secrets-only", "only secrets and keys: with ClickHouse and Kafka elsewhere", false)
    .addHelpText("after", BACKUP_EXAMPLES)
    .action(async (folder: string, options: { secretsOnly: boolean }) => {
      const { backup } = await import("./commands/backup.ts");
      await backup(readSettings(), folder, options);
    });
  parcours
    .command("restore")
    .description("Put a backup in the place of the data folder, while Parcours does not run")
    .argument("<folder>")
    .option("--replace", "put a data folder that holds something aside, and say where", false)
    .addHelpText("after", RESTORE_EXAMPLES)
    .action(async (folder: string, options: { replace: boolean }) => {
      const { restore } = await import("./commands/restore.ts");
      await restore(readSettings(), folder, options);
    });
  parcours
    .command("doctor")
    .description("Say what is wrong and what to do; changes nothing, and ends with 1 on problems")
    .option("--json", "for machines", false)
    .addHelpText("after", DOCTOR_EXAMPLES)
    .action(async (options: { json: boolean }) => {
      const { doctor } = await import("./commands/doctor.ts");
      await doctor(options);
    });
}

const DOCTOR_EXAMPLES = `
Examples:
  parcours doctor                                          whether Parcours runs or not
  PARCOURS_URL=https://parcours.example parcours doctor    of a Parcours at another address
  parcours doctor --json | jq '.findings[] | select(.level != "ok")'`;

const BACKUP_EXAMPLES = `
Examples:
  parcours backup /mnt/backups/$(date +%F)       a new folder; everything accepted so far is in it
  parcours backup ./secrets --secrets-only       where the store is a ClickHouse server, or the log Kafka`;

const RESTORE_EXAMPLES = `
Examples:
  parcours restore /mnt/backups/2026-11-22                          into ./data, if nothing is there
  parcours restore /mnt/backups/2026-11-22 --replace                what is there is put aside
  PARCOURS_DATA=./look parcours restore /mnt/backups/2026-11-22     into another folder, to look at it`;

function addKeys(parcours: Command): void {
  const keys = parcours.command("keys").description("Who may send, read and administer");
  keys
    .command("list")
    .description("Names and rights; the keys themselves are not stored")
    .action(async () => {
      const { listKeys } = await import("./commands/keys.ts");
      listKeys(readSettings());
    });
  keys
    .command("create")
    .description("Make a key, and print it once")
    .argument("<name>")
    .requiredOption("--scope <scopes...>", "write, read, duty, admin")
    .option("--tenant <id>")
    .option("--site <ids...>", "only these sites")
    .option("--origin <origins...>", "a public key, for pages of these origins")
    .action(
      async (
        name: string,
        options: { scope: string[]; tenant?: string; site?: string[]; origin?: string[] },
      ) => {
        const { scope: scopes, tenant, site: sites, origin: origins } = options;
        const { createKey } = await import("./commands/keys.ts");
        createKey(readSettings(), { name, scopes, tenant, sites, origins });
      },
    );
  keys
    .command("revoke")
    .description("A key stops within a second")
    .argument("<name>")
    .action(async (name: string) => {
      const { revokeKey } = await import("./commands/keys.ts");
      revokeKey(readSettings(), name);
    });
}

/** Each is one process: the supervisor starts them, or at scale whoever runs them, as often as wanted. */
function addRoles(parcours: Command): void {
  for (const [role, what] of [
    ["collector", "takes events over HTTP and from inboxes into the log"],
    ["api", "answers questions, and serves the pages"],
  ] as const) {
    parcours
      .command(role)
      .description(`One process alone: ${what}`)
      .action(async () => {
        const { runWeb } = await import("./roles/web.ts");
        await runWeb(readSettings(), role);
      });
  }
  parcours
    .command("processor")
    .description("One process alone: makes journeys and moments of what is in the log")
    .action(async () => {
      const { runProcessorRole } = await import("./roles/processor.ts");
      await runProcessorRole(readSettings());
    });
  const hidden = { hidden: true };
  parcours.command("front", hidden).action(async () => {
    const { runWeb } = await import("./roles/web.ts");
    await runWeb(readSettings(), "front");
  });
  parcours.command("store", hidden).action(async () => {
    const { runStore } = await import("./roles/store.ts");
    await runStore(readSettings());
  });
  parcours
    .command("look-at-log", hidden)
    .argument("<dir>")
    .argument("<group>")
    .action(async (dir: string, group: string) => {
      const { lookAndTell } = await import("./log/look-inside.ts");
      lookAndTell(dir, group);
    });
  parcours.command("simulator", hidden).action(async () => {
    const { simulateAlways } = await import("./commands/simulate.ts");
    await simulateAlways(readSettings());
  });
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
