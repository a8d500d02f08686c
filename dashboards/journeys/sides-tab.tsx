import { Block } from "../parts/block.tsx";
import { wordFor } from "../proof/word-for.ts";
import { view } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import type { SideDimension } from "./address.ts";
import { ChooseSides } from "./choose-sides.tsx";
import { listedBy } from "./questions.ts";
import { sidesSentence } from "./side-sentences.ts";
import { SideTable } from "./side-table.tsx";
import { chosenOf, pairOf, valuesOf } from "./sides.ts";
import type { Journeys } from "./use-journeys.ts";

/** Do two kinds of journeys come as far as each other? The list says which there are, the verdict how they differ. */
export function SidesTab({ journeys }: { readonly journeys: Journeys }) {
  const { sources, plain: speech, nameOf, filtersOf } = journeys;
  const list = sources.sides.known.value;
  const wanted = view.value.journeys.sides;
  // While another dimension is on its way, the list still tells of the one before.
  const by = listedBy(list.answered) ?? wanted.by;
  const values = list.answer ? valuesOf(list.answer, by) : [];
  const chosen = chosenOf(values, { ...wanted, by });
  const name = (value: string, of: SideDimension) => nameOfValue(value, of, speech, nameOf);
  const pair = pairOf(sources.verdict.known.value, list.answer, {
    speech,
    nameOf: name,
    filtersOf,
  });
  const { sides } = speech.words.journeys;
  const isListed = list.answer && !list.busy && !list.failure;
  return (
    <Block
      name="sides"
      source={isListed && chosen ? sources.verdict : sources.sides}
      title={() => (chosen ? pair && sidesSentence(pair, speech) : sides.none)}
      under={sides.under}
      tools={
        <ChooseSides
          chosen={chosen}
          values={values}
          name={(value) => name(value, by)}
          speech={speech}
        />
      }
    >
      {() => chosen && pair && <SideTable pair={pair} speech={speech} />}
    </Block>
  );
}

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
