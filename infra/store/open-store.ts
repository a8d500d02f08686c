import { keepSecrets } from "../access/secrets.ts";
import { ownUrl, type Settings } from "../settings.ts";
import { connectStore } from "./clickhouse.ts";
import type { Store } from "./port.ts";

/**
 * The store as our own processes reach it: the server that is named, else the embedded one.
 *
 * @param questionSeconds how long a query may take that does not say (default 30)
 */
export function openStore(
  { environment, config, dataDir }: Settings,
  questionSeconds?: number,
): Store {
  const { PARCOURS_STORE_URL: url, PARCOURS_STORE_PASSWORD: given } = environment;
  const { PARCOURS_STORE_CLUSTER: name, PARCOURS_STORE_REPLICAS: replicas } = environment;
  const tenants = config.tenants.map(({ id }) => id);
  return connectStore({
    url: url ?? ownUrl(environment, environment.PARCOURS_STORE_PORT),
    username: environment.PARCOURS_STORE_USER,
    password: given ?? (url === undefined ? keepSecrets(dataDir, tenants).store : ""),
    database: environment.PARCOURS_STORE_DATABASE,
    questionSeconds,
    ...(name === undefined ? {} : { cluster: { name, replicas } }),
  });
}
