/** A customer (by pseudonym) or a journey whose events must not come back. */
export interface Erasure {
  readonly tenant: string;
  readonly kind: "customer" | "journey";
  readonly value: string;
  /** Of a customer, the events that happened up to then; in ms since 1970. */
  readonly erasedMs: number;
}

/** What is known of an event when somebody asks whether it was erased. */
export interface Erasable {
  readonly subject: string;
  /** Its pseudonym. */
  readonly customer?: string | undefined;
  /** In ms since 1970. */
  readonly at: number;
}

/** Tells what was erased, and must neither be taken in nor kept. */
export type IsErased = (tenant: string, event: Erasable) => boolean;

/** The list of what was erased, as a process knows it. */
export interface KnownErasures {
  /** Undefined while nothing is on the list: then nobody needs to look. */
  readonly isErased: IsErased | undefined;
  /** Reads the list again, unless that was done just before. */
  refresh(): Promise<void>;
}

/** A journey that was erased is gone for good; a customer may come again, as anybody may. */
export function isErasedBy(erasures: readonly Erasure[]): IsErased | undefined {
  if (erasures.length === 0) return undefined;
  const keyOf = (...texts: readonly string[]) => texts.join("\u0000");
  const until = new Map(
    erasures.map(({ tenant, kind, value, erasedMs }) => [
      keyOf(tenant, kind, value),
      kind === "journey" ? Number.POSITIVE_INFINITY : erasedMs,
    ]),
  );
  const covers = (key: string, at: number) => at <= (until.get(key) ?? Number.NEGATIVE_INFINITY);
  return function isErased(tenant, { subject, customer = "", at }) {
    return (
      covers(keyOf(tenant, "journey", subject), at) ||
      (customer !== "" && covers(keyOf(tenant, "customer", customer), at))
    );
  };
}
