import { dayNumber, type LocalDate } from "./calendar.ts";
import { SIMULATED_SITES, type SimulatedSite } from "./network.ts";
import { fractionOf, happens, oneOf, type Random } from "./random.ts";

/** Who comes: known by an id or not; some live a week in which one matter won't be settled. */
export interface Person {
  readonly customer: string | undefined;
  /** Seeds the matter of a troubled week: the same service again, and failing more often. */
  readonly trouble: string | undefined;
}

const KNOWN_SHARE = 0.45;
const TROUBLED_SHARE = 0.07;
const TROUBLED_PER_SITE = 10;
const CUSTOMERS_PER_DAILY_VISIT = 60;
const WEEK = 7;
const BRANCHES = SIMULATED_SITES.filter(({ channel }) => channel === "office");
const STRANGER: Person = { customer: undefined, trouble: undefined };

/** Draws a person; callers are customers of some branch, so journeys of one person cross channels. */
export function drawPerson(
  random: Random,
  seed: string,
  site: SimulatedSite,
  date: LocalDate,
): Person {
  if (!happens(random, KNOWN_SHARE)) return STRANGER;
  const home = site.channel === "office" ? site : oneOf(random, BRANCHES);
  const people = home.perDay * CUSTOMERS_PER_DAILY_VISIT;
  if (happens(random, TROUBLED_SHARE)) {
    const week = Math.floor(dayNumber(date) / WEEK);
    const trouble = `${seed}/trouble/${home.id}/${week}/${Math.floor(random() * TROUBLED_PER_SITE)}`;
    return { customer: customerId(home, fractionOf(trouble) * people), trouble };
  }
  // Squared: a few come every week, most once in a while.
  return { customer: customerId(home, random() ** 2 * people), trouble: undefined };
}

const customerId = ({ index }: SimulatedSite, number: number): string =>
  `c-${10 + index}${String(Math.floor(number)).padStart(5, "0")}`;
