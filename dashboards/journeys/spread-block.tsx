import { Block } from "../parts/block.tsx";
import { placeOn } from "../parts/interval.tsx";
import type { Speech } from "../speech.ts";
import type { Level, Took } from "./levels.ts";
import { spreadSentence } from "./sentences.ts";
import { bucketsOf, roundTime, spreadOf, type Bucket } from "./spread.ts";
import type { Journeys } from "./use-journeys.ts";

interface SpreadBlockProps {
  readonly level: Level;
  readonly journeys: Journeys;
}

/** How long did those take who came to a step? Opened under its times. */
export function SpreadBlock({ level, journeys }: SpreadBlockProps) {
  const { sources, speech } = journeys;
  const rows = sources.spread.known.value.answer?.rows ?? [];
  const buckets = bucketsOf(rows, level.step);
  return (
    <Block
      name="spread"
      heading="h3"
      source={sources.spread}
      title={() => spreadSentence(level, speech)}
      under={speech.words.journeys.spread.under}
      table={() => <SpreadTable buckets={buckets} speech={speech} />}
    >
      {() => <Columns buckets={buckets} took={level.took} speech={speech} level={level} />}
    </Block>
  );
}

interface ColumnsProps {
  readonly buckets: readonly Bucket[];
  readonly took: Took | undefined;
  readonly level: Level;
  readonly speech: Speech;
}

/** A column a bucket, with the median and the 90th percentile as lines through them. */
function Columns({ buckets, took, level, speech }: ColumnsProps) {
  const { words, format } = speech;
  const { axes, journeys } = words;
  const drawn = spreadOf(buckets);
  if (!drawn) return <p class="quietly">{journeys.spread.none}</p>;
  const percent = (share: number) => placeOn({ min: 0, max: 1 }, share);
  return (
    <div class="columns" role="img" aria-label={spreadSentence(level, speech)}>
      <div class="drawing">
        <div class="bars">
          {drawn.bars.map(({ left, width, height, ...bucket }) => (
            <i
              key={bucket.from}
              title={journeys.spread.column(spanText(bucket, speech), format.count(bucket.units))}
              style={{ left: percent(left), width: percent(width), height: percent(height) }}
            />
          ))}
        </div>
        {took &&
          (["median", "p90"] as const).map((name) => (
            <span
              key={name}
              class={`mark ${name} ${sideOf(drawn.place(took[name]))}`}
              style={{ left: percent(drawn.place(took[name])) }}
            >
              {axes[name]}
            </span>
          ))}
      </div>
      <div class="axis">
        {drawn.ticks.map(({ seconds, left }) => (
          <span key={seconds} class={edgeOf(left)} style={{ left: percent(left) }}>
            {roundTime(seconds, speech)}
          </span>
        ))}
      </div>
    </div>
  );
}

/** A name stands at the side of its line where there is room. */
const sideOf = (left: number) => (left > 0.5 ? "before" : "after");

/** What stands at an end does not reach over it. */
const edgeOf = (left: number) => (left < 0.05 ? "first" : left > 0.95 ? "last" : "");

/** `2 min – 3 min`; what never ends has no second time. */
function spanText({ from, to }: Bucket, speech: Speech): string {
  const { figures, journeys } = speech.words;
  const start = roundTime(from, speech);
  return to === undefined
    ? journeys.spread.more(start)
    : figures.span(start, roundTime(to, speech));
}

/** The same buckets as rows. */
function SpreadTable({ buckets, speech }: Pick<ColumnsProps, "buckets" | "speech">) {
  const { spread } = speech.words.journeys;
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={spread.under}>
      <table>
        <thead>
          <tr>
            <th scope="col" class="number">
              {spread.from}
            </th>
            <th scope="col" class="number">
              {spread.to}
            </th>
            <th scope="col" class="number">
              {spread.count}
            </th>
          </tr>
        </thead>
        <tbody>
          {buckets.map(({ from, to, units }) => (
            <tr key={from}>
              <td class="number">{roundTime(from, speech)}</td>
              <td class="number">{to === undefined ? "–" : roundTime(to, speech)}</td>
              <td class="number">{speech.format.count(units)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
