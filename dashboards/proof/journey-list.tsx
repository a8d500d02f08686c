import type { Row } from "../../schemas/answer.ts";
import { useComputed } from "@preact/signals";
import { numberIn, textIn } from "../data/cells.ts";
import { Failed, Skeleton } from "../parts/states.tsx";
import { useSource } from "../parts/use-source.ts";
import type { Opened } from "../shell/address.ts";
import { Link } from "../shell/link.tsx";
import { addressOf, format, view, words } from "../shell/state.ts";
import { choiceOf, choicesOf, evidenceOf, PAGE } from "./evidence.ts";
import { wordFor } from "./word-for.ts";

type Listed = Opened & { readonly page: number };

/** The journeys behind a figure, a page at a time; each opens into its events. */
export function JourneyList({ opened }: { readonly opened: Listed }) {
  const question = useComputed(() => {
    const { opened: now } = view.value;
    return now && { name: "journeys", question: evidenceOf(now, view.value, Date.now()) };
  });
  const source = useSource(() => question.value);
  const { answer, failure, busy } = source.known.value;
  const { proof } = words.value;
  if (!answer) {
    return failure ? (
      <Failed failure={failure} what={proof.journeys} retry={source.retry} />
    ) : (
      <Skeleton />
    );
  }
  const rows = answer.rows.slice(0, PAGE);
  return (
    <section class={busy ? "journeys busy" : "journeys"} aria-busy={busy}>
      <h3>{proof.journeys}</h3>
      <Choices opened={opened} />
      {rows.length === 0 ? (
        <p class="quietly">{proof.none}</p>
      ) : (
        <JourneyTable rows={rows} opened={opened} zone={answer.frame.timezone} />
      )}
      <Paging
        opened={opened}
        count={rows.length}
        more={answer.rows.length > PAGE || answer.truncated}
      />
    </section>
  );
}

/** Which journeys of the figure: detractors, missed ones, … */
function Choices({ opened }: { readonly opened: Listed }) {
  const choices = choicesOf(opened.figure);
  const { proof } = words.value;
  if (choices.length === 0) return null;
  return (
    <p class="choices">
      {choices.map((choice) =>
        choice === choiceOf(opened) ? (
          <strong key={choice} aria-current="true">
            {proof.which[choice]}
          </strong>
        ) : (
          <Link key={choice} href={addressOf({ opened: { ...opened, which: choice, page: 1 } })}>
            {proof.which[choice]}
          </Link>
        ),
      )}
    </p>
  );
}

interface JourneyTableProps {
  readonly rows: readonly Row[];
  readonly opened: Listed;
  readonly zone: string;
}

function JourneyTable({ rows, opened, zone }: JourneyTableProps) {
  const { columns } = words.value;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={words.value.proof.journeys}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.started}</th>
            <th scope="col">{columns.site}</th>
            <th scope="col">{columns.service}</th>
            <th scope="col">{columns.status}</th>
            <th scope="col" class="number">
              {columns.wait}
            </th>
            <th scope="col" class="number">
              {columns.handle}
            </th>
            <th scope="col">{columns.outcome}</th>
            <th scope="col" class="number">
              {columns.nps}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <JourneyRow key={textIn(row, "journey")} row={row} opened={opened} zone={zone} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function JourneyRow({
  row,
  opened,
  zone,
}: Omit<JourneyTableProps, "rows"> & { readonly row: Row }) {
  const say = format.value;
  const duration = (column: string) => {
    const seconds = numberIn(row, column);
    return seconds === null ? "–" : say.duration(seconds);
  };
  const nps = numberIn(row, "nps");
  const journey = textIn(row, "journey");
  return (
    <tr>
      <td>
        <Link href={addressOf({ opened: { ...opened, journey } })}>
          {say.dayClock(textIn(row, "started"), zone)}
        </Link>
      </td>
      <td>{textIn(row, "site_name") || textIn(row, "site") || "–"}</td>
      <td>{textIn(row, "service") || "–"}</td>
      <td>
        {wordFor("statuses", textIn(row, "status"))}
        {textIn(row, "suspect") !== "" && <small> {words.value.proof.suspect}</small>}
      </td>
      <td class="number">{duration("wait_seconds")}</td>
      <td class="number">{duration("handle_seconds")}</td>
      <td>{wordFor("outcomes", textIn(row, "outcome"))}</td>
      <td class="number">{nps === null ? "–" : say.count(nps)}</td>
    </tr>
  );
}

interface PagingProps {
  readonly opened: Listed;
  readonly count: number;
  readonly more: boolean;
}

function Paging({ opened, count, more }: PagingProps) {
  const { proof } = words.value;
  const { page } = opened;
  if (page === 1 && !more) return null;
  const to = (next: number) => addressOf({ opened: { ...opened, page: next } });
  const first = (page - 1) * PAGE;
  return (
    <p class="paging">
      {page > 1 && <Link href={to(page - 1)}>← {proof.previous}</Link>}
      <span>{proof.page(format.value.count(first + 1), format.value.count(first + count))}</span>
      {more && <Link href={to(page + 1)}>{proof.next} →</Link>}
    </p>
  );
}
