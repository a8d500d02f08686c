import { LIMITS, type RejectReason } from "../../schemas/admission.ts";

const FORBIDDEN = new Set(["__proto__", "constructor", "prototype"]);

/** A structure that breaks a limit; thrown inside this folder only, to leave a deep walk at once. */
export class BadStructure extends Error {
  readonly reason: RejectReason;
  readonly path: string;
  constructor(reason: RejectReason, path: string) {
    super(reason);
    this.reason = reason;
    this.path = path;
  }
}

/**
 * The same JSON value with the keys of its objects in order, so that equal bodies have equal texts.
 * @throws {BadStructure} past the limits of depth and keys, at forbidden keys and at half surrogates.
 */
export function normalForm(value: unknown, depth: number, path: string): unknown {
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new BadStructure("not-well-formed", path);
    return value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth > LIMITS.depth) throw new BadStructure("too-deep", path);
  if (Array.isArray(value)) {
    return value.map((item, index) => normalForm(item, depth + 1, `${path}[${String(index)}]`));
  }
  return normalObject(value as Record<string, unknown>, depth, path);
}

function normalObject(
  object: Record<string, unknown>,
  depth: number,
  path: string,
): Record<string, unknown> {
  if (isNormal(object)) return object;
  const keys = Object.keys(object);
  checkKeys(keys, path);
  const sorted: Record<string, unknown> = {};
  for (const key of keys.sort()) {
    sorted[key] = normalForm(object[key], depth + 1, path === "" ? key : `${path}.${key}`);
  }
  return sorted;
}

/** Most data is flat and has few keys; when they stand in order nothing needs to be made anew. */
function isNormal(object: Record<string, unknown>): boolean {
  let count = 0;
  let before = "";
  for (const key in object) {
    count += 1;
    if (key < before || FORBIDDEN.has(key) || !key.isWellFormed()) return false;
    before = key;
    const value = object[key];
    if (typeof value === "string" ? !value.isWellFormed() : typeof value === "object") return false;
  }
  return count <= LIMITS.keysPerObject;
}

/** @throws {BadStructure} when there are too many keys, or one that is not allowed. */
export function checkKeys(keys: readonly string[], path: string): void {
  if (keys.length > LIMITS.keysPerObject) throw new BadStructure("too-many-keys", path);
  for (const key of keys) {
    if (FORBIDDEN.has(key)) throw new BadStructure("forbidden-key", path);
    if (!key.isWellFormed()) throw new BadStructure("not-well-formed", path);
  }
}
