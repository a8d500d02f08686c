import type { Scope } from "../../schemas/config.ts";
import type { Operation } from "./document.ts";

/** Somebody who sends requests: what they show at the door, and what that lets them do. */
export interface Caller {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: readonly (readonly [string, string])[];
  /** The scheme of the document by which they are known; none at all for those who are not. */
  readonly scheme?: "bearer" | "session" | "publicKey";
  readonly scopes?: readonly Scope[];
  /** Where set, the methods for which they are let in at all. */
  readonly methods?: readonly string[];
}

/** Whether the document lets them in here. */
export function mayCall({ security, method }: Operation, caller: Caller): boolean {
  if (security.length === 0) return true;
  if (caller.methods?.includes(method) === false) return false;
  return security.some((ways) =>
    Object.entries(ways).every(
      ([scheme, scopes]) =>
        scheme === caller.scheme && scopes.every((scope) => hasScope(caller, scope as Scope)),
    ),
  );
}

/** As the document says of its scheme `bearer`: admins may do everything, a duty key may read. */
function hasScope({ scopes = [] }: Caller, scope: Scope): boolean {
  return (
    scopes.includes(scope) ||
    scopes.includes("admin") ||
    (scope === "read" && scopes.includes("duty"))
  );
}
