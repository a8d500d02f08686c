import type { Lag } from "../log/port.ts";
import { ok, warning, type Finding } from "./finding.ts";

/** Figures that are a minute old surprise people who look at them. */
const LATE_MS = 60_000;

/** How far the processor is behind, in events and seconds. */
export function lagFinding(topic: string, lag: Lag, isAlive: boolean): Finding {
  const { events, behindMs } = lag;
  if (events === 0) return ok("lag", `${topic}: nothing waits to be processed`);
  const seconds = Math.round(behindMs / 1000).toLocaleString("en");
  const found = `${topic}: ${events.toLocaleString("en")} events wait, the oldest for ${seconds} s`;
  if (!isAlive) return ok("lag", `${found}; they are processed at the next start`);
  if (behindMs < LATE_MS) return ok("lag", found);
  return warning("lag", {
    expected: `${topic}: events processed within ${String(LATE_MS / 1000)} s`,
    found,
    todo: "After a large import wait, and ask again: it must become less. Else look at what the processor says on standard error, at the processors of the machine, and at the store below.",
  });
}
