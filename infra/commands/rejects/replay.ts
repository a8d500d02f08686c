import { planReplay, replayRejects } from "../../../ingest/replay.ts";
import { sendTo, type Deliver } from "../../../ingest/sender.ts";
import { SENDER_HEADER } from "../../../schemas/admission.ts";
import type { RejectsPage, RejectsToForget } from "../../../schemas/rejects.ts";
import { ending } from "../../roles/messages.ts";
import type { Settings } from "../../settings.ts";
import { StartupError } from "../../startup-error.ts";
import { clientOf, type Client } from "../client.ts";
import { progressLine } from "../progress.ts";
import { waitUntilQueryable } from "../queryable.ts";
import { pageOf, type Filters } from "./filters.ts";
import { planText, replayText } from "./replay-text.ts";

export interface ReplayCommand {
  readonly filters: Filters;
  readonly all: boolean;
  readonly dryRun: boolean;
}

/** What a request may hold, and what is forgotten at once. */
const PAGE = "5000";

/** `parcours rejects replay`: sends their events again, with progress and a summary. */
export async function replay(settings: Settings, command: ReplayCommand): Promise<void> {
  mustSayWhich(command);
  const client = clientOf(settings);
  const signal = ending();
  const total = { rejects: 0 };
  const pages = rejectPages(client, command.filters, signal, total);
  if (command.dryRun) {
    process.stdout.write(planText(await planReplay(pages)));
    return;
  }
  const line = progressLine("Replaying");
  const summary = await replayRejects({
    pages,
    deliverFor: (key) => deliverFor(client, key, signal),
    async forget(rejects, received_until) {
      const forgotten: RejectsToForget = { rejects: [...rejects], received_until };
      await client.ask("POST", "/v1/rejects/forget", forgotten);
    },
    onProgress: (done) => {
      if (done < total.rejects) line.say(done / total.rejects, done, "rejects");
    },
  })
    .catch((error: unknown) => {
      throw asStartupError(error, signal);
    })
    .finally(() => {
      line.end();
    });
  process.stdout.write(replayText(summary));
  if (summary.accepted === 0) return;
  await waitUntilQueryable(client);
  process.stdout.write("What was accepted is in the figures now.\n");
}

/** Nobody sends everything again because of a filter that they forgot. */
function mustSayWhich({ filters, all }: ReplayCommand): void {
  const isFiltered = Object.keys(filters).length > 0;
  if (isFiltered !== all) return;
  const message = all
    ? "--all means every reject, and a filter means some: leave one of them out."
    : "Say which: --reason, --key, --path, --since, --until or --text, or --all for every reject.";
  throw new StartupError("all-or-some", message);
}

async function* rejectPages(
  client: Client,
  filters: Filters,
  signal: AbortSignal,
  total: { rejects: number },
): AsyncGenerator<RejectsPage, void> {
  let page = await pageOf(client, filters, PAGE);
  // The first page knows them all; later ones no longer know what was forgotten meanwhile.
  total.rejects = page.reasons.reduce((sum, { count }) => sum + count, 0);
  yield page;
  while (page.next !== undefined) {
    signal.throwIfAborted();
    page = await pageOf(client, filters, PAGE, page.next);
    yield page;
  }
}

/** With the admin's key, whose tenant the rejects are of, in the name of the key that sent them. */
function deliverFor({ url, keys }: Client, key: string, signal: AbortSignal): Deliver {
  const headers = { prefer: "return=representation", [SENDER_HEADER]: encodeURIComponent(key) };
  return sendTo({ url, key: keys.admin, headers, signal });
}

function asStartupError(cause: unknown, signal: AbortSignal): StartupError {
  if (cause instanceof StartupError) return cause;
  const again = "Run the same command again: what was sent counts once.";
  if (signal.aborted) return new StartupError("interrupted", `Interrupted. ${again}`, { cause });
  const said = cause instanceof Error ? cause.message : String(cause);
  return new StartupError("replay-failed", `The replay did not end: ${said} ${again}`, { cause });
}
