import type { Command } from "commander";
import { readSettings } from "../settings.ts";

/** What whoever runs Parcours needs on other days. */
export function addCare(parcours: Command): void {
  parcours
    .command("rebuild")
    .description("Make journeys and moments anew out of all events, by the definitions of now")
    .addHelpText(
      "after",
      "\nAfter definitions have changed: restart Parcours with them, then rebuild. Events may come\n" +
        "meanwhile, and the pages go on showing the figures of before until the new ones are whole.",
    )
    .action(async () => {
      const { rebuildHistory } = await import("./rebuild.ts");
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
        const { eraseFrom } = await import("./erase.ts");
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
      const { backup } = await import("./backup.ts");
      await backup(readSettings(), folder, options);
    });
  parcours
    .command("restore")
    .description("Put a backup in the place of the data folder, while Parcours does not run")
    .argument("<folder>")
    .option("--replace", "put a data folder that holds something aside, and say where", false)
    .addHelpText("after", RESTORE_EXAMPLES)
    .action(async (folder: string, options: { replace: boolean }) => {
      const { restore } = await import("./restore.ts");
      await restore(readSettings(), folder, options);
    });
  parcours
    .command("doctor")
    .description("Say what is wrong and what to do; changes nothing, and ends with 1 on problems")
    .option("--json", "for machines", false)
    .addHelpText("after", DOCTOR_EXAMPLES)
    .action(async (options: { json: boolean }) => {
      const { doctor } = await import("./doctor.ts");
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
