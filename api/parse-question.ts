import type { z } from "zod";
import { Dimension, Grain, RangeWord } from "../schemas/frame.ts";
import { METRIC_IDS } from "../schemas/metrics.ts";
import { nearest } from "../schemas/nearest.ts";
import { RequestProblem } from "../schemas/problem.ts";

/**
 * Reads a question; what is wrong with it is said with field, rule and nearest valid name. Where it is a
 * part of something, `within` says which: `parameters`.
 */
export function parseQuestion<Schema extends z.ZodObject>(
  schema: Schema,
  body: unknown,
  within?: string,
): z.infer<Schema> {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const issue = deepest(read.error.issues);
  const path = issue === undefined ? "" : fieldOf(issue);
  const field = [within ?? "", path].filter((part) => part !== "").join(".");
  const near = issue === undefined ? undefined : nearestFor(issue, body, Object.keys(schema.shape));
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  throw new RequestProblem(
    "invalid-question",
    `${field === "" ? "The question" : field}: ${issue?.message ?? "is not valid"}.${hint}`,
    { ...(field === "" ? {} : { field }), ...(near === undefined ? {} : { nearest: near }) },
  );
}

type Issue = z.core.$ZodIssue;

/** Of a union, what is wrong with the member that came nearest. */
function deepest(issues: readonly Issue[]): Issue | undefined {
  const [issue] = issues;
  if (issue?.code !== "invalid_union") return issue;
  const members = issue.errors.map((errors) => deepest(errors)).filter((one) => one !== undefined);
  const best = members.sort((a, b) => b.path.length - a.path.length)[0];
  return best === undefined ? issue : { ...best, path: [...issue.path, ...best.path] };
}

function fieldOf(issue: Issue): string {
  const path =
    issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path;
  return path.map(String).join(".");
}

const NAMES: readonly string[] = [
  ...Dimension.options,
  ...Grain.options,
  ...RangeWord.options,
  ...METRIC_IDS,
];

function nearestFor(issue: Issue, body: unknown, fields: readonly string[]): string | undefined {
  if (issue.code === "unrecognized_keys") {
    return nearest(issue.keys[0] ?? "", issue.path.length === 0 ? fields : NAMES);
  }
  let written: unknown = body;
  for (const part of issue.path)
    written = (written as Record<PropertyKey, unknown> | undefined)?.[part];
  const last = typeof written === "string" ? written : String(issue.path.at(-1) ?? "");
  const valid = issue.code === "invalid_value" ? issue.values.map(String) : NAMES;
  return valid.includes(last) ? undefined : nearest(last, valid);
}
