import { createHash } from "node:crypto";

/**
 * A UUIDv7 that is a function of its arguments: the time, and a hash of the natural key of what it
 * names, so that importing again gives the same journeys.
 */
export function mintUuid(ms: number, naturalKey: string): string {
  const hash = createHash("sha256").update(naturalKey, "utf8").digest("hex");
  const time = Math.max(0, ms).toString(16).padStart(12, "0");
  const variant = ((Number.parseInt(hash.slice(3, 4), 16) & 0x3) | 0x8).toString(16);
  return [
    time.slice(0, 8),
    time.slice(8, 12),
    `7${hash.slice(0, 3)}`,
    `${variant}${hash.slice(4, 7)}`,
    hash.slice(7, 19),
  ].join("-");
}
