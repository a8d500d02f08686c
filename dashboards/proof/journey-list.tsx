import { useComputed } from "@preact/signals";
import { Failed, Skeleton } from "../parts/states.tsx";
import { useSource } from "../parts/use-source.ts";
import type { Opened, View } from "../shell/address.ts";
import { Link } from "../shell/link.tsx";
import { addressOf, format, view, words } from "../shell/state.ts";
import { choiceOf, choicesOf, evidenceOf, isOfCustomers, PAGE } from "./evidence.ts";
import { JourneyTable } from "./journey-table.tsx";

export type Listed = Opened & { readonly page: number };

interface JourneyListProps {
  readonly opened: Listed;
  /** Where the address says what is listed: in what is opened, unless told. */
  readonly read?: (now: View) => Opened | undefined;
  /** The address of another page or choice. */
  readonly to?: (next: Listed) => string;
}

/** The journeys behind a figure, a page at a time; each opens into its events. */
export function JourneyList({ opened, read = readOpened, to = openedAt }: JourneyListProps) {
  const question = useComputed(() => {
    const now = read(view.value);
    return now && { name: "journeys", question: evidenceOf(now, view.value, Date.now()) };
  });
  const source = useSource(() => question.value);
  const { answer, failure, busy } = source.known.value;
  const { proof, journeys } = words.value;
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
      <h3>
        {isOfCustomers(opened, view.value) ? journeys.customers.listed : proof.journeys}{" "}
        <small>{sortedBy(opened)}</small>
      </h3>
      <Choices opened={opened} to={to} />
      {rows.length === 0 ? (
        <p class="quietly">{proof.none}</p>
      ) : (
        <JourneyTable rows={rows} opened={opened} zone={answer.frame.timezone} />
      )}
      <Paging
        opened={opened}
        to={to}
        count={rows.length}
        more={answer.rows.length > PAGE || answer.truncated}
      />
    </section>
  );
}

const readOpened = ({ opened }: View) => opened;
const openedAt = (opened: Listed) => addressOf({ opened });

/** In which order they stand, in words. */
function sortedBy(opened: Listed): string {
  const { sort } = evidenceOf(opened, view.value, 0);
  const { proof } = words.value;
  return sort === "wait" ? proof.sortedByWait : proof.sortedByStart;
}

/** Which journeys of the figure: detractors, missed ones, … */
function Choices({ opened, to }: Pick<PagingProps, "opened" | "to">) {
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
          <Link key={choice} href={to({ ...opened, which: choice, page: 1 })}>
            {proof.which[choice]}
          </Link>
        ),
      )}
    </p>
  );
}

interface PagingProps {
  readonly opened: Listed;
  readonly to: (next: Listed) => string;
  readonly count: number;
  readonly more: boolean;
}

function Paging({ opened, to, count, more }: PagingProps) {
  const { proof } = words.value;
  const { page } = opened;
  if (page === 1 && !more) return null;
  const turn = (next: number) => to({ ...opened, page: next });
  const first = (page - 1) * PAGE;
  return (
    <p class="paging">
      {page > 1 && <Link href={turn(page - 1)}>{proof.previous}</Link>}
      <span>{proof.page(format.value.count(first + 1), format.value.count(first + count))}</span>
      {more && <Link href={turn(page + 1)}>{proof.next}</Link>}
    </p>
  );
}
