import { pseudonyms } from "../../ingest/collector/pseudonyms.ts";
import { keepSecrets } from "../access/secrets.ts";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { erase, whatToErase } from "../store/erase.ts";
import { openStore } from "../store/open-store.ts";
import { migrateStore } from "./migrate.ts";

export interface EraseWishes {
  readonly customer: readonly string[];
  readonly journey: readonly string[];
  readonly tenant: string | undefined;
  /** Without it, only says what would be erased. */
  readonly yes: boolean;
}

/** `parcours erase`: a customer or a journey leaves the store, and does not come back. */
export async function eraseFrom(settings: Settings, wishes: EraseWishes): Promise<void> {
  const { config, dataDir, environment } = settings;
  const tenants = config.tenants.map(({ id }) => id);
  const tenant = wishes.tenant ?? tenants[0] ?? "default";
  if (!tenants.includes(tenant)) {
    const message = `There is no tenant "${tenant}"; there are ${tenants.join(", ")}.`;
    throw new StartupError("unknown-tenant", message);
  }
  if (wishes.customer.length + wishes.journey.length === 0) {
    const message =
      "Say whom: --customer <id or pseudonym>, or --journey <id>; both can be repeated.";
    throw new StartupError("nothing-to-erase", message);
  }
  const pseudonym = pseudonyms(keepSecrets(dataDir, tenants).pseudonyms[tenant] ?? "");
  const request = { tenant, customers: wishes.customer.map(pseudonym), journeys: wishes.journey };
  const store = openStore(settings);
  try {
    await migrateStore(store);
    const found = await whatToErase(store, request);
    const journeys = count(found.journeys.length, "journey");
    const what = `${journeys} with ${count(found.events, "event")}, ${count(found.rejects, "reject")}`;
    if (!wishes.yes) {
      process.stdout.write(`Would erase ${what}. It can't be undone: say it again with --yes.\n`);
      return;
    }
    await erase(store, request, (line) => process.stderr.write(`${line}…\n`));
    const days = environment.PARCOURS_RETENTION_DAYS;
    const gone = new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    process.stdout.write(
      `Erased: ${what}.\n` +
        `The log forgets it by ${gone} at the latest (${String(days)} days are kept there).\n` +
        "Backups made before still hold it; a restored one asks for the erasure again.\n",
    );
  } finally {
    await store.close();
  }
}

function count(n: number, what: string): string {
  return `${n.toLocaleString("en")} ${what}${n === 1 ? "" : "s"}`;
}
