import { Block } from "../parts/block.tsx";
import { Chart } from "../parts/chart.tsx";
import { useSource } from "../parts/use-source.ts";
import { view } from "../shell/state.ts";
import { heatMarks } from "./heat-marks.ts";
import { hoursOf } from "./heat.ts";
import { heatQuestion } from "./questions.ts";
import { heatSentence } from "./sentences.ts";
import type { Figures } from "./use-figures.ts";

/** When do customers wait? Hours are those of each site's own zone. */
export function HeatBlock({ figures }: { readonly figures: Figures }) {
  const source = useSource(() => heatQuestion(view.value));
  const { speech } = figures;
  const { titles } = speech.words;
  return (
    <Block
      name="heat"
      source={source}
      title={(answer) => heatSentence(answer, speech)}
      under={titles.heatUnder}
      columns={["weekday", "hour_of_day", "wait_p90_seconds", "served"]}
    >
      {(answer) => (
        <Chart
          label={`${heatSentence(answer, speech)}. ${titles.heatUnder}`}
          height={300}
          of={[answer.rows, speech.format]}
          marks={(plot, width) =>
            heatMarks(plot, hoursOf(answer), { format: speech.format, width })
          }
        />
      )}
    </Block>
  );
}
