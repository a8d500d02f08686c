import type { OpeningHours, Site } from "../../schemas/site.ts";
import { BRANCHES, type BranchRow } from "./branches.ts";
import { ZONE } from "./calendar.ts";
import type { CharacterName, ProfileName } from "./characters.ts";
import type { MixName } from "./services.ts";

/** A site as the simulation knows it. */
export interface SimulatedSite extends Site {
  /** Position in the network, from 0: part of the ids of customers and staff. */
  readonly index: number;
  readonly town: string;
  readonly channel: "office" | "phone";
  /** Customers of an average weekday. */
  readonly perDay: number;
  readonly mix: MixName;
  readonly profile: ProfileName;
  readonly character: CharacterName;
  readonly closedOnHolidays: boolean;
}
type Description = Omit<SimulatedSite, "index" | "timezone">;

const daily = (hours: OpeningHours, days: number) =>
  Array.from<OpeningHours>({ length: days }).fill(hours);
const always = daily({ from: "00:00", to: "24:00" }, 7);
const morning = { from: "09:00", to: "12:30" };

// From so many customers a day on, a branch closes later and has banking advisors.
const BIG = 110;

function branch([
  id,
  name,
  region,
  latitude,
  longitude,
  perDay,
  character,
]: BranchRow): Description {
  const isBig = perDay >= BIG;
  const weekdays = isBig ? { from: "09:00", to: "18:30" } : { from: "09:30", to: "17:30" };
  return {
    id,
    name,
    // "Paris Voltaire" is in Paris, "La Rochelle Vieux-Port" in La Rochelle.
    town: name.split(" ").slice(0, -1).join(" ") || name,
    region,
    latitude,
    longitude,
    perDay,
    character,
    hours: [...daily(weekdays, 5), morning, null],
    channel: "office",
    mix: isBig ? "bank" : "town",
    profile: "office",
    closedOnHolidays: true,
  };
}

const AIRPORT: Description = {
  id: "CDG-T2",
  name: "Roissy-CDG T2",
  town: "Roissy",
  region: "Île-de-France",
  latitude: 49.0037,
  longitude: 2.5712,
  perDay: 520,
  character: "airport",
  hours: always,
  channel: "office",
  mix: "airport",
  profile: "airport",
  closedOnHolidays: false,
};

const CALL_CENTRE: Description = {
  id: "CC-NATIONAL",
  name: "Service clients national",
  town: "ligne",
  region: "",
  perDay: 900,
  character: "calls",
  hours: [...daily({ from: "08:00", to: "20:00" }, 6), null],
  channel: "phone",
  mix: "calls",
  profile: "calls",
  closedOnHolidays: true,
};

const NIGHT_LINE: Description = {
  ...CALL_CENTRE,
  id: "CC-NUIT",
  name: "Ligne de nuit et d'urgence",
  perDay: 420,
  character: "night",
  hours: always,
  mix: "night",
  profile: "night",
  closedOnHolidays: false,
};

/** Forty branches, one of them at an airport round the clock, a call centre and its night line. */
export const SIMULATED_SITES: readonly SimulatedSite[] = [
  ...BRANCHES.map(branch),
  AIRPORT,
  CALL_CENTRE,
  NIGHT_LINE,
].map((site, index) => ({ ...site, index, timezone: ZONE }));

/** The simulated sites as an operator would import them. */
export function simulatedSites(): Site[] {
  return SIMULATED_SITES.map(({ id, name, region, timezone, latitude, longitude, hours }) => {
    const position = latitude !== undefined && longitude !== undefined && { latitude, longitude };
    return { id, name, region, timezone, hours, ...position };
  });
}
