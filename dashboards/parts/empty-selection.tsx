import type { Answer } from "../../schemas/answer.ts";
import { textIn } from "../data/cells.ts";
import { daysQuestion } from "../data/frame.ts";
import { Link } from "../shell/link.tsx";
import { localOf } from "../shell/periods.ts";
import { whereText } from "../shell/selection.ts";
import { addressOf, format, view, words } from "../shell/state.ts";
import { nearestSpan } from "./nearest-span.ts";
import { PageState, Skeleton } from "./states.tsx";
import { useSource } from "./use-source.ts";

interface EmptyProps {
  readonly frame: Answer["frame"];
  readonly nameOf: (site: string) => string;
}

/** Nothing in this selection: why, and where the nearest data are. */
export function EmptySelection({ frame, nameOf }: EmptyProps) {
  const source = useSource(() => daysQuestion(view.value));
  const { answer } = source.known.value;
  const { empty } = words.value.states;
  const { where } = view.value;
  const isFiltered = Object.keys(where).length > 0;
  const day = (instant: string) => localOf(instant, frame.timezone).slice(0, 10);
  const days = answer?.rows.map((row) => textIn(row, "day")) ?? [];
  const nearest = nearestSpan(days, { from: day(frame.from), to: day(frame.to) });
  return (
    <PageState title={empty.title}>
      <p>{isFiltered ? empty.filtered(whereText(where, words.value, nameOf)) : empty.period}</p>
      {!answer && <Skeleton />}
      {nearest && (
        <p>
          <Link class="action" href={addressOf({ range: nearest })}>
            {empty.nearest(
              format.value.shortDay(nearest.from),
              format.value.shortDay(lastDay(nearest.to)),
            )}
          </Link>
        </p>
      )}
      {answer && !nearest && <p>{empty.nothing}</p>}
      {isFiltered && (
        <p>
          <Link class="action" href={addressOf({ where: {} })}>
            {words.value.filters.clear}
          </Link>
        </p>
      )}
    </PageState>
  );
}

/** The day before an exclusive end. */
const lastDay = (to: string) => new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10);
