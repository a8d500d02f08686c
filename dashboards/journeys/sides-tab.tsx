import { isFew, type Estimate } from "../data/cells.ts";
import { Block } from "../parts/block.tsx";
import { pointsOf } from "../parts/fact.ts";
import { Interval } from "../parts/interval.tsx";
import { wordFor } from "../proof/word-for.ts";
import { open, view } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import { SIDE_DIMENSIONS, type SideDimension, type Sides } from "./address.ts";
import { goOn } from "./go-on.ts";
import type { Level } from "./levels.ts";
import { isApart, sidesSentence } from "./sentences.ts";
import { pairOf, valuesOf, type Pair, type Side } from "./sides.ts";
import { orderOf, type Journeys } from "./use-journeys.ts";

/** Do two kinds of journeys come as far as each other? */
export function SidesTab({ journeys }: { readonly journeys: Journeys }) {
  const { sources, speech, nameOf } = journeys;
  const { known } = sources.sides;
  const { sides } = speech.words.journeys;
  // While another dimension is on its way, rows still tell of the one before.
  const { by = view.value.journeys.sides.by } = byOf(known.value.answered?.question);
  const name = (value: string) => nameOfValue(value, by, speech, nameOf);
  const answer = known.value.answer;
  const wanted = { ...view.value.journeys.sides, by };
  const isUnordered = orderOf(sources.sides) === "unordered";
  const pair = answer && pairOf(answer, wanted, speech, { nameOf: name, isUnordered });
  return (
    <Block
      name="sides"
      source={sources.sides}
      title={() => sidesSentence(pair, speech)}
      under={sides.under}
      tools={
        <Choose
          pair={pair}
          values={answer ? valuesOf(answer, by) : []}
          name={name}
          speech={speech}
        />
      }
    >
      {() => pair && <SideTable pair={pair} speech={speech} />}
    </Block>
  );
}

const byOf = (question: object | undefined): { by?: SideDimension } => {
  const { by = [] } = (question ?? {}) as { by?: readonly SideDimension[] };
  return by[0] === undefined ? {} : { by: by[0] };
};

function nameOfValue(
  value: string,
  by: SideDimension,
  { words }: Speech,
  nameOf: (site: string) => string,
): string {
  if (value === "") return words.journeys.sides.empty;
  if (by === "site") return nameOf(value);
  return by === "channel" ? wordFor("channels", value) : value;
}

interface ChooseProps {
  readonly pair: Pair | undefined;
  readonly values: readonly string[];
  readonly name: (value: string) => string;
  readonly speech: Speech;
}

/** `Comparer par canal : guichet avec téléphone` */
function Choose({ pair, values, name, speech }: ChooseProps) {
  const { sides } = speech.words.journeys;
  const { by } = view.value.journeys.sides;
  const choose = (change: Partial<Sides>) =>
    goOn({ sides: { by, ...(pair && { a: pair.a.value, b: pair.b.value }), ...change } });
  return (
    <span class="rank choose">
      <label>
        {sides.by}{" "}
        <select
          value={by}
          onChange={({ currentTarget }) =>
            goOn({ sides: { by: currentTarget.value as SideDimension } })
          }
        >
          {SIDE_DIMENSIONS.map((dimension) => (
            <option key={dimension} value={dimension}>
              {sides.dimensions[dimension]}
            </option>
          ))}
        </select>
      </label>
      {pair &&
        (["a", "b"] as const).map((side) => (
          <span key={side}>
            {side === "a" ? ": " : ` ${sides.with} `}
            <select
              aria-label={side === "a" ? sides.first : sides.second}
              value={pair[side].value}
              onChange={({ currentTarget }) => choose({ [side]: currentTarget.value })}
            >
              {values
                .filter((value) => value !== pair[side === "a" ? "b" : "a"].value)
                .map((value) => (
                  <option key={value} value={value}>
                    {name(value)}
                  </option>
                ))}
            </select>
          </span>
        ))}
    </span>
  );
}

interface SideTableProps {
  readonly pair: Pair;
  readonly speech: Speech;
}

const SCALE = { min: 0, max: 1 };

/** Two intervals a step, on one scale, and their difference where it is established. */
function SideTable({ pair, speech }: SideTableProps) {
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
