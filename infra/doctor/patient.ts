import { findSecrets } from "../access/secrets.ts";
import { ownUrl, type Settings } from "../settings.ts";
import { connectStore } from "../store/clickhouse.ts";
import { StoreError, type Store } from "../store/port.ts";
import type { Finding } from "./finding.ts";

/** What is examined. */
export interface Patient {
  readonly settings: Settings;
  /** ms since 1970. */
  readonly now: () => number;
  /** Where a Parcours should answer. */
  readonly url: string;
  /** Whether one does. */
  readonly isAlive: boolean;
  readonly store: ReachableStore;
}

/** A store that answers, or what came instead; `undefined` before the first start. */
export type ReachableStore =
  | { readonly url: string; readonly store: Store }
  | { readonly url: string; readonly store: undefined; readonly error: StoreError | undefined };

/** One examination. It changes nothing; what it throws is told as a problem. */
export type Check = (patient: Patient) => Promise<readonly Finding[]> | readonly Finding[];

/** Looks who answers, before the examination. */
export async function meet(settings: Settings, now: () => number): Promise<Patient> {
  const { environment } = settings;
  const url = (environment.PARCOURS_URL ?? ownUrl(environment)).replace(/\/$/, "");
  const store = await reach(settings);
  return { settings, now, url, store, isAlive: (await fetchQuickly(`${url}/livez`))?.ok === true };
}

/** Undefined when nobody answers within a few seconds. */
export async function fetchQuickly(url: string): Promise<Response | undefined> {
  return fetch(url, { signal: AbortSignal.timeout(5_000) }).catch(() => undefined);
}

/** As our own processes would, but without making the secrets that they would make. */
async function reach({ environment, dataDir }: Settings): Promise<ReachableStore> {
  const { PARCOURS_STORE_URL: given, PARCOURS_STORE_PASSWORD: password } = environment;
  const url = given ?? ownUrl(environment, environment.PARCOURS_STORE_PORT);
  const own = given === undefined ? passwordIn(dataDir) : "";
  if (password === undefined && own === undefined) {
    return { url, store: undefined, error: undefined };
  }
  const store = connectStore({
    url,
    username: environment.PARCOURS_STORE_USER,
    password: password ?? own ?? "",
    database: environment.PARCOURS_STORE_DATABASE,
    patienceSeconds: 0,
  });
  try {
    await store.query("SELECT 1", {}, { maxSeconds: 5 });
    return { url, store };
  } catch (error) {
    await store.close();
    if (!(error instanceof StoreError)) throw error;
    return { url, store: undefined, error };
  }
}

/** Undefined as well when they can't be read, of which an examination of its own tells. */
function passwordIn(dataDir: string): string | undefined {
  try {
    return findSecrets(dataDir)?.store;
  } catch {
    return undefined;
  }
}
