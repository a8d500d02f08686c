import { Block } from "../parts/block.tsx";
import { Chart } from "../parts/chart.tsx";
import { useSource } from "../parts/use-source.ts";
import { cutOf } from "../shell/periods.ts";
import { view } from "../shell/state.ts";
import { bandMarks } from "./band.ts";
import { npsTrendQuestion } from "./questions.ts";
import { npsSentence } from "./sentences.ts";
import { pointsAlong, stepsOf } from "./series.ts";
import type { Figures } from "./use-figures.ts";

const COLUMNS = ["nps", "nps_low", "nps_high", "nps_n", "nps_before", "nps_significant"];

/** Do customers recommend us more than before? */
export function NpsBlock({ figures }: { readonly figures: Figures }) {
  const source = useSource(() => npsTrendQuestion(view.value));
  const { speech, nps } = figures;
  const { words, format } = speech;
  const { range, compare } = view.value;
  const cut = cutOf(range);
  const sentence = nps.answer && npsSentence(nps, compare, speech);
  const rows = source.known.value.answer?.rows ?? [];
  const compared = rows.some((row) => typeof row["nps_before"] === "number");
  const marked = rows.some((row) => row["nps_significant"] === true);
  const under = [
    words.titles.npsUnder[cut],
    ...(compared ? [words.titles.npsBefore] : []),
    ...(marked ? [words.titles.npsMarks] : []),
  ].join(words.titles.and);
  return (
    <Block
      name="nps"
      source={source}
      title={() => sentence}
      under={under}
      columns={[cut, ...COLUMNS]}
    >
      {(answer) => {
        const steps = stepsOf(answer, cut, new Date().toISOString());
        const points = pointsAlong(steps, "nps");
        return (
          <Chart
            label={`${sentence ?? ""}. ${under}`}
            height={248}
            of={[answer.rows, format, steps.length]}
            marks={(plot, width) =>
              bandMarks(plot, points, {
                cut,
                format,
                width,
                write: (value) => format.score(value),
                writeTick: (value) => format.score(value),
                zero: false,
                ...(nps.estimate.value !== null && { end: "NPS" }),
                beforeEnd: words.axes.before,
              })
            }
          />
        );
      }}
    </Block>
  );
}
