import { keepSecrets } from "../access/secrets.ts";
import type { Settings } from "../settings.ts";
import { connectStore } from "./clickhouse.ts";
import type { Store } from "./port.ts";

/** The store as our own processes reach it. */
export function openStore({ environment, config, dataDir }: Settings): Store {
  const { store: password } = keepSecrets(
    dataDir,
    config.tenants.map(({ id }) => id),
  );
  const host = environment.PARCOURS_HOST === "0.0.0.0" ? "127.0.0.1" : environment.PARCOURS_HOST;
  return connectStore({
    url: `http://${host}:${String(environment.PARCOURS_STORE_PORT)}`,
    username: "parcours",
    password,
    database: "parcours",
  });
}
