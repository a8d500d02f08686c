import type { Command } from "commander";
import { readSettings } from "../settings.ts";

/** `parcours keys …` */
export function addKeys(parcours: Command): void {
  const keys = parcours.command("keys").description("Who may send, read and administer");
  keys
    .command("list")
    .description("Names and rights; the keys themselves are not stored")
    .action(async () => {
      const { listKeys } = await import("./keys.ts");
      listKeys(readSettings());
    });
  keys
    .command("create")
    .description("Make a key, and print it once")
    .argument("<name>")
    .requiredOption("--scope <scopes...>", "write, read, duty, admin")
    .option("--tenant <id>")
    .option("--site <ids...>", "only these sites")
    .option("--origin <origins...>", "a public key, for pages of these origins")
    .action(
      async (
        name: string,
        options: { scope: string[]; tenant?: string; site?: string[]; origin?: string[] },
      ) => {
        const { scope: scopes, tenant, site: sites, origin: origins } = options;
        const { createKey } = await import("./keys.ts");
        createKey(readSettings(), { name, scopes, tenant, sites, origins });
      },
    );
  keys
    .command("revoke")
    .description("A key stops within a second")
    .argument("<name>")
    .action(async (name: string) => {
      const { revokeKey } = await import("./keys.ts");
      revokeKey(readSettings(), name);
    });
}
