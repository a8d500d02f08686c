import type { Answer, Cell, Column, Row } from "../../schemas/answer.ts";
import { bucketKey, localOf } from "../shell/periods.ts";
import type { Format } from "../format.ts";
import { format, words } from "../shell/state.ts";

interface AnswerTableProps {
  readonly answer: Answer;
  readonly columns: readonly string[];
  /** Intervals stand in the cells of what they belong to, instead of in columns of their own. */
  readonly folded?: boolean;
}

/** The rows of an answer as they came, in the words and units of its columns. */
export function AnswerTable({ answer, columns, folded = false }: AnswerTableProps) {
  const known = new Map(answer.columns.map((column) => [column.name, column]));
  const names = folded ? columns.filter((name) => !isOfInterval(name, known)) : columns;
  const shown = names.flatMap((name) => known.get(name) ?? []);
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
                  {folded && known.has(`${column.name}_low`) && (
                    <Bounds row={row} column={column} zone={zone} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** `x_low`, `x_high` and `x_n` belong to `x`. */
function isOfInterval(name: string, known: ReadonlyMap<string, Column>): boolean {
  const [, figure = ""] = /^(.+)_(?:low|high|n)$/.exec(name) ?? [];
  return known.has(figure) && known.has(`${figure}_low`);
}

interface BoundsProps {
  readonly row: Row;
  readonly column: Column;
  readonly zone: string;
}

/** The interval of a cell, and what it rests on: `93,7 % à 94,8 %, n 6 084`. */
function Bounds({ row, column, zone }: BoundsProps) {
  const { name } = column;
  const [low, high, n] = ["low", "high", "n"].map((part) => row[`${name}_${part}`] ?? null);
  if (typeof low !== "number" || typeof high !== "number") return null;
  const write = (value: number) => cellText(value, column, zone, format.value);
  return (
    <small class="bounds">
      {words.value.figures.span(write(low), write(high))}
      {typeof n === "number" && `, n ${format.value.count(n)}`}
    </small>
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
