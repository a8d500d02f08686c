import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Store } from "../../infra/store/port.ts";
import { RequestProblem } from "../../schemas/problem.ts";
import { QUESTIONS } from "../../schemas/questions/names.ts";
import {
  SAVED_LIMITS,
  SavedEnvelope,
  SavedName,
  type RestoreVersion,
  type SavedQuestion,
} from "../../schemas/saved.ts";
import { parseQuestion } from "../parse-question.ts";
import { missing, newestOf, presentOf, versionOf, type Named } from "./read.ts";

/** Who changes something, and when. */
export interface Author {
  /** The key's name. */
  readonly by: string;
  /** ms since 1970. */
  readonly now: number;
}

/**
 * Saves what a body says as the next version of a name.
 * @throws {RequestProblem} 400 with the field; 409 when it does not replace the newest; 422 at a limit.
 */
export async function saveQuestion(
  store: Store,
  of: Named,
  body: unknown,
  author: Author,
): Promise<SavedQuestion> {
  checkName(of.name);
  const { version: replaces, ...content } = parseQuestion(SavedEnvelope, body);
  const { schema } = QUESTIONS[content.question];
  parseQuestion(schema as z.ZodObject, content.parameters, "parameters");
  checkSize(content.parameters);
  const newest = await newestOf(store, of);
  const isThere = newest !== undefined && !newest.deleted;
  // A name that was deleted is free; who has seen its last version may say so.
  if (isThere || replaces > 0) mustBeNewest(of, replaces, newest);
  if (!isThere) await mustHaveRoom(store, of.tenant);
  return append(store, of, next(content, newest, author));
}

/** Takes it away, in a version of its own: what was before stays readable, and comes back by a restore. */
export async function deleteQuestion(
  store: Store,
  of: Named,
  version: number | undefined,
  author: Author,
): Promise<SavedQuestion> {
  const newest = await presentOf(store, of);
  if (version !== undefined) mustBeNewest(of, version, newest);
  return append(store, of, { ...next(newest, newest, author), deleted: true });
}

/** Makes an earlier version the newest once more: undo, also of a deletion. */
export async function restoreQuestion(
  store: Store,
  of: Named,
  { restore, version }: RestoreVersion,
  author: Author,
): Promise<SavedQuestion> {
  const newest = await newestOf(store, of);
  if (newest === undefined) throw await missing(store, of);
  if (version !== undefined) mustBeNewest(of, version, newest);
  const earlier = await versionOf(store, of, restore);
  if (newest.deleted) await mustHaveRoom(store, of.tenant);
  return append(store, of, next(earlier, newest, author));
}

type Content = Pick<SavedQuestion, "title" | "description" | "question" | "parameters" | "pinned">;
type Version = Omit<SavedQuestion, "name">;

function next(
  { title, description, question, parameters, pinned }: Content,
  newest: SavedQuestion | undefined,
  { by, now }: Author,
): Version {
  const version = (newest?.version ?? 0) + 1;
  const content = { title, description, question, parameters, pinned: [...new Set(pinned)] };
  return {
    version,
    ...content,
    saved_at: new Date(now).toISOString(),
    saved_by: by,
    deleted: false,
  };
}

/**
 * Adds a version that nobody else has added. The engine takes one row under a token, whoever sends
 * them and through whichever process; whose it was is then read back.
 */
async function append(store: Store, of: Named, version: Version): Promise<SavedQuestion> {
  if (version.version > SAVED_LIMITS.versions && !version.deleted) {
    const most = String(SAVED_LIMITS.versions);
    const detail = `"${of.name}" has had ${most} versions, which is as many as are kept; save it under another name.`;
    throw new RequestProblem("limit-reached", detail, { limit: `versions: ${most}` });
  }
  const save = randomUUID();
  await store.command(
    `INSERT INTO saved_questions (tenant, name, version, save, deleted, title, description,
      question, parameters, pinned, saved, saved_by)
    SETTINGS insert_deduplicate = 1, insert_deduplication_token = {token: String}
    SELECT {tenant: String}, {name: String}, {version: UInt32}, {save: String}, {deleted: UInt8},
      {title: String}, {description: String}, {question: String}, {parameters: String},
      {pinned: Array(String)}, fromUnixTimestamp64Milli({saved: Int64}, 'UTC'), {saved_by: String}`,
    {
      ...of,
      save,
      token: JSON.stringify([of.tenant, of.name, version.version]),
      version: version.version,
      deleted: version.deleted ? 1 : 0,
      title: JSON.stringify(version.title),
      description: JSON.stringify(version.description),
      question: version.question,
      parameters: JSON.stringify(version.parameters),
      pinned: version.pinned,
      saved: Date.parse(version.saved_at),
      saved_by: version.saved_by,
    },
  );
  const [kept] = await store.query<{ save: string }>(
    `SELECT save FROM saved_questions FINAL
    WHERE tenant = {tenant: String} AND name = {name: String} AND version = {version: UInt32}`,
    { ...of, version: version.version },
  );
  if (kept?.save !== save) throw conflict(of, "somebody else has saved it at the same moment");
  return { name: of.name, ...version };
}

function checkName(name: string): void {
  const issue = SavedName.safeParse(name).error?.issues[0];
  if (issue === undefined) return;
  const detail = `name: ${issue.message}, in at most 64 signs.`;
  throw new RequestProblem("invalid-question", detail, { field: "name" });
}

function checkSize(parameters: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(parameters));
  const most = SAVED_LIMITS.parametersBytes;
  if (bytes <= most) return;
  throw new RequestProblem(
    "limit-reached",
    `parameters: they have ${String(bytes)} bytes, and ${String(most)} are kept; filter by fewer values.`,
    { field: "parameters", limit: `parameters: ${String(most)} bytes` },
  );
}

function mustBeNewest({ name }: Named, version: number, newest: SavedQuestion | undefined): void {
  if (version === (newest?.version ?? 0)) return;
  if (newest === undefined) {
    throw conflict(
      { name },
      `there is none yet, and version ${String(version)} was to be replaced`,
    );
  }
  const { version: is, saved_by: by, saved_at: at } = newest;
  const said = version === 0 ? "no version was given" : `version ${String(version)} was given`;
  throw conflict({ name }, `its newest is version ${String(is)}, by "${by}" at ${at}; ${said}`);
}

function conflict({ name }: Pick<Named, "name">, what: string): RequestProblem {
  const detail = `"${name}": ${what}. Read it with GET /v1/saved/${name}, and send your change with that \`version\`; 0 makes a new one.`;
  return new RequestProblem("version-conflict", detail, { field: "version" });
}

async function mustHaveRoom(store: Store, tenant: string): Promise<void> {
  const [row] = await store.query<{ there: number }>(
    `SELECT toUInt32(countIf(deleted = 0)) AS there FROM (
      SELECT name, deleted FROM saved_questions FINAL
      WHERE tenant = {tenant: String} ORDER BY name, version DESC LIMIT 1 BY name
    )`,
    { tenant },
  );
  const most = SAVED_LIMITS.questions;
  if ((row?.there ?? 0) < most) return;
  const detail = `There are ${String(most)} saved questions, which is as many as are kept; delete some that nobody needs.`;
  throw new RequestProblem("limit-reached", detail, {
    limit: `saved questions: ${String(most)} a tenant`,
  });
}
