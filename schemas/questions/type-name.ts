import { z } from "zod";
import { EVENT_TYPES, type EventType } from "../event-types.ts";

/** One of the thirteen types of event, by its name. */
export const TypeName = z.enum(EVENT_TYPES.map(({ type }) => type) as [EventType, ...EventType[]]);
