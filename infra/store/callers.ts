import { createHash, timingSafeEqual } from "node:crypto";
import { READER_SETTINGS } from "./access.ts";
import { Fault } from "./fault.ts";
import type { StoreRequest } from "./http-request.ts";
import { quote, quoteName } from "./statement.ts";

/** Parcours itself may do everything; a reader asks questions within bounds. */
export type Caller =
  { readonly kind: "parcours" } | { readonly kind: "reader"; readonly memoryBytes: number };

/** Throws the engine's own error for a wrong user or key. */
export type Authenticate = (user: string, password: string) => Caller;

export interface CallerOptions {
  /** The password of the user `parcours`. */
  readonly internalKey: string;
  /** Is this a key whose holder may read? Compare in constant time, or compare hashes. */
  readonly isReaderKey: (key: string) => boolean;
  /** A reason to refuse all readers now, such as a second tenant: no row of theirs is kept from the other. */
  readonly refuseReaders: () => string | undefined;
  readonly readerMemoryBytes: number;
}

export function authenticateBy(options: CallerOptions): Authenticate {
  return function authenticate(user, password) {
    if (user === "parcours" && sameSecret(password, options.internalKey))
      return { kind: "parcours" };
    if (user === "parcours" || password === "" || !options.isReaderKey(password))
      throw new Fault(
        "AUTHENTICATION_FAILED",
        `${user}: Authentication failed: the password is an admin key of Parcours, the user name any but 'parcours'`,
      );
    const reason = options.refuseReaders();
    if (reason !== undefined) throw new Fault("ACCESS_DENIED", `Readers are refused: ${reason}`);
    return { kind: "reader", memoryBytes: options.readerMemoryBytes };
  };
}

/** Takes the same time wherever two secrets differ. */
export function sameSecret(a: string, b: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

const SECONDS = { parcours: { usual: 30, most: 600 }, reader: { usual: 30, most: 30 } } as const;

/** The statements that make a fresh session this caller's. A reader's end with what cannot be undone. */
export function prepare(caller: Caller, request: StoreRequest, database: string): string[] {
  const isReader = caller.kind === "reader";
  const chosen = [...request.settings].filter(([name]) => !isReader || READER_SETTINGS.has(name));
  const { usual, most } = SECONDS[caller.kind];
  const asked = Number(request.settings.get("max_execution_time") ?? usual);
  const settings = new Map<string, string>([
    ...chosen,
    ...request.params,
    // Zero would mean "for ever".
    ["max_execution_time", String(asked > 0 && asked <= most ? asked : most)],
  ]);
  if (isReader) settings.set("max_memory_usage", String(caller.memoryBytes));
  const statements = [
    `USE ${quoteName(request.database ?? database)}`,
    `SET ${[...settings].map(([name, value]) => `${name} = ${quote(value)}`).join(", ")}`,
  ];
  return isReader ? [...statements, "SET ROLE NONE", "SET readonly = 1"] : statements;
}
