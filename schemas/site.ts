import { z } from "zod";
import { isTimezone } from "./frame.ts";

const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 09:00");

/** Opening hours of one weekday, local to the site; `00:00` to `24:00` is open all day. */
export const OpeningHours = z.strictObject({
  from: clock,
  to: z.union([clock, z.literal("24:00")]),
});
export type OpeningHours = z.infer<typeof OpeningHours>;

/** A place (or a call centre) as its operator describes it. */
export const Site = z.strictObject({
  id: z.string().min(1).max(128),
  name: z.string().min(1).max(200),
  region: z.string().max(128).default(""),
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
