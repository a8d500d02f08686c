import { keepDefaultKeys, keepSecrets } from "../access/secrets.ts";
import type { Settings } from "../settings.ts";

/** Makes the secrets and the first keys of a data folder, before roles start that would each make their own. */
export function prepareData({ config, dataDir, environment }: Settings): void {
  keepSecrets(
    dataDir,
    config.tenants.map(({ id }) => id),
  );
  keepDefaultKeys(dataDir, environment);
}
