import { setTimeout as pause } from "node:timers/promises";
import type { Client } from "./client.ts";

const PATIENCE_MS = 120_000;

/** Resolves once everything that was accepted until now is in the figures; gives up after two minutes. */
export async function waitUntilQueryable(client: Client): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until) {
    const { events } = await client.ask<{ events: number }>("GET", "/v1/lag");
    if (events === 0) return;
    await pause(100);
  }
}
