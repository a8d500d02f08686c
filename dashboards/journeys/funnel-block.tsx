import type { Answer } from "../../schemas/answer.ts";
import { AnswerTable } from "../parts/answer-table.tsx";
import { Block } from "../parts/block.tsx";
import { Stale } from "../parts/states.tsx";
import { view } from "../shell/state.ts";
import type { Level } from "./levels.ts";
import { Levels } from "./level-rows.tsx";
import { SpreadBlock } from "./spread-block.tsx";
import { conversionSentence, funnelSentence } from "./sentences.ts";
import type { Journeys } from "./use-journeys.ts";

const COLUMNS = [
  ...["step", "label", "units", "of_entered", "of_entered_low", "of_entered_high", "of_entered_n"],
  ...["of_previous", "of_previous_low", "of_previous_high", "open"],
  ...["median_seconds", "p90_seconds", "mean_seconds"],
  ...["units_before", "of_entered_before", "of_entered_significant"],
];

/** How far do journeys come, and where are they lost? */
export function FunnelBlock({ journeys }: { readonly journeys: Journeys }) {
  const { sources, speech, levels, answer } = journeys;
  const { failure } = sources.times.known.value;
  const compared = levels.some(({ before }) => before !== null);
  const { compare } = view.value;
  const { funnel } = speech.words.journeys;
  const conversion = conversionSentence(levels, compare, speech);
  const under = [conversion, ...(compared ? [funnel.before] : [])].filter((text) => text !== "");
  return (
    <Block
      name="funnel"
      source={sources.levels}
      title={() => funnelSentence(levels, speech)}
      under={under.join(speech.words.titles.and)}
      table={() => answer && <AnswerTable answer={named(answer, levels)} columns={COLUMNS} />}
    >
      {() => (
        <>
          {failure?.kind === "problem" && <Stale source={sources.times} />}
          <Levels
            levels={levels}
            speech={speech}
            spread={(level) => <SpreadBlock level={level} journeys={journeys} />}
          />
        </>
      )}
    </Block>
  );
}

/** The same rows; steps are called as the page calls them. */
const named = (answer: Answer, levels: readonly Level[]): Answer => ({
  ...answer,
  rows: answer.rows.map((row, index) => ({ ...row, label: levels[index]?.name ?? "" })),
});
