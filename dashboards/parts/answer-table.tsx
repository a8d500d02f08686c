import type { Answer, Cell, Column } from "../../schemas/answer.ts";
import { bucketKey, localOf } from "../shell/periods.ts";
import type { Format } from "../format.ts";
import { format } from "../shell/state.ts";

interface AnswerTableProps {
  readonly answer: Answer;
  readonly columns: readonly string[];
}

/** The rows of an answer as they came, in the words and units of its columns. */
export function AnswerTable({ answer, columns }: AnswerTableProps) {
  const shown = columns.flatMap((name) => answer.columns.filter((column) => column.name === name));
  const zone = answer.frame.timezone;
  return (
    // Long tables scroll by themselves; the focus makes that possible with keys.
    <div
      class="scroll"
      tabIndex={0}
      role="group"
      aria-label={shown.map(({ text }) => text).join(", ")}
    >
      <table>
        <thead>
          <tr>
            {shown.map(({ name, text, type }) => (
              <th key={name} scope="col" class={isNumeric(type) ? "number" : ""}>
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {answer.rows.map((row, index) => (
            <tr key={index}>
              {shown.map((column) => (
                <td key={column.name} class={isNumeric(column.type) ? "number" : ""}>
                  {cellText(row[column.name] ?? null, column, zone, format.value)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const isNumeric = (type: Column["type"]) => type === "integer" || type === "number";

/** A cell in its unit, exactly. */
function cellText(cell: Cell, column: Column, zone: string, format: Format): string {
  if (cell === null || cell === "") return "–";
  if (typeof cell === "boolean") return cell ? "✓" : "–";
  if (typeof cell === "string")
    return column.type === "time" ? timeText(cell, column.name, zone, format) : cell;
  switch (column.name) {
    case "weekday":
      return format.weekday(cell);
    case "hour_of_day":
      return format.hour(cell);
  }
  switch (column.unit) {
    case "share":
      return format.share(cell);
    case "seconds":
      return format.seconds(cell);
    case "p":
      return format.probability(cell);
    default:
      return column.type === "number" ? format.decimal(cell) : format.count(cell);
  }
}

function timeText(cell: string, column: string, zone: string, format: Format): string {
  if (column === "month") return format.month(cell);
  if (column !== "hour") return cell.includes("T") ? format.dayClock(cell, zone) : format.day(cell);
  const local = /Z$|[+-]\d\d:?\d\d$/.test(cell) ? localOf(cell, zone) : cell;
  return `${format.day(local)} ${bucketKey(cell, "hour", zone).slice(11)}`;
}
