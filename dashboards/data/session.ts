import { signal } from "@preact/signals";
import type { Site } from "../../schemas/site.ts";
import { fetchFrom, type Failure } from "./ask.ts";

/** Who looks. */
export interface Me {
  readonly tenant: string;
  readonly timezone: string;
  readonly scopes: readonly string[];
  readonly name: string;
}

export type Session =
  | { readonly kind: "opening" }
  | { readonly kind: "open"; readonly me: Me; readonly sites: readonly Site[] }
  | { readonly kind: "closed"; readonly failure: Failure };

/** Whether somebody is signed in, and the sites that they may see. */
export const session = signal<Session>({ kind: "opening" });

/** Asks the server who looks; again after a failure. */
export async function openSession(): Promise<void> {
  const never = new AbortController().signal;
  const [me, sites] = await Promise.all([
    fetchFrom<Me>("/v1/me", "en", never),
    fetchFrom<{ readonly sites: readonly Site[] }>("/v1/sites", "en", never),
  ]);
  if (me.kind === "failure") session.value = { kind: "closed", failure: me.failure };
  else if (sites.kind === "failure") session.value = { kind: "closed", failure: sites.failure };
  else session.value = { kind: "open", me: me.value, sites: sites.value.sites };
}

/** The session ended while the page was open. */
export const endSession = (): void => {
  session.value = { kind: "closed", failure: { kind: "signed-out" } };
};
