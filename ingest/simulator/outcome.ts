import type { ServiceOutcome } from "../../schemas/event.ts";
import { CHARACTERS } from "./characters.ts";
import type { Person } from "./customers.ts";
import type { DayPlan } from "./day-plan.ts";
import type { SimulatedSite } from "./network.ts";
import { happens, oneOf, weighted, type Random } from "./random.ts";
import { kindOf, type ServiceName } from "./services.ts";

const TROUBLED_FACTOR = 3;
const INITIATIVE_GAIN = 0.35;
const ADVICE_SHARE = 0.06;

const drawFailure = weighted<ServiceOutcome>([
  ["unresolved", 0.5],
  ["partial", 0.3],
  ["referred", 0.2],
]);
const FAILURE_MARKS = ["document-missing", "parcel-not-found", "system-slow", "not-authorised"];
const SUCCESS_MARKS = ["advice-given", "offer-presented", "helped-at-kiosk"];

/** How a service ends for the customer, by what is asked, where, and how far the region has come. */
export function drawOutcome(
  random: Random,
  { site, plan }: { readonly site: SimulatedSite; readonly plan: DayPlan },
  service: ServiceName,
  { trouble }: Person,
): ServiceOutcome {
  const usual = kindOf(service).failing * CHARACTERS[site.character].failing;
  const person = trouble === undefined ? 1 : TROUBLED_FACTOR;
  const fails = happens(random, usual * person * (1 - INITIATIVE_GAIN * plan.improved));
  return fails ? drawFailure(random) : "resolved";
}

/** The short labels that staff add to some services. */
export function drawMarks(random: Random, outcome: ServiceOutcome): string[] | undefined {
  if (outcome !== "resolved") return [oneOf(random, FAILURE_MARKS)];
  return happens(random, ADVICE_SHARE) ? [oneOf(random, SUCCESS_MARKS)] : undefined;
}
