import type { Freshness } from "../../schemas/answer.ts";
import { pace, type PACES } from "../data/tick.ts";
import { told } from "./freshness.tsx";

/** How often figures are asked for; the same object while nothing changes, so that nothing wakes for nothing. */
export function keepPace(every: keyof typeof PACES, lastEvent?: string): void {
  const kept = pace.peek();
  if (kept.every !== every || kept.lastEvent !== lastEvent) pace.value = { every, lastEvent };
}

interface Heard {
  readonly freshness: Freshness | undefined;
  /** When the figures came, ms since 1970. */
  readonly at: number;
  readonly connected: boolean;
  readonly zone: string;
}

/** Tells the head of the page how fresh what is shown is. */
export function tellFreshness({ freshness, at, connected, zone }: Heard): void {
  if (!freshness) return;
  const { behind_seconds: behindSeconds } = freshness;
  // Figures whose age nobody knows are shown as those of a page that has lost its connection.
  const next = {
    at,
    behindSeconds: behindSeconds ?? 0,
    connected: connected && behindSeconds !== null,
    zone,
  };
  if (JSON.stringify(told.peek()) !== JSON.stringify(next)) told.value = next;
}
