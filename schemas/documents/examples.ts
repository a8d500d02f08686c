import type { z } from "zod";
import type { Receipt } from "../admission.ts";
import type { EVENT_SCHEMAS } from "../event.ts";
import { EVENT_TYPES, type EventType } from "../event-types.ts";
import type { ExportRequest } from "../export.ts";
import { Dimension } from "../frame.ts";
import type { Problem } from "../problem.ts";
import type { QUESTIONS, QuestionName } from "../questions/names.ts";
import type { QuestionToSave } from "../saved.ts";

type EventExamples = { readonly [Type in EventType]: z.input<(typeof EVENT_SCHEMAS)[Type]> };
type QuestionExamples = {
  readonly [Name in QuestionName]: z.input<(typeof QUESTIONS)[Name]["schema"]>;
};

// The times lie far enough back that no clock can call them the future.
const parcel = {
  specversion: "1.0",
  source: "/tickets/lyon-bellecour",
  subject: "01955b04-dc00-7d3e-8a41-5b0f2c9e6d17",
  site: "lyon-bellecour",
  channel: "office",
} as const;
const account = { ...parcel, subject: "01955b44-f240-7c52-b9e0-1f6a83d47c05" } as const;
const left = { ...parcel, subject: "01955b57-41c0-7a19-9d34-e27b50c8f631" } as const;
const call = {
  ...parcel,
  source: "/calls",
  subject: "01955b72-b900-7f60-a2c7-8d19b4e35f02",
  site: "contact-centre",
  channel: "phone",
} as const;

/** One event of each type: a parcel, an account that is opened, a customer who left, a call. */
export const EVENT_EXAMPLES: EventExamples = {
  "ticket.issued": {
    id: "b042-issued",
    type: "ticket.issued",
    time: "2025-03-03T09:00:00+01:00",
    ...parcel,
    customer: "C-20418",
    data: { service: "parcel-pickup", segment: "individual", appointment: false },
  },
  "wait.started": {
    id: "b042-wait",
    type: "wait.started",
    time: "2025-03-03T09:00:00+01:00",
    ...parcel,
    data: { queue: "counter", position: 4, announced: 480 },
  },
  "ticket.called": {
    id: "b042-called",
    type: "ticket.called",
    time: "2025-03-03T09:06:30+01:00",
    ...parcel,
    data: { desk: "3" },
  },
  "wait.ended": {
    id: "b042-wait-over",
    type: "wait.ended",
    time: "2025-03-03T09:06:42+01:00",
    ...parcel,
    data: { queue: "counter" },
  },
  "wait.abandoned": {
    id: "7781-hung-up",
    type: "wait.abandoned",
    time: "2025-03-03T11:04:10+01:00",
    ...call,
    data: { queue: "contact-centre", reason: "hung up" },
  },
  "ticket.no_show": {
    id: "b057-no-show",
    type: "ticket.no_show",
    time: "2025-03-03T10:48:00+01:00",
    ...left,
    data: { desk: "1" },
  },
  "service.started": {
    id: "b042-service",
    type: "service.started",
    time: "2025-03-03T09:06:42+01:00",
    ...parcel,
    staff: "agent-17",
    data: { mode: "counter", desk: "3" },
  },
  "service.ended": {
    id: "b042-served",
    type: "service.ended",
    time: "2025-03-03T09:10:20+01:00",
    ...parcel,
    staff: "agent-17",
    data: { mode: "counter", outcome: "resolved", marks: ["identity checked"] },
  },
  "ticket.transferred": {
    id: "b049-transferred",
    type: "ticket.transferred",
    time: "2025-03-03T10:18:00+01:00",
    ...account,
    data: { service: "account-opening", to: "advisor", reason: "needs an advisor" },
  },
  "ticket.cancelled": {
    id: "b049-cancelled",
    type: "ticket.cancelled",
    time: "2025-03-03T10:21:00+01:00",
    ...account,
    data: { reason: "comes back tomorrow" },
  },
  "review.requested": {
    id: "b042-asked",
    type: "review.requested",
    time: "2025-03-03T09:40:00+01:00",
    ...parcel,
    data: { form: "survey", language: "fr" },
  },
  "review.submitted": {
    id: "b042-review",
    type: "review.submitted",
    time: "2025-03-03T12:15:00+01:00",
    ...parcel,
    data: {
      form: "survey",
      respondent: "customer",
      nps: 9,
      csat: 5,
      ces: { version: "v2", score: 6 },
      attitudes: { welcome: 5, listening: 4, efficiency: 5 },
      themes: ["wait", "welcome"],
      verbatim: "Attente courte, accueil souriant.",
      language: "fr",
    },
  },
  "review.answered": {
    id: "b042-answered",
    type: "review.answered",
    time: "2025-03-04T09:05:00+01:00",
    ...parcel,
    staff: "manager-2",
    data: { form: "survey", verbatim: "Merci, à bientôt !", language: "fr" },
  },
};

/** A question of each kind, as an analyst asks it. */
export const QUESTION_EXAMPLES: QuestionExamples = {
  waits: {
    range: "last_28_days",
    by: ["site"],
    where: { channel: ["office"] },
    within_seconds: 480,
  },
  moments: { range: "this_month", by: ["moment"] },
  voice: { range: "last_90_days", by: ["site"], compare: "previous_period" },
  trend: {
    range: { from: "2025-03-01", to: "2025-04-01" },
    by: ["week"],
    metrics: ["wait_p90_seconds", "abandonment", "nps"],
  },
  funnel: {
    range: "last_28_days",
    steps: [
      { type: "ticket.issued", label: "Ticket" },
      { type: "ticket.called", label: "Called" },
      { type: "service.ended", label: "Served" },
    ],
    window: "4h",
    exclude: [{ type: "ticket.transferred", from: 1, to: 3 }],
  },
  paths: { range: "last_28_days", kind: "edges", where: { channel: ["office"] }, limit: 20 },
  cohorts: { range: "last_13_months", every: "month" },
  satisfaction: { range: "last_90_days", score: "nps", where: { channel: ["office"] } },
  live: { by: ["site"], over_seconds: 600 },
  journeys: { range: "yesterday", status: ["abandoned"], sort: "wait", limit: 20 },
};

/** A question to save, in both languages, for a screen. */
export const SAVED_EXAMPLE: z.input<typeof QuestionToSave> = {
  title: { en: "Called within the hour", fr: "Appelés dans l'heure" },
  description: { en: "Of those who took a ticket.", fr: "De ceux qui ont pris un ticket." },
  question: "funnel",
  parameters: {
    range: "last_28_days",
    by: ["channel"],
    steps: [{ type: "ticket.issued" }, { type: "ticket.called" }],
    window: "1h",
  },
  pinned: ["esprit"],
  version: 0,
};

/** Journeys of offices, to be taken out. */
export const EXPORT_EXAMPLE = {
  range: "last_28_days",
  where: { channel: ["office"] },
} as const satisfies Readonly<z.input<typeof ExportRequest>>;

/** The events of the visit for a parcel, in their order. */
export const JOURNEY_EXAMPLE = EVENT_TYPES.map(({ type }) => EVENT_EXAMPLES[type]).filter(
  ({ subject }) => subject === parcel.subject,
);

/** The same event in binary mode: attributes in headers, percent-encoded; the data alone as body. */
export const BINARY_EXAMPLE = {
  headers: {
    "ce-specversion": "1.0",
    "ce-id": EVENT_EXAMPLES["ticket.issued"].id,
    "ce-source": parcel.source,
    "ce-type": "ticket.issued",
    "ce-time": EVENT_EXAMPLES["ticket.issued"].time,
    "ce-subject": parcel.subject,
    "ce-site": parcel.site,
    "ce-channel": parcel.channel,
    "ce-customer": "C-20418",
  },
  data: EVENT_EXAMPLES["ticket.issued"].data,
} as const;

/** What is answered to one good event. */
export const RECEIPT_EXAMPLE: Receipt = {
  accepted: 1,
  duplicate: 0,
  rejected: 0,
  results: [{ id: "b042-issued", status: "accepted" }],
};

/** What is answered to a lone event whose type is `ticket.isued`. */
export const REJECTED_EXAMPLE: Problem = {
  type: "urn:parcours:problem:event-rejected",
  code: "event-rejected",
  title: "The event was rejected",
  status: 422,
  detail: "The type is not one of the thirteen; see /docs. Did you mean ticket.issued?",
  reason: "unknown-type",
  field: "type",
};

/** What is answered to a question by `sites`. */
export const MISUNDERSTOOD_EXAMPLE: Problem = {
  type: "urn:parcours:problem:invalid-question",
  code: "invalid-question",
  title: "The question cannot be understood",
  status: 400,
  detail: `by.0: Invalid option: expected one of ${Dimension.options.map((name) => `"${name}"`).join("|")}. Did you mean "site"?`,
  field: "by.0",
  nearest: "site",
};
