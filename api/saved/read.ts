import type { Store } from "../../infra/store/port.ts";
import { nearest } from "../../schemas/nearest.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import type { SavedFilter, SavedQuestion, SavedSummary } from "../../schemas/saved.ts";
import {
  SAVED_SELECT,
  savedOf,
  SUMMARY_SELECT,
  summaryOf,
  type StoredQuestion,
  type StoredSummary,
} from "./stored.ts";

/** A saved question of a tenant, by its name. */
export interface Named {
  readonly tenant: string;
  readonly name: string;
}

/** The newest version of each, by name. */
export async function listSaved(
  store: Store,
  tenant: string,
  { pinned, deleted }: SavedFilter,
): Promise<readonly SavedSummary[]> {
  const sql = `
  SELECT * FROM (
    SELECT ${SUMMARY_SELECT} FROM saved_questions FINAL
    WHERE tenant = {tenant: String}
    ORDER BY name, version DESC LIMIT 1 BY name
  )
  WHERE is_deleted = {deleted: Bool} AND ({pinned: String} = '' OR has(pinned, {pinned: String}))
  ORDER BY name`;
  const params = { tenant, deleted: deleted === "true", pinned: pinned ?? "" };
  return (await store.query<StoredSummary>(sql, params)).map(summaryOf);
}

/** The newest version, be it a deletion; undefined when the name was never used. */
export async function newestOf(store: Store, of: Named): Promise<SavedQuestion | undefined> {
  const sql = `
  SELECT ${SAVED_SELECT} FROM saved_questions FINAL
  WHERE tenant = {tenant: String} AND name = {name: String}
  ORDER BY version DESC LIMIT 1`;
  const [newest] = await store.query<StoredQuestion>(sql, { ...of });
  return newest && savedOf(newest);
}

/** All versions, the newest first. @throws {RequestProblem} 404 when there are none. */
export async function versionsOf(store: Store, of: Named): Promise<readonly SavedSummary[]> {
  const sql = `
  SELECT ${SUMMARY_SELECT} FROM saved_questions FINAL
  WHERE tenant = {tenant: String} AND name = {name: String}
  ORDER BY version DESC`;
  const versions = await store.query<StoredSummary>(sql, { ...of });
  if (versions.length === 0) throw await missing(store, of);
  return versions.map(summaryOf);
}

/** One version. @throws {RequestProblem} 404 when there is none. */
export async function versionOf(store: Store, of: Named, version: number): Promise<SavedQuestion> {
  const sql = `
  SELECT ${SAVED_SELECT} FROM saved_questions FINAL
  WHERE tenant = {tenant: String} AND name = {name: String} AND version = {version: UInt32}`;
  const [found] = await store.query<StoredQuestion>(sql, { ...of, version });
  if (found !== undefined) return savedOf(found);
  const newest = await newestOf(store, of);
  if (newest === undefined) throw await missing(store, of);
  const detail = `"${of.name}" has no version ${String(version)}; its newest is ${String(newest.version)}.`;
  throw new RequestProblem("not-found", detail);
}

/** The newest version that is there. @throws {RequestProblem} 404 when there is none, or when it was deleted. */
export async function presentOf(store: Store, of: Named): Promise<SavedQuestion> {
  const newest = await newestOf(store, of);
  if (newest === undefined) throw await missing(store, of);
  if (!newest.deleted) return newest;
  const { name, version, saved_at: at, saved_by: by } = newest;
  const detail =
    `"${name}" was deleted by "${by}" at ${at}. To have it back: POST /v1/saved/${name}/restore ` +
    `with {"restore": ${String(version)}}.`;
  throw new RequestProblem("not-found", detail);
}

/** Says that there is none of this name, and which name comes near. */
export async function missing(store: Store, { tenant, name }: Named): Promise<RequestProblem> {
  const there = await listSaved(store, tenant, { deleted: "false" });
  const near = nearest(
    name,
    there.map((one) => one.name),
  );
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const detail = `There is no saved question "${name.slice(0, 64)}"; GET /v1/saved lists them.${hint}`;
  return new RequestProblem("not-found", detail, near === undefined ? {} : { nearest: near });
}
