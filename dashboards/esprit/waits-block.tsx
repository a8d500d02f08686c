import { Block } from "../parts/block.tsx";
import { Chart } from "../parts/chart.tsx";
import { useSource } from "../parts/use-source.ts";
import { cutOf } from "../shell/periods.ts";
import { view } from "../shell/state.ts";
import { bandMarks } from "./band.ts";
import { waitsTrendQuestion } from "./questions.ts";
import { waitsSentence } from "./sentences.ts";
import { pointsAlong, stepsOf } from "./series.ts";
import type { Figures } from "./use-figures.ts";
import { waitMarks } from "./wait-marks.ts";

const COLUMNS = [
  "wait_p50_seconds",
  "wait_p90_seconds",
  "served",
  "abandonment",
  "abandonment_low",
  "abandonment_high",
  "abandonment_n",
];

/** How long do customers wait, and do they stay? Two lines above each other, on one time axis. */
export function WaitsBlock({ figures }: { readonly figures: Figures }) {
  const source = useSource(() => waitsTrendQuestion(view.value));
  const { speech, wait, abandonment } = figures;
  const { words, format } = speech;
  const { titles, axes } = words;
  const { range, compare } = view.value;
  const cut = cutOf(range);
  const sentence = wait.answer && waitsSentence(wait, abandonment, compare, speech);
  return (
    <Block
      name="waits"
      source={source}
      title={() => sentence}
      under={titles.waitUnder}
      columns={[cut, ...COLUMNS]}
    >
      {(answer) => {
        const steps = stepsOf(answer, cut, new Date().toISOString());
        const of = [answer.rows, format, steps.length];
        const look = { cut, format };
        return (
          <>
            <Chart
              label={`${sentence ?? ""}. ${titles.waitUnder}`}
              height={168}
              of={of}
              marks={(plot, width) => {
                const median = pointsAlong(steps, "wait_p50_seconds", "served");
                const p90 = pointsAlong(steps, "wait_p90_seconds", "served");
                return waitMarks(plot, { median, p90 }, { ...look, width, axes });
              }}
            />
            <p class="under second">{titles.abandonmentUnder}</p>
            <Chart
              label={`${abandonment.name}. ${titles.abandonmentUnder}`}
              height={136}
              of={of}
              marks={(plot, width) =>
                bandMarks(plot, pointsAlong(steps, "abandonment"), {
                  ...look,
                  width,
                  write: (value) => format.share(value),
                  writeTick: (value) => format.wholeShare(value),
                  zero: true,
                })
              }
            />
          </>
        );
      }}
    </Block>
  );
}
