import { z } from "zod";

/** What was not admitted, as it travels through the log and is kept. */
export const RejectedEvent = z.object({
  /** A hash, so that what is refused twice is kept once. */
  reject: z.string(),
  reason: z.string(),
  path: z.string(),
  detail: z.string(),
  /** The name of the key that sent it. */
  key: z.string(),
  /** False when `body` is raw bytes: those are for admins, and for 30 days. */
  parsed: z.boolean(),
  body: z.string(),
});
export type RejectedEvent = z.infer<typeof RejectedEvent>;

/** Stands in a kept body where the event was nested too deep to be kept. */
export const TOO_DEEP_TO_KEEP = "[nested too deep to be kept]";

/**
 * Why the body of a reject can't be sent again: it never was JSON, or it was not kept whole, and
 * what is left of it is not what its sender said. Undefined when it can.
 */
export function whyNoReplay({
  parsed,
  body,
}: Pick<RejectedEvent, "parsed" | "body">): "not-json" | "not-whole" | undefined {
  if (!parsed) return "not-json";
  if (body.includes(TOO_DEEP_TO_KEEP)) return "not-whole";
  try {
    JSON.parse(body);
    return undefined;
  } catch {
    return "not-whole"; // cut where an event ends at the latest
  }
}
