import type { Store } from "../../infra/store/port.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { whyNoReplay } from "../../schemas/reject.ts";
import { remedyOf, type WholeReject } from "../../schemas/rejects.ts";
import { keptReject, REJECT_SELECT, type StoredReject } from "./stored.ts";

/** An id, or enough of its beginning. */
const ID = /^[0-9a-f]{6,32}$/;

/** One reject by its id or its beginning; 404 when there is none, 400 when there are several. */
export async function findReject(
  store: Store,
  tenant: string,
  id: string,
  signal: AbortSignal,
): Promise<WholeReject> {
  const sql = `
  SELECT ${REJECT_SELECT} FROM rejects FINAL
  WHERE tenant = {tenant: String} AND startsWith(reject, {id: String})
  LIMIT 2`;
  const found = ID.test(id) ? await store.query<StoredReject>(sql, { tenant, id }, { signal }) : [];
  const [stored, another] = found;
  if (stored === undefined) {
    const detail = `No reject ${id.slice(0, 64)} is kept here; GET /v1/rejects lists those there are.`;
    throw new RequestProblem("not-found", detail);
  }
  if (another !== undefined) {
    const detail = `Several rejects begin with ${id}; give more of the id.`;
    throw new RequestProblem("invalid-question", detail, { field: "reject" });
  }
  const reject = keptReject(stored);
  const replay = whyNoReplay(reject) ?? "possible";
  return { ...reject, remedy: remedyOf(reject.reason), replay };
}
