import { z } from "zod";
import { EventResult, Receipt } from "../admission.ts";
import { Answer, Column, Freshness } from "../answer.ts";
import { Scope } from "../config.ts";
import {
  Channel,
  EVENT_SCHEMAS,
  JourneyEvent,
  Respondent,
  ReviewForm,
  ServiceOutcome,
  Subject,
} from "../event.ts";
import { EVENT_TYPES, type EventType } from "../event-types.ts";
import { ExportRequest } from "../export.ts";
import { Dimension, Grain, RangeWord, Span } from "../frame.ts";
import { MomentOutcome } from "../moment.ts";
import { Problem } from "../problem.ts";
import { JourneyStatus } from "../questions/journeys.ts";
import { QUESTIONS, type QuestionName } from "../questions/names.ts";
import { RejectedEvent } from "../reject.ts";
import {
  ForgottenRejects,
  KeptReject,
  ReasonCount,
  RejectsPage,
  RejectsToForget,
  WholeReject,
} from "../rejects.ts";
import {
  LinkToMake,
  MadeLink,
  QuestionToSave,
  RestoreVersion,
  SavedLink,
  SavedName,
  SavedQuestion,
  SavedSummary,
  ScreenId,
} from "../saved.ts";
import { OpeningHours, Site } from "../site.ts";
import { Timeline } from "../timeline.ts";
import type { JsonObject } from "./json.ts";
import {
  ColumnarAnswer,
  Definition,
  Definitions,
  Health,
  KnownSites,
  LagNow,
  Link,
  Me,
  Readiness,
  SavedLinks,
  SavedQuestions,
  SavedSites,
  SavedVersions,
  SitesToSave,
} from "./responses.ts";

type Named = Readonly<Record<string, z.ZodType>>;

/** `ticket.no_show` is the component `TicketNoShow`. */
export function eventSchemaName(type: EventType): string {
  return pascal(type.split(/[._]/));
}

/** `waits` is the component `WaitsQuestion`. */
export function questionSchemaName(name: QuestionName): string {
  return pascal([name, "question"]);
}

function pascal(words: readonly string[]): string {
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
}

const issued = EVENT_SCHEMAS["ticket.issued"].shape;

/** The event, and the parts that its types share. */
export const EVENT_NAMES: Named = {
  JourneyEvent,
  ...Object.fromEntries(
    EVENT_TYPES.map(({ type }) => [eventSchemaName(type), EVENT_SCHEMAS[type]]),
  ),
  IssuedTicketData: issued.data,
  TicketData: EVENT_SCHEMAS["ticket.called"].shape.data.unwrap(),
  WaitData: EVENT_SCHEMAS["wait.started"].shape.data.unwrap(),
  ServiceData: EVENT_SCHEMAS["service.started"].shape.data.unwrap(),
  EndedServiceData: EVENT_SCHEMAS["service.ended"].shape.data,
  ReviewData: EVENT_SCHEMAS["review.submitted"].shape.data.unwrap(),
  EventId: issued.id,
  Source: issued.source,
  Instant: issued.time,
  Name: issued.site.unwrap(),
  Subject,
  Channel,
  ServiceOutcome,
  ReviewForm,
  Respondent,
};

/** What travels through the log. */
export const LOG_NAMES: Named = { ...EVENT_NAMES, RejectedEvent };

/** Everything that the HTTP interface speaks of. */
export const API_NAMES: Named = {
  ...EVENT_NAMES,
  Receipt,
  EventResult,
  ...Object.fromEntries(
    (Object.keys(QUESTIONS) as QuestionName[]).map((name) => [
      questionSchemaName(name),
      QUESTIONS[name].schema,
    ]),
  ),
  ExportRequest,
  RangeWord,
  Span,
  Dimension,
  Grain,
  JourneyStatus,
  MomentOutcome,
  Answer,
  ColumnarAnswer,
  Column,
  Freshness,
  Timeline,
  Definitions,
  Definition,
  LagNow,
  Me,
  Scope,
  KnownSites,
  SitesToSave,
  SavedSites,
  Site,
  OpeningHours,
  RejectsPage,
  ReasonCount,
  KeptReject,
  WholeReject,
  RejectsToForget,
  ForgottenRejects,
  SavedName,
  ScreenId,
  QuestionToSave,
  SavedQuestion,
  SavedSummary,
  SavedQuestions,
  SavedVersions,
  RestoreVersion,
  LinkToMake,
  MadeLink,
  SavedLink,
  SavedLinks,
  Link,
  Health,
  Readiness,
  Problem,
};

/** JSON Schema 2020-12 of each, as it is written; where one holds another, it refers to `base` + name. */
export function schemasAt(base: string, named: Named): Readonly<Record<string, JsonObject>> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io: "input", uri: (id) => `${base}${id}` });
  return Object.fromEntries(
    Object.entries(schemas).map(([id, schema]) => {
      const { $schema: _dialect, $id: _id, ...rest } = schema;
      return [id, rest as JsonObject];
    }),
  );
}
