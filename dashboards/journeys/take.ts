import type { Answer } from "../../schemas/answer.ts";
import { textIn } from "../data/cells.ts";
import type { Request } from "../data/source.ts";

/** The files in which an answer can be taken away, with what to ask for. */
export const FILES = {
  csv: "text/csv",
  arrow: "application/vnd.apache.arrow.stream",
  parquet: "application/vnd.apache.parquet",
} as const;
export type FileKind = keyof typeof FILES;

const pathOf = ({ name }: Request) => `/v1/questions/${name}`;

/** A question as one line of a shell; the key stands in the environment, not in what is copied. */
export function curlOf(origin: string, request: Request): string {
  return [
    `curl -s ${quoted(origin + pathOf(request))}`,
    `-H "Authorization: Bearer $PARCOURS_READ_KEY"`,
    `-H 'Content-Type: application/json' -H 'Accept: text/csv'`,
    `-d ${quoted(JSON.stringify(request.question))}`,
  ].join(" \\\n  ");
}

/** For a POSIX shell: nothing inside is special. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A question as Python, with nothing but its standard library. */
export function pythonOf(origin: string, request: Request): string {
  return `import json, os, urllib.request

question = ${literal(request.question, "")}
request = urllib.request.Request(
    ${JSON.stringify(origin + pathOf(request))},
    data=json.dumps(question).encode(),
    headers={
        "Authorization": "Bearer " + os.environ["PARCOURS_READ_KEY"],
        "Content-Type": "application/json",
    },
)
with urllib.request.urlopen(request) as response:
    answer = json.load(response)
rows = answer["rows"]  # pandas.DataFrame(rows) makes a table of them
for row in rows:
    print(row)
`;
}

/** Asks how a funnel is found instead of what it is. */
export const explainQuestion = ({ name, question }: Request): Request => ({
  name,
  question: { ...question, explain: true },
});

/** The statement that gives every figure, in the answer that explains a funnel; nothing where there is none. */
export function sqlIn({ rows }: Pick<Answer, "rows">): string | undefined {
  const sql = textIn(
    rows.find((row) => textIn(row, "way") === "by_place"),
    "sql",
  );
  return sql === "" ? undefined : sql;
}

/** A value as Python spells it: JSON, but for three words; short ones on one line. */
function literal(value: unknown, indent: string): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value !== "object") return JSON.stringify(value);
  const deeper = `${indent}    `;
  const [open, parts, close] = Array.isArray(value)
    ? ["[", value.map((part) => literal(part, deeper)), "]"]
    : [
        "{",
        Object.entries(value).map(
          ([name, part]) => `${JSON.stringify(name)}: ${literal(part, deeper)}`,
        ),
        "}",
      ];
  const line = `${open}${parts.join(", ")}${close}`;
  if (line.length <= 72 && !line.includes("\n")) return line;
  return `${open}\n${parts.map((part) => `${deeper}${part},\n`).join("")}${indent}${close}`;
}
