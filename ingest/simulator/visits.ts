import type { LocalDay } from "./calendar.ts";
import { drawPerson, type Person } from "./customers.ts";
import { AROUND_SERVICE_SECONDS, type DayPlan } from "./day-plan.ts";
import type { SimulatedSite } from "./network.ts";
import type { Customer } from "./queue.ts";
import {
  between,
  exponential,
  happens,
  lognormal,
  normal,
  poissonTimes,
  randomOf,
  weighted,
  type Random,
} from "./random.ts";
import { kindOf, MIXES, type ServiceName } from "./services.ts";

/** How one customer means to be served, before any queue is known; times in ms. */
export interface Visit extends Customer, Person {
  readonly service: ServiceName;
  readonly segment: "individual" | "business" | "reduced-mobility";
  readonly appointment: boolean;
  readonly language: "fr" | "en";
  /** Takes no ticket: serves themselves, or cancels before the wait begins. */
  readonly skipsQueue: "kiosk" | "cancels" | undefined;
  readonly walkMs: number;
  readonly handleMs: number;
  /** After the first service: to the back, as this service. */
  readonly transferTo: ServiceName | undefined;
}

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const QUARTER = 15 * MINUTE;
const CANCELLED_SHARE = 0.012;
const KIOSK_SHARE = 0.12;
const ENGLISH_SHARE = 0.2;
const ENGLISH_AT_AIRPORT = 0.55;
const LEAVES_AT_CLOSING = 0.2;
const SILENT_SHARE = 0.2;

const drawSegment = weighted<Visit["segment"]>([
  ["individual", 0.83],
  ["business", 0.14],
  ["reduced-mobility", 0.03],
]);

/** Everybody who comes on one day, in order of arrival. */
export function visitsOf(
  random: Random,
  seed: string,
  site: SimulatedSite,
  day: LocalDay,
  plan: DayPlan,
): Visit[] {
  const drawService = weighted(MIXES[site.mix]);
  return plan.slots
    .flatMap(({ from, to, perHour }) => poissonTimes(random, from, to, perHour / 3_600_000))
    .map((time) => {
      const person = drawPerson(random, seed, site, day.date);
      // A matter that won't be settled is the same matter at the next visit.
      const matter = person.trouble === undefined ? random : randomOf(person.trouble);
      return drawVisit(random, site, plan, person, drawService(matter), time);
    })
    .sort((a, b) => a.at - b.at);
}

function drawVisit(
  random: Random,
  site: SimulatedSite,
  plan: DayPlan,
  person: Person,
  service: ServiceName,
  time: number,
): Visit {
  const kind = kindOf(service);
  const segment = drawSegment(random);
  const appointment = happens(random, kind.appointments);
  const opensAt = plan.slots[0]?.from ?? 0;
  const at = appointment ? Math.max(opensAt, punctual(random, time)) : Math.round(time);
  const canTransfer = kind.transfer && site.mix !== "town";
  const transfers = canTransfer && happens(random, kind.transfer.share);
  const times = drawTimes(random, site, kind.handleSeconds * SECOND, kind.sigma);
  return {
    customer: person.customer,
    trouble: person.trouble,
    at,
    service,
    segment,
    appointment,
    rank: appointment ? 0 : segment === "reduced-mobility" ? 1 : 2,
    patienceMs: patience(random, kind.patienceMinutes * MINUTE, plan.closesAt - at),
    silent: happens(random, SILENT_SHARE),
    language: happens(random, englishShare(site)) ? "en" : "fr",
    skipsQueue: skips(random, site, service),
    transferTo: transfers ? kind.transfer.to : undefined,
    walkMs: times.walkMs,
    handleMs: times.handleMs,
    deskMs: times.deskMs,
  };
}

/** At the booked quarter of an hour, five minutes early on the whole. */
function punctual(random: Random, time: number): number {
  const booked = Math.round(time / QUARTER) * QUARTER;
  return booked + Math.round((normal(random) * 4 - 5) * MINUTE);
}

function patience(random: Random, mean: number, untilClosing: number): number {
  const own = exponential(random, mean);
  const leaves = happens(random, LEAVES_AT_CLOSING);
  return leaves ? Math.min(own, Math.max(0, untilClosing)) : own;
}

const englishShare = ({ mix }: SimulatedSite) =>
  mix === "airport" ? ENGLISH_AT_AIRPORT : ENGLISH_SHARE;

function skips(random: Random, site: SimulatedSite, service: ServiceName): Visit["skipsQueue"] {
  const chance = random();
  if (chance < CANCELLED_SHARE) return "cancels";
  const hasKiosk = site.channel === "office" && service === "mail";
  return hasKiosk && chance < CANCELLED_SHARE + KIOSK_SHARE ? "kiosk" : undefined;
}

/** How long the way to the desk, the service and the desk as a whole take. */
export function drawTimes(
  random: Random,
  site: SimulatedSite,
  meanMs: number,
  sigma: number,
): Pick<Visit, "walkMs" | "handleMs" | "deskMs"> {
  const around = AROUND_SERVICE_SECONDS[site.channel] * SECOND;
  const isOffice = site.channel === "office";
  const walkMs = isOffice ? Math.round(between(random, 0.2, 0.8) * around) : 0;
  const handleMs = Math.round(Math.max(12 * SECOND, lognormal(random, meanMs, sigma)));
  return { walkMs, handleMs, deskMs: walkMs + handleMs + around / 2 };
}
