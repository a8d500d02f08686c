import { isFew, type Estimate } from "../data/cells.ts";
import { pointsOf } from "../parts/fact.ts";
import { Interval } from "../parts/interval.tsx";
import { open } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import type { Level } from "./levels.ts";
import { isApart } from "./sentences.ts";
import type { Pair, Side } from "./sides.ts";

interface SideTableProps {
  readonly pair: Pair;
  readonly speech: Speech;
}

const SCALE = { min: 0, max: 1 };

/** Two intervals a step, on one scale, and their difference where it is established. */
export function SideTable({ pair, speech }: SideTableProps) {
  const { columns, journeys } = speech.words;
  const { sides } = journeys;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={sides.under}>
      <table class="ranking sides-table">
        <thead>
          <tr>
            <th scope="col">{sides.step}</th>
            <th scope="col">{sides.side}</th>
            <th scope="col" class="drawn">
              <span class="hidden">{columns.interval}</span>
              <span class="ends" aria-hidden="true">
                <i>{speech.format.wholeShare(SCALE.min)}</i>
                <i>{speech.format.wholeShare(SCALE.max)}</i>
              </span>
            </th>
            <th scope="col" class="number">
              {columns.share}
            </th>
            <th scope="col" class="number n">
              {columns.n}
            </th>
            <th scope="col">{sides.difference}</th>
          </tr>
        </thead>
        {pair.a.levels.map((level, index) => {
          const other = pair.b.levels[index];
          return (
            other && (
              <tbody key={level.step}>
                <tr>
                  <th scope="rowgroup" rowSpan={2}>
                    {level.step} {level.name}
                  </th>
                  <SideCells side={pair.a} level={level} tone="plain" speech={speech} />
                  <td rowSpan={2} class="difference">
                    {level.step > 1 && differenceText(pair, level, other, speech)}
                  </td>
                </tr>
                <tr>
                  <SideCells side={pair.b} level={other} tone="second" speech={speech} />
                </tr>
              </tbody>
            )
          );
        })}
      </table>
    </div>
  );
}

interface CellsProps {
  readonly side: Side;
  readonly level: Level;
  readonly tone: "plain" | "second";
  readonly speech: Speech;
}

function SideCells({ side, level, tone, speech }: CellsProps) {
  const { words, format } = speech;
  const { value, low, high } = level.entered;
  const weak = isFew(level.entered);
  return (
    <>
      <td class={weak ? "weak" : ""}>
        <button
          type="button"
          class="name"
          aria-haspopup="dialog"
          title={words.journeys.funnel.see(`${level.name}, ${side.name}`)}
          onClick={() =>
            open({ figure: `funnel.${level.step}`, side: side.value, which: "reached", page: 1 })
          }
        >
          {side.name}
        </button>
      </td>
      <td class="drawn">
        <Interval estimate={level.entered} scale={SCALE} tone={weak ? "weak" : tone} />
        {low !== null && high !== null && (
          <span class="hidden">
            {words.figures.interval(format.share(low), format.share(high))}
          </span>
        )}
      </td>
      <td class={weak ? "number weak" : "number"}>{value === null ? "–" : format.share(value)}</td>
      <td class="number n">n {format.count(level.entered.n)}</td>
    </>
  );
}

/** Established where the intervals don't meet; else that it is not. */
function differenceText(pair: Pair, a: Level, b: Level, speech: Speech): string {
  const { words, format } = speech;
  const { sides } = words.journeys;
  const [first, second]: readonly Estimate[] = [a.entered, b.entered];
  if (!first || !second || first.value === null || second.value === null) return "–";
  if (isFew(first) || isFew(second) || !isApart(first, second)) return sides.notEstablished;
  const difference = (first.value - second.value) * 100;
  const { name } = difference > 0 ? pair.a : pair.b;
  return sides.established(pointsOf(difference, words, format), name);
}
