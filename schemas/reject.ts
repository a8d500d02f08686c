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
