import { EVENT_TYPES } from "../../schemas/event-types.ts";
import type { Plan } from "../plan.ts";
import { IN_PAGE } from "./pages.ts";

/** Bound where {@link RANK} and {@link TYPE_NAMES} are used. */
export const TYPE_PARAMS = {
  types: EVENT_TYPES.map(({ type }) => type),
  codes: EVENT_TYPES.map(({ code }) => code),
};

/** The place of an event's type among events of one time. */
export const RANK = "indexOf({types: Array(String)}, toString(type))";

/** The types of a journey, as the question `paths` writes a variant. */
export const VARIANT = `arrayStringConcat(arrayMap(code ->
    {types: Array(String)}[indexOf({codes: Array(UInt8)}, code)], step_codes), ' > ')`;

/** Of the events of a page those whose journeys are meant. */
export function eventsOfPage({ where }: Plan): string {
  return `tenant = {tenant: String} AND ${IN_PAGE}
    AND (minted, journey) IN (
      SELECT minted, journey FROM journeys FINAL
      WHERE ${where} AND ${IN_PAGE})`;
}
