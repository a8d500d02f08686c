/** 64 bits of an event's body, as two unsigned halves. */
export interface BodyHash {
  readonly high: number;
  readonly low: number;
}

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

let high = 0;
let low = 0;

// Two FNV-1a lanes with different multipliers: not against enemies, a sender can only collide with itself.
function mix(text: string): void {
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b);
    low ^= low >>> 15;
  }
  high = Math.imul(high ^ 0x1f, 0x01000193);
  low = Math.imul(low ^ 0x1f, 0x85ebca6b);
}

/** Equal bodies have equal hashes, whatever the order in which their keys were written. */
export function bodyHash(body: Body): BodyHash {
  high = 0x811c9dc5;
  low = 0x9e3779b9;
  mix(body.type);
  mix(String(body.at));
  mix(body.site);
  mix(body.channel);
  mix(body.customer);
  mix(body.staff);
  mix(body.dataJson);
  mix(body.extensionsJson);
  return { high: high >>> 0, low: low >>> 0 };
}

/** Smaller wins where two bodies share an identity. */
export function compareHash(a: BodyHash, b: BodyHash): number {
  return a.high - b.high || a.low - b.low;
}
