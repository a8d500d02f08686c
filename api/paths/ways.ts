import { EVENT_TYPES, type EventType } from "../../schemas/event-types.ts";
import type { HandedOver, PathsQuestion } from "../../schemas/questions/paths.ts";
import { BETWEEN } from "../../schemas/traits.ts";
import { touchSql } from "../funnel/source.ts";
import { JOURNEY_DIMENSIONS } from "../dimensions.ts";
import { planOf, type Plan, type Scope } from "../plan.ts";

/** Letters of types in their order; which of them came at one time is another matter. */
const SEQUENCE = "replaceAll(variant, '=', '')";

/** The ways that are asked about, one a row, as SQL. */
export interface Ways {
  /** `expression AS key_…, ` of each dimension. */
  readonly select: string;
  readonly keys: readonly string[];
  readonly params: Plan["params"];
  /** To select from, its conditions included; has `step_codes`, `step_ms`, and of customers who is `known`. */
  readonly from: string;
  /** SQL of the letters of a way's types. */
  readonly sequence: string;
  /** SQL, in ms. */
  readonly duration: string;
  /** SQL of a customer's answer; -1 without one. */
  readonly nps: string;
  /** SQL of what a way is handed over between, step by step. */
  readonly handed: string;
}

const NPS = "if(has(review_form, 'survey'), review_nps[indexOf(review_form, 'survey')], -1)";

/** Journeys count at their start, customers by the journeys that do. */
export function waysOf(
  scope: Scope,
  { unit, between, kind }: Pick<PathsQuestion, "unit" | "between" | "kind">,
  use: "now" | "before",
): Ways {
  const plan = planOf(scope, { dimensions: JOURNEY_DIMENSIONS, time: "started" }, use);
  const { select, keys, params, where } = plan;
  if (unit === "journey") {
    return {
      ...{ select, keys, params, sequence: SEQUENCE, nps: NPS },
      from: `journeys FINAL WHERE ${where}`,
      duration: "dateDiff('millisecond', started, last)",
      handed: `arrayMap(t -> ${handedSql(between)}, ${TRAITS})`,
    };
  }
  return {
    ...{ keys, params, sequence: "sequence", nps: "nps" },
    select: keys.map((key) => `${key}, `).join(""),
    from: ofCustomers(plan, kind === "handovers" ? handedSql(between) : undefined),
    duration: "step_ms[-1] - step_ms[1]",
    handed: "handed",
  };
}

/** Journeys that were folded before traits were kept have none. */
const TRAITS = "arrayResize(step_traits, length(step_codes), '')";

/** SQL of what is handed over, at an event whose traits are `t`; empty where it says nothing. */
function handedSql(between: HandedOver): string {
  if (between === "channel" || between === "site" || between === "service")
    return touchSql(between, "t");
  return `extract(t, '${BETWEEN}${between}=([^${BETWEEN}]*)')`;
}

/** So that no time is negative, and a time and a code fit into one number that sorts fast. */
const PAST_MS = 2 ** 43;
const CODE_BITS = 5;
const LETTERS = EVENT_TYPES.map(({ letter }) => letter).join("");

/** Of events of one time and type those of a journey stand together, in its order, where that matters. */
function ofCustomers({ select, keys, where }: Plan, handed: string | undefined): string {
  const time = `toUInt64(toUnixTimestamp64Milli(started) + m + ${String(PAST_MS)})`;
  const packed = `bitShiftLeft(${time}, ${String(CODE_BITS)}) + c`;
  const [happened, packs, said] =
    handed === undefined
      ? [`arrayMap((c, m) -> ${packed}, step_codes, step_ms)`, "events", "[]"]
      : [
          `arrayMap((c, m, t, place) -> (${packed}, journey, place, ${handed}),
          step_codes, step_ms, ${TRAITS}, arrayEnumerate(step_codes))`,
          ...["events.1", "events.4"],
        ];
  return `(
    SELECT ${keys.map((key) => `argMin(${key}, (started, journey)) AS ${key}, `).join("")}
      any(customer) AS known,
      arraySort(groupArrayArray(happened)) AS events,
      arrayMap(x -> toUInt8(bitAnd(x, ${String(2 ** CODE_BITS - 1)})), ${packs}) AS step_codes,
      arrayMap(x -> toInt64(bitShiftRight(x, ${String(CODE_BITS)})), ${packs}) AS step_ms,
      ${said} AS handed,
      arrayStringConcat(arrayMap(c -> substring('${LETTERS}', c, 1), step_codes)) AS sequence,
      if(countIf(answer >= 0) = 0, -1, argMaxIf(answer, (started, journey), answer >= 0)) AS nps
    FROM (
      SELECT ${select} customer, journey, started, ${NPS} AS answer, ${happened} AS happened
      FROM journeys FINAL
      WHERE ${where} AND customer != '')
    GROUP BY cityHash64(customer))`;
}

const TYPE_OF = new Map<string, EventType>(EVENT_TYPES.map(({ letter, type }) => [letter, type]));
const TYPE_OF_CODE = new Map<number, EventType>(EVENT_TYPES.map(({ code, type }) => [code, type]));

export function typesOf(sequence: string): readonly string[] {
  return Array.from(sequence, (letter) => TYPE_OF.get(letter) ?? letter);
}

export function typeOfCode(code: number): string | undefined {
  return TYPE_OF_CODE.get(code);
}
