import { z } from "zod";
import type { EventType } from "./event-types.ts";

/** Where an encounter happens. */
export const Channel = z.enum([
  "office",
  "phone",
  "web",
  "app",
  "kiosk",
  "chat",
  "social",
  "mail",
  "home",
]);
export type Channel = z.infer<typeof Channel>;

// Control characters would break the log's keys and every CSV; nobody means them in a name.
const text = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\u0000-\u001f\u007f]*$/, "must not contain control characters");
const name = text(128);

/** The journey's id. A UUIDv7 is best: its time becomes the key's time. */
export const Subject = text(128).describe("The journey: every event of one visit or call has it");

const ticket = z.looseObject({
  service: name.optional().describe("What the customer came for"),
  priority: z.union([name, z.int()]).optional(),
  segment: name.optional(),
  appointment: z.boolean().optional(),
  desk: name.optional(),
  to: name.optional().describe("Of a transfer: the service, site or channel"),
  reason: name.optional(),
});

const wait = z.looseObject({
  queue: name.optional(),
  position: z.int().min(0).optional(),
  announced: z.number().min(0).max(31_536_000).optional().describe("Seconds announced"),
  reason: name.optional(),
});

/** Who or what serves. */
export const ServiceMode = z.enum(["counter", "advisor", "kiosk", "phone", "chat", "home"]);
export type ServiceMode = z.infer<typeof ServiceMode>;

const service = z.looseObject({
  mode: ServiceMode.optional(),
  desk: name.optional(),
  marks: z.array(name).max(32).optional(),
  reason: name.optional(),
});

/** How a service ended for the customer. */
export const ServiceOutcome = z.enum(["resolved", "partial", "unresolved", "referred"]);
export type ServiceOutcome = z.infer<typeof ServiceOutcome>;

/** Where an answer comes from. */
export const ReviewForm = z.enum(["survey", "complaint", "platform", "social", "praise"]);
export type ReviewForm = z.infer<typeof ReviewForm>;

/** Who answered. Employees' answers live in a table of their own. */
export const Respondent = z.enum(["customer", "employee"]);
export type Respondent = z.infer<typeof Respondent>;

const likert = z.int().min(1).max(5);

const review = z.looseObject({
  form: ReviewForm.optional(),
  nps: z.int().min(0).max(10).optional(),
  csat: likert.optional(),
  ces: z
    .discriminatedUnion("version", [
      z.object({ version: z.literal("v1"), score: likert }),
      z.object({ version: z.literal("v2"), score: z.int().min(1).max(7) }),
    ])
    .optional()
    .describe("v1: 1–5, low is good; v2: 1–7, high is good"),
  attitudes: z
    .looseObject({
      welcome: likert.optional(),
      listening: likert.optional(),
      efficiency: likert.optional(),
    })
    .optional(),
  themes: z.array(name).max(32).optional(),
  verbatim: z.string().max(10_000).optional(),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, "must be a language tag such as fr or fr-FR")
    .optional(),
  respondent: Respondent.optional(),
  relation: z.enum(["customer", "manager", "interservice"]).optional(),
});

const envelope = {
  specversion: z.literal("1.0"),
  id: text(256).describe("Unique within source and journey; the only deduplication key"),
  source: text(256).describe("Who says it"),
  time: z.iso.datetime({ offset: true }).describe("When it happened, RFC 3339"),
  subject: Subject,
  site: name.optional(),
  channel: Channel.optional(),
  customer: text(256).optional().describe("Pseudonymised before anything is stored"),
  staff: text(256).optional().describe("Pseudonymised before anything is stored"),
  datacontenttype: z.literal("application/json").optional(),
};

/** The attributes that Parcours knows; any other is an extension, and kept as one. */
export const EVENT_ATTRIBUTES: ReadonlySet<string> = new Set([
  ...Object.keys(envelope),
  "type",
  "data",
]);

const event = <Type extends EventType, Data extends z.ZodType>(type: Type, data: Data) =>
  z.looseObject({ ...envelope, type: z.literal(type), data });

/** One event, by type. Unknown extension attributes and unknown data are kept. */
export const EVENT_SCHEMAS = {
  "ticket.issued": event("ticket.issued", ticket.required({ service: true })),
  "ticket.called": event("ticket.called", ticket.optional()),
  "ticket.transferred": event("ticket.transferred", ticket.optional()),
  "ticket.no_show": event("ticket.no_show", ticket.optional()),
  "ticket.cancelled": event("ticket.cancelled", ticket.optional()),
  "wait.started": event("wait.started", wait.optional()),
  "wait.ended": event("wait.ended", wait.optional()),
  "wait.abandoned": event("wait.abandoned", wait.optional()),
  "service.started": event("service.started", service.optional()),
  "service.ended": event("service.ended", service.extend({ outcome: ServiceOutcome })),
  "review.requested": event("review.requested", review.optional()),
  "review.submitted": event("review.submitted", review.optional()),
  "review.answered": event("review.answered", review.optional()),
} as const satisfies Record<EventType, z.ZodType>;

/** Any of the thirteen events, as senders write them: a CloudEvents 1.0 object. */
export const JourneyEvent = z
  .discriminatedUnion("type", [
    EVENT_SCHEMAS["ticket.issued"],
    EVENT_SCHEMAS["ticket.called"],
    EVENT_SCHEMAS["ticket.transferred"],
    EVENT_SCHEMAS["ticket.no_show"],
    EVENT_SCHEMAS["ticket.cancelled"],
    EVENT_SCHEMAS["wait.started"],
    EVENT_SCHEMAS["wait.ended"],
    EVENT_SCHEMAS["wait.abandoned"],
    EVENT_SCHEMAS["service.started"],
    EVENT_SCHEMAS["service.ended"],
    EVENT_SCHEMAS["review.requested"],
    EVENT_SCHEMAS["review.submitted"],
    EVENT_SCHEMAS["review.answered"],
  ])
  .meta({ id: "JourneyEvent" });
export type JourneyEvent = z.infer<typeof JourneyEvent>;
