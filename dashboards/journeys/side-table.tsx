import { isFew, type Estimate } from "../data/cells.ts";
import { Interval } from "../parts/interval.tsx";
import { open } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import { gapText, previousGapText } from "./side-sentences.ts";
import type { Pair, Side, SidesStep } from "./sides.ts";

interface SideTableProps {
  readonly pair: Pair;
  readonly speech: Speech;
}

const SCALE = { min: 0, max: 1 };

/** A step, what is established of its difference, and both sides with their intervals on one scale. */
export function SideTable({ pair, speech }: SideTableProps) {
  const { columns, journeys } = speech.words;
  const { sides } = journeys;
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label={sides.under}>
        <table class="ranking sides-table">
          <thead>
            <tr>
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
            </tr>
          </thead>
          {pair.steps.map((step) => (
            <tbody key={step.step}>
              <tr>
                <th scope="rowgroup" colSpan={4}>
                  <span class="step">
                    <span>
                      {step.step} {step.name}
                    </span>
                    <Difference pair={pair} step={step} speech={speech} />
                  </span>
                </th>
              </tr>
              <tr>
                <SideCells side={pair.a} step={step} estimate={step.a} speech={speech} />
              </tr>
              <tr>
                <SideCells
                  side={pair.b}
                  step={step}
                  estimate={step.b}
                  tone="second"
                  speech={speech}
                />
              </tr>
            </tbody>
          ))}
        </table>
      </div>
      {pair.hasMoved && <p class="quietly">{sides.moved(pair.b.name)}</p>}
    </>
  );
}

interface CellsProps {
  readonly side: Side;
  readonly step: SidesStep;
  readonly estimate: Estimate;
  readonly tone?: "plain" | "second";
  readonly speech: Speech;
}

function SideCells({ side, step: { step, name }, estimate, tone = "plain", speech }: CellsProps) {
  const { words, format } = speech;
  const { value, low, high, n } = estimate;
  const weak = isFew(estimate);
  return (
    <>
      <td class={weak ? "weak" : ""}>
        <button
          type="button"
          class="name"
          aria-haspopup="dialog"
          title={words.journeys.funnel.see(`${name}, ${side.name}`)}
          onClick={() =>
            open({ figure: `funnel.${step}`, side: side.value, which: "reached", page: 1 })
          }
        >
          {side.name}
        </button>
      </td>
      <td class="drawn">
        <Interval estimate={estimate} scale={SCALE} tone={weak ? "weak" : tone} />
        {low !== null && high !== null && (
          <span class="hidden">
            {words.figures.interval(format.share(low), format.share(high))}
          </span>
        )}
      </td>
      <td class={weak ? "number weak" : "number"}>{value === null ? "–" : format.share(value)}</td>
      <td class="number n">{low === null ? "–" : `n ${format.count(n)}`}</td>
    </>
  );
}

interface DifferenceProps {
  readonly pair: Pair;
  readonly step: SidesStep;
  readonly speech: Speech;
}

/** What the API's test says; and whether going on from the step before already differs. */
function Difference({ pair, step, speech }: DifferenceProps) {
  if (step.step === 1) return null;
  const previous = previousGapText(pair, step, speech);
  return (
    <span class={step.entered.significant === true ? "difference established" : "difference"}>
      {gapText(pair, step, speech)}
      {previous !== undefined && <small>{previous}</small>}
    </span>
  );
}
