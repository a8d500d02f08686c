import type { Store } from "../../infra/store/port.ts";
import type { ForgottenRejects, RejectsToForget } from "../../schemas/rejects.ts";

/**
 * Removes rejects of a tenant by their ids. One that is on its way from the log, or that a
 * processor writes again after a crash, shows up once more; to forget it again is harmless.
 */
export async function forgetRejects(
  store: Store,
  tenant: string,
  { rejects, received_until: until }: RejectsToForget,
): Promise<ForgottenRejects> {
  const where = [
    "tenant = {tenant: String}",
    "reject IN {rejects: Array(String)}",
    ...(until === undefined ? [] : ["received <= fromUnixTimestamp64Milli({until: Int64}, 'UTC')"]),
  ].join(" AND ");
  const params = {
    tenant,
    rejects,
    ...(until === undefined ? {} : { until: Date.parse(until) }),
  };
  const count = `SELECT count() AS forgotten FROM rejects FINAL WHERE ${where}`;
  const [row] = await store.query<ForgottenRejects>(count, params);
  if (row === undefined || row.forgotten === 0) return { forgotten: 0 };
  await store.command(`DELETE FROM rejects WHERE ${where}`, params);
  return { forgotten: row.forgotten };
}
