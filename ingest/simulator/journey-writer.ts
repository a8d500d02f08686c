import type { EventType } from "../../schemas/event-types.ts";
import type { JourneyEvent } from "../../schemas/event.ts";
import type { LocalDate } from "./calendar.ts";
import type { SimulatedSite } from "./network.ts";
import { hash128 } from "./random.ts";

/** An event and its time in ms since 1970, so that nobody parses what was just written. */
export interface Timed {
  readonly at: number;
  readonly event: JourneyEvent;
}

/** What an event of this type may say. */
export type DataOf<Type extends EventType> = NonNullable<
  Extract<JourneyEvent, { type: Type }>["data"]
>;

/** Says what happens in one journey, one event at a time (ms since 1970). */
export interface JourneyWriter {
  say<Type extends EventType>(type: Type, at: number, data: DataOf<Type>, staff?: string): void;
}

/** Where a journey belongs; `number` counts the journeys of a site and day from 0. */
export interface JourneyPlace {
  readonly seed: string;
  readonly site: SimulatedSite;
  readonly date: LocalDate;
  readonly number: number;
  readonly startsAt: number;
  readonly channel: SimulatedSite["channel"] | "kiosk";
  readonly customer: string | undefined;
}

/** A writer that appends to `events`; ids depend on the place alone, so writing again gives the same. */
export function writeJourney(events: Timed[], place: JourneyPlace): JourneyWriter {
  const { seed, site, date, number, startsAt, channel, customer } = place;
  const subject = uuidOf(startsAt, `${seed}/${site.id}/${date}/${number}`);
  const source = `urn:parcours:sim:${site.id}`;
  const prefix = `${date.slice(2, 4)}${date.slice(5, 7)}${date.slice(8)}-${number}-`;
  const clock = utcClock(startsAt);
  let said = 0;
  return {
    say(type, at, data, staff) {
      said += 1;
      // Assigned one by one: object spread here took half of the whole simulation's time.
      const event: Record<string, unknown> = {
        specversion: "1.0",
        id: prefix + String(said),
        source,
        type,
        time: clock(at),
        subject,
        site: site.id,
        channel,
      };
      if (customer !== undefined) event["customer"] = customer;
      if (staff !== undefined) event["staff"] = staff;
      event["data"] = data;
      // Type and data agree by the signature; TypeScript can't follow that through a union.
      events.push({ at, event: event as JourneyEvent });
    },
  };
}

const DAY_MS = 86_400_000;
const TWO = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, "0"));
const THREE = Array.from({ length: 1000 }, (_, number) => String(number).padStart(3, "0"));

/** Writes instants (ms since 1970) as RFC 3339 in UTC; on the day of `start` faster than Date does. */
function utcClock(start: number): (ms: number) => string {
  const midnight = Math.floor(start / DAY_MS) * DAY_MS;
  const date = new Date(midnight).toISOString().slice(0, 11);
  return (ms) => {
    const since = ms - midnight;
    if (since < 0 || since >= DAY_MS) return new Date(ms).toISOString();
    const seconds = Math.floor(since / 1000);
    const hour = TWO[Math.floor(seconds / 3600)] ?? "";
    const minute = TWO[Math.floor(seconds / 60) % 60] ?? "";
    return `${date}${hour}:${minute}:${TWO[seconds % 60] ?? ""}.${THREE[since % 1000] ?? ""}Z`;
  };
}

/** A UUIDv7 that is a function of its time (ms since 1970) and a name. */
function uuidOf(ms: number, name: string): string {
  const [a, b, c] = hash128(name);
  const time = ms.toString(16).padStart(12, "0");
  const variant = (0x8 | (b >>> 30)).toString(16);
  const tail = hex(b).slice(1, 4) + hex(c) + hex(a).slice(4);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(a).slice(0, 3)}-${variant}${tail.slice(0, 3)}-${tail.slice(3)}`;
}

const hex = (word: number): string => word.toString(16).padStart(8, "0");

/** Whether this is the event that begins its journey. */
export const beginsJourney = ({ event }: Timed): boolean => event.id.endsWith("-1");
