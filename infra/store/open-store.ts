import { keepSecrets } from "../access/secrets.ts";
import { ownUrl, type Settings } from "../settings.ts";
import { connectStore } from "./clickhouse.ts";
import type { Store } from "./port.ts";

/** The store as our own processes reach it. */
export function openStore({ environment, config, dataDir }: Settings): Store {
  const { store: password } = keepSecrets(
    dataDir,
    config.tenants.map(({ id }) => id),
  );
  return connectStore({
    url: ownUrl(environment, environment.PARCOURS_STORE_PORT),
    username: "parcours",
    password,
    database: "parcours",
  });
}
