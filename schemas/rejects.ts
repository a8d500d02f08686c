import { z } from "zod";
import { REJECT_REASONS, type RejectReason } from "./admission.ts";
import { Span } from "./frame.ts";
import { RejectedEvent } from "./reject.ts";

const REASONS = Object.keys(REJECT_REASONS) as RejectReason[];
const moment = Span.shape.from;
const rejectId = z.string().regex(/^[0-9a-f]{32}$/, "must be the id of a reject");
const instant = z.iso.datetime({ offset: true });

/** Which rejects, as the parameters of an address say it; all of them must hold. */
export const RejectsQuestion = z.strictObject({
  reason: z.enum(REASONS).optional().describe("Why they were refused"),
  key: z
    .string()
    .max(64)
    .optional()
    .describe("Name of the key that sent them; empty for what was found in the log"),
  path: z.string().max(1_000).optional().describe("What was wrong in the event: `data.nps`"),
  since: moment
    .optional()
    .describe("First received then or later; a day is its midnight in the tenant's time zone"),
  until: moment.optional().describe("First received before; itself it is not in"),
  text: z.string().min(1).max(1_000).optional().describe("Stands in the body, letter for letter"),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(100)
    .describe("At most so many; a page also ends after 4 MiB of bodies"),
  cursor: z
    .string()
    .regex(/^\d{1,15}-[0-9a-f]{32}$/, "must be `next` of the page before")
    .optional()
    .describe("`next` of the page before"),
});
export type RejectsQuestion = z.infer<typeof RejectsQuestion>;

/** A reject as it is kept. */
export const KeptReject = RejectedEvent.extend({
  received: instant.describe("When it came for the first time"),
});
export type KeptReject = z.infer<typeof KeptReject>;

/** How many were refused for one reason, and when the first and the last of them came. */
export const ReasonCount = z.object({
  reason: z.string(),
  count: z.int(),
  first: instant,
  last: instant,
});
export type ReasonCount = z.infer<typeof ReasonCount>;

/** Some rejects, the newest first, and how many there are in all. */
export const RejectsPage = z.object({
  reasons: z.array(ReasonCount).describe("Of all that were asked for, the most frequent first"),
  rejects: z.array(KeptReject),
  as_of: instant.describe("When this was asked: `received_until` of what is forgotten after it"),
  next: z.string().optional().describe("The cursor of the next page, when there is one"),
});
export type RejectsPage = z.infer<typeof RejectsPage>;

/** One reject, and what can be done about it. */
export const WholeReject = KeptReject.extend({
  remedy: z.string().describe("What its sender can do"),
  replay: z
    .enum(["possible", "not-json", "not-whole"])
    .describe("Whether its body can be sent again as it is"),
});
export type WholeReject = z.infer<typeof WholeReject>;

/** Rejects that are no longer needed, because their events were kept in the end. */
export const RejectsToForget = z.strictObject({
  rejects: z.array(rejectId).min(1).max(5_000),
  received_until: instant.optional().describe("Spares what came again since, under the same id"),
});
export type RejectsToForget = z.infer<typeof RejectsToForget>;

export const ForgottenRejects = z.object({ forgotten: z.int() });
export type ForgottenRejects = z.infer<typeof ForgottenRejects>;

/** What the sender of an event that was refused for this reason can do; empty where none is known. */
export function remedyOf(reason: string): string {
  return Object.hasOwn(REJECT_REASONS, reason) ? REJECT_REASONS[reason as RejectReason] : "";
}
