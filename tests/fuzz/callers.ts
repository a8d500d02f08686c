import type { Scope } from "../../schemas/config.ts";
import type { Operation } from "./document.ts";

/** Somebody who sends requests: what they show at the door, and what that lets them do. */
export interface Caller {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query?: readonly (readonly [string, string])[];
  /** The scheme of the document by which they are known; none at all for those who are not. */
  readonly scheme?: "bearer" | "session" | "publicKey" | "link";
  readonly scopes?: readonly Scope[];
  /** Where set, the methods for which they are let in at all. */
  readonly methods?: readonly string[];
}

type Headers = Readonly<Record<string, string>>;

/** Whether the document lets them in here, with these headers. */
export function mayCall(operation: Operation, caller: Caller, headers: Headers = {}): boolean {
  const { security, method } = operation;
  if (security.length === 0) return true;
  if (headersBeyond(operation, caller).some((name) => name in headers)) return false;
  if (caller.methods?.includes(method) === false) return false;
  return security.some((ways) =>
    Object.entries(ways).every(
      ([scheme, scopes]) =>
        scheme === caller.scheme && scopes.every((scope) => hasScope(caller, scope as Scope)),
    ),
  );
}

/** The headers of an operation for which they lack the scope. */
export function headersBeyond({ parameters = [] }: Operation, caller: Caller): readonly string[] {
  return parameters
    .filter(({ "x-scope": scope }) => scope !== undefined && !hasScope(caller, scope as Scope))
    .map(({ name }) => name.toLowerCase());
}

/** As the document says of its scheme `bearer`: admins may do everything, a duty key may read. */
function hasScope({ scopes = [] }: Caller, scope: Scope): boolean {
  return (
    scopes.includes(scope) ||
    scopes.includes("admin") ||
    (scope === "read" && scopes.includes("duty"))
  );
}
