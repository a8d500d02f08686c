import type { Row } from "../../schemas/answer.ts";
import { numberIn, textIn } from "../data/cells.ts";
import type { Opened } from "../shell/address.ts";
import { Link } from "../shell/link.tsx";
import { addressOf, format, words } from "../shell/state.ts";
import { wordFor } from "./word-for.ts";

interface JourneyTableProps {
  readonly rows: readonly Row[];
  readonly opened: Opened;
  readonly zone: string;
}

interface JourneyColumn {
  readonly name: keyof (typeof words.value)["columns"];
  readonly isNumber: boolean;
  /** Empty when there is nothing to say. */
  readonly text: (row: Row) => string;
}

const duration = (column: string) => (row: Row) => {
  const seconds = numberIn(row, column);
  return seconds === null ? "" : format.value.duration(seconds);
};

const COLUMNS: readonly JourneyColumn[] = [
  {
    name: "site",
    isNumber: false,
    text: (row) => textIn(row, "site_name") || textIn(row, "site"),
  },
  { name: "service", isNumber: false, text: (row) => textIn(row, "service") },
  { name: "status", isNumber: false, text: statusOf },
  { name: "wait", isNumber: true, text: duration("wait_seconds") },
  { name: "handle", isNumber: true, text: duration("handle_seconds") },
  { name: "outcome", isNumber: false, text: (row) => wordFor("outcomes", textIn(row, "outcome")) },
  {
    name: "nps",
    isNumber: true,
    text: (row) => {
      const nps = numberIn(row, "nps");
      return nps === null ? "" : format.value.count(nps);
    },
  },
];

function statusOf(row: Row): string {
  const status = wordFor("statuses", textIn(row, "status"));
  return textIn(row, "suspect") === "" ? status : `${status}, ${words.value.proof.suspect}`;
}

/** One line a journey, which opens it; columns in which nothing stands are left out. */
export function JourneyTable({ rows, opened, zone }: JourneyTableProps) {
  const { columns, proof } = words.value;
  const shown = COLUMNS.filter(({ text }) => rows.some((row) => text(row) !== ""));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={proof.journeys}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.started}</th>
            {shown.map(({ name, isNumber }) => (
              <th key={name} scope="col" class={isNumber ? "number" : ""}>
                {columns[name]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => {
            const journey = textIn(row, "journey");
            return (
              <tr key={journey}>
                <td>
                  <Link href={addressOf({ opened: { ...opened, journey } })}>
                    {format.value.dayClock(textIn(row, "started"), zone)}
                  </Link>
                </td>
                {shown.map(({ name, isNumber, text }) => (
                  <td key={name} class={isNumber ? "number" : ""}>
                    {text(row) || "–"}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
