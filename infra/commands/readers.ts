import { createHash, randomBytes } from "node:crypto";
import type { Settings } from "../settings.ts";
import { StartupError } from "../startup-error.ts";
import { readerStatements } from "../store/readers.ts";

/**
 * `parcours readers`: prints the SQL that makes a read-only user of a ClickHouse server for one
 * tenant, and apart from it, once, the password. An administrator of that server runs it.
 */
export function printReader(settings: Settings, name: string, wanted: string | undefined): void {
  const { environment, config } = settings;
  const known = config.tenants.map(({ id }) => id);
  const tenant = wanted ?? known[0] ?? "";
  if (!known.includes(tenant)) {
    const message = `There is no tenant "${tenant}"; there are ${known.join(", ")}.`;
    throw new StartupError("unknown-tenant", message);
  }
  const password = randomBytes(24).toString("base64url");
  const statements = readerStatements({
    name,
    tenant,
    passwordHash: createHash("sha256").update(password).digest("hex"),
    database: environment.PARCOURS_STORE_DATABASE,
    cluster: environment.PARCOURS_STORE_CLUSTER,
  });
  process.stdout.write(`${statements.join(";\n")};\n`);
  process.stderr.write(
    `Run that as an administrator of ClickHouse. The password of ${name}, said only now: ${password}\n`,
  );
}
