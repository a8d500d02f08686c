import { hashTexts, type Hash64 } from "../schemas/text-hash.ts";

/** Of an event's body. */
export type BodyHash = Hash64;

export interface Body {
  readonly type: string;
  readonly at: number;
  readonly site: string;
  readonly channel: string;
  readonly customer: string;
  readonly staff: string;
  /** With sorted keys, as admission writes it. */
  readonly dataJson: string;
  readonly extensionsJson: string;
}

/** Equal bodies have equal hashes, whatever the order in which their keys were written. */
export function bodyHash(body: Body): BodyHash {
  const { type, at, site, channel, customer, staff, dataJson, extensionsJson } = body;
  return hashTexts(type, String(at), site, channel, customer, staff, dataJson, extensionsJson);
}

/** Smaller wins where two bodies share an identity. */
export function compareHash(a: BodyHash, b: BodyHash): number {
  return a.high - b.high || a.low - b.low;
}
