import type { Command } from "commander";
import { readSettings } from "../../settings.ts";
import { filtersOf, withFilters, type Filters } from "./filters.ts";

interface ListFlags extends Filters {
  readonly limit: string;
  readonly json: boolean;
}

interface ReplayFlags extends Filters {
  readonly all: boolean;
  readonly dryRun: boolean;
}

/** `parcours rejects …`; what does the work is loaded when it is asked for. */
export function addRejects(parcours: Command): void {
  const rejects = parcours
    .command("rejects")
    .description("What was refused: see why, mend it, send it again");
  withFilters(rejects.command("list"))
    .description("How many were refused for which reason, and the newest of them")
    .option("-n, --limit <n>", "at most so many, up to 10,000", "100")
    .option("--json", "for machines: all that is known of each", false)
    .addHelpText("after", LIST_EXAMPLES)
    .action(async ({ limit, json, ...filters }: ListFlags) => {
      const { listRejects } = await import("./list.ts");
      await listRejects(readSettings(), { filters: filtersOf(filters), limit, json });
    });
  rejects
    .command("show")
    .description("One of them, whole, and what can be done about it")
    .argument("<reject>", "its id, or at least six letters of its beginning")
    .option("--raw", "only the body, to be mended and sent with `parcours import -f ndjson`", false)
    .addHelpText("after", SHOW_EXAMPLES)
    .action(async (id: string, { raw }: { raw: boolean }) => {
      const { showReject } = await import("./show.ts");
      await showReject(readSettings(), id, raw);
    });
  withFilters(rejects.command("replay"))
    .description("Send the events of rejects again; safe to interrupt and to run again")
    .option("--all", "every reject, where no filter says which", false)
    .option("--dry-run", "only say what would be sent", false)
    .addHelpText("after", REPLAY_EXAMPLES)
    .action(async ({ all, dryRun, ...filters }: ReplayFlags) => {
      const { replay } = await import("./replay.ts");
      await replay(readSettings(), { filters: filtersOf(filters), all, dryRun });
    });
}

const LIST_EXAMPLES = `
Filters are joined by "and". Times are when a reject came first, in UTC; a day begins at midnight
in the tenant's time zone.

Examples:
  npx parcours rejects list
  npx parcours rejects list --reason invalid --path data.nps --since 2026-03-12
  npx parcours rejects list --key kiosk-7 --limit 10000 --json > kiosk-7.json`;

const SHOW_EXAMPLES = `
A body is the event without its persons: customers and staff are pseudonyms, which stay what they
are when it is sent again. Bytes that were no UTF-8 stand there as "base64:…".

Examples:
  npx parcours rejects show 3fa9c1d20b77
  npx parcours rejects show 3fa9c1d20b77 --raw > mended.ndjson    # then mend it: one event a line
  npx parcours import -f ndjson mended.ndjson`;

const REPLAY_EXAMPLES = `
For when the cause is gone: the time has come (future-time), or Parcours knows more than it did.
What is accepted leaves the list; what is refused again stays in it. Bodies that are no JSON, or
were too large to be kept whole, are left as they are. Run it twice: no figure changes.

Examples:
  npx parcours rejects replay --reason future-time --dry-run
  npx parcours rejects replay --reason future-time
  npx parcours rejects replay --key kiosk-7 --since 2026-03-12 --until 2026-03-13
  npx parcours rejects replay --all`;
