import { z } from "zod";
import { isTimezone } from "./frame.ts";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 09:00");

/** Opening hours of one weekday, local to the site; `00:00` to `24:00` is open all day. */
export const OpeningHours = z.strictObject({
  from: clock,
  to: z.union([clock, z.literal("24:00")]),
});
export type OpeningHours = z.infer<typeof OpeningHours>;

/** The engine can't read half a character, and would drop the site without a word. */
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine(
      (value) => value.isWellFormed(),
      "must be valid Unicode: here is half a surrogate pair",
    );

/** A place (or a call centre) as its operator describes it. */
export const Site = z.strictObject({
  id: text(128).min(1),
  name: text(200).min(1),
  region: text(128).default(""),
  /** IANA time zone; empty means the tenant's. */
  timezone: z
    .string()
    .max(64)
    .refine((zone) => zone === "" || isTimezone(zone), "must be an IANA time zone: Europe/Paris")
    .default(""),
  latitude: z.number().min(-90).max(90).optional(),
  longitude: z.number().min(-180).max(180).optional(),
  /** Monday first; null on days when it is closed. Empty when unknown. */
  hours: z.array(OpeningHours.nullable()).max(7).default([]),
});
export type Site = z.infer<typeof Site>;
