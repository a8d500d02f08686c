import { z } from "zod";
import { Channel, ServiceOutcome } from "./event.ts";

/** What a condition may speak of: durations in ms, scores as given, the outcome by name. */
export const CONDITION_FIELDS = {
  wait: "duration",
  total_wait: "duration",
  handle: "duration",
  nps: "score",
  csat: "score",
  "attitudes.welcome": "score",
  "attitudes.listening": "score",
  "attitudes.efficiency": "score",
  outcome: "outcome",
} as const;
export type ConditionField = keyof typeof CONDITION_FIELDS;
export type ConditionOperator = "<=" | "<" | ">=" | ">" | "=";

/** One comparison of a moment, read: `wait <= 8m` is `{field: "wait", operator: "<=", value: 480000}`. */
export interface Condition {
  readonly field: ConditionField;
  readonly operator: ConditionOperator;
  /** Durations in ms. */
  readonly value: number | ServiceOutcome;
}

const FORM = /^([a-z_.]+)\s*(<=|>=|=|<|>)\s*(\S+)$/;
const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Reads `wait <= 8m`, `outcome = resolved`, `attitudes.welcome >= 4`; or says what is wrong with it. */
export function readCondition(text: string): Condition | { readonly wrong: string } {
  const [, field = "", operator = "", value = ""] = FORM.exec(text.trim()) ?? [];
  if (!(field in CONDITION_FIELDS)) {
    const fields = Object.keys(CONDITION_FIELDS).join(", ");
    return { wrong: `must read like "wait <= 8m"; the field is one of ${fields}` };
  }
  const read = readValue(CONDITION_FIELDS[field as ConditionField], operator, value);
  if (typeof read === "object") return read;
  return {
    field: field as ConditionField,
    operator: operator as ConditionOperator,
    value: read,
  };
}

function readValue(
  kind: (typeof CONDITION_FIELDS)[ConditionField],
  operator: string,
  value: string,
): Condition["value"] | { readonly wrong: string } {
  switch (kind) {
    case "duration": {
      const [, amount, unit] = /^(\d+(?:\.\d+)?)(s|m|h|d)$/.exec(value) ?? [];
      if (amount === undefined) return { wrong: `"${value}" must be a duration such as 90s or 8m` };
      if (operator !== "<=" && operator !== "<") {
        return { wrong: "a duration is promised with <= or <" };
      }
      return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
    }
    case "score":
      return /^\d+$/.test(value) ? Number(value) : { wrong: `"${value}" must be a whole number` };
    case "outcome": {
      const outcome = ServiceOutcome.safeParse(value);
      if (outcome.success && operator === "=") return outcome.data;
      return { wrong: `an outcome reads "outcome = ${ServiceOutcome.options.join(" | ")}"` };
    }
    default:
      return kind satisfies never;
  }
}

const condition = z.string().transform((text, context): Condition => {
  const read = readCondition(text);
  if (!("wrong" in read)) return read;
  context.addIssue({ code: "custom", message: read.wrong, input: text });
  return z.NEVER;
});

/** A moment of truth as declared in `parcours.config.yaml`. */
export const MomentDefinition = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,63}$/, "must be lower case letters, digits and _ (at most 64)"),
  version: z.int().min(1).default(1),
  /** Journeys that start on this day (UTC) or later; of several, the latest counts. */
  from: z.iso.date().default("1900-01-01"),
  name: z.strictObject({ en: z.string().min(1), fr: z.string().min(1) }),
  where: z
    .strictObject({
      service: z.array(z.string()).min(1).optional(),
      channel: z.array(Channel).min(1).optional(),
      site: z.array(z.string()).min(1).optional(),
      segment: z.array(z.string()).min(1).optional(),
    })
    .default({}),
  success: condition,
  delight: condition.optional(),
});
export type MomentDefinition = z.infer<typeof MomentDefinition>;

/** How a moment went. The first three are judged; only `kept`, `delighted` and `missed` count in compliance. */
export const MomentOutcome = z.enum([
  "kept",
  "delighted",
  "missed",
  "pending",
  "unknown",
  "not_applicable",
]);
export type MomentOutcome = z.infer<typeof MomentOutcome>;
