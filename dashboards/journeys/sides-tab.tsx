import { Block } from "../parts/block.tsx";
import { wordFor } from "../proof/word-for.ts";
import { view } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import { SIDE_DIMENSIONS, type SideDimension, type Sides } from "./address.ts";
import { goOn } from "./go-on.ts";
import { sidesSentence } from "./sentences.ts";
import { SideTable } from "./side-table.tsx";
import { pairOf, valuesOf, type Pair } from "./sides.ts";
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
