import { z } from "zod";

/** What the collector allows. A request past a limit gets 413 or 422, and the limit by name. */
export const LIMITS = {
  /** Bytes of a body once inflated. */
  bodyBytes: 5 * 1024 * 1024,
  /** Bytes of one event as JSON. */
  eventBytes: 64 * 1024,
  /** Levels of objects and arrays, the event itself being the first. */
  depth: 8,
  keysPerObject: 128,
  eventsPerRequest: 5_000,
} as const;

/** Why an event was not admitted, and what its sender can do. */
export const REJECT_REASONS = {
  "not-an-object": "An event is a JSON object.",
  "not-json": "This line is not valid JSON.",
  "event-too-large": "An event has at most 65,536 bytes as JSON; shorten its texts.",
  "too-deep": "An event nests at most 8 levels; flatten its data.",
  "too-many-keys": "An object has at most 128 keys; send fewer.",
  "forbidden-key": "The keys __proto__, constructor and prototype are not allowed.",
  "not-well-formed": "A text holds half a surrogate pair; send valid Unicode.",
  "unknown-type": "The type is not one of the thirteen; see /docs.",
  invalid: "An attribute is missing or has a wrong value; path says which.",
  "future-time": "The time lies in the future; check the sender's clock.",
  "time-out-of-range": "The time lies before 1900; check how it was written.",
  erased: "Its customer or its journey was erased; nothing of it is kept.",
  "minted-in-future":
    "The journey's id was minted more than a day ahead; check the clock that made it.",
} as const;
export type RejectReason = keyof typeof REJECT_REASONS;

/**
 * Names the key that sent these events first, percent-encoded, when an admin sends them again: what
 * is refused again is then the same reject, and not one more of the admin's.
 */
export const SENDER_HEADER = "parcours-sender";

/** What became of one event of a request, in the order of the request. */
export const EventResult = z.object({
  id: z.string().optional(),
  status: z.enum(["accepted", "duplicate", "rejected"]),
  reason: z.string().optional(),
  path: z.string().optional(),
  detail: z.string().optional(),
});
export type EventResult = z.infer<typeof EventResult>;

/** The answer to a request with events; sent only once the accepted ones are on disk. */
export const Receipt = z
  .object({
    accepted: z.int(),
    duplicate: z.int(),
    rejected: z.int(),
    results: z.array(EventResult).optional(),
  })
  .meta({ id: "Receipt" });
export type Receipt = z.infer<typeof Receipt>;
