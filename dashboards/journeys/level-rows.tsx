import type { ComponentChildren } from "preact";
import { isFew } from "../data/cells.ts";
import { Arrow } from "../parts/arrow.tsx";
import { changeOf, pointsOf } from "../parts/fact.ts";
import { placeOn } from "../parts/interval.tsx";
import { open, view } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import { goOn } from "./go-on.ts";
import { levelFact, type Level, type Loss } from "./levels.ts";

interface LevelsProps {
  readonly levels: readonly Level[];
  readonly speech: Speech;
  /** What stands under the times of a step that is opened. */
  readonly spread: (level: Level) => ComponentChildren;
}

const SCALE = { min: 0, max: 1 };

/** The funnel as bars, with what is lost between them in words. Each opens the journeys behind it. */
export function Levels({ levels, speech, spread }: LevelsProps) {
  const { spread: opened } = view.value.journeys;
  return (
    <ol class="levels">
      {levels.map((level) => (
        <li key={level.step}>
          {level.loss && <Between level={level} loss={level.loss} speech={speech} />}
          {level.loss && level.step === opened && spread(level)}
          <Bar level={level} speech={speech} />
        </li>
      ))}
    </ol>
  );
}

interface BarProps {
  readonly level: Level;
  readonly speech: Speech;
}

/** Who came: a bar as long as their share, its interval at the end. */
function Bar({ level, speech }: BarProps) {
  const { words, format } = speech;
  const { entered, step, name, units, before } = level;
  const { value, low, high } = entered;
  const weak = isFew(entered);
  return (
    <button
      type="button"
      class={weak ? "level weak" : "level"}
      aria-haspopup="dialog"
      title={words.journeys.funnel.see(name)}
      onClick={() => open({ figure: `funnel.${step}`, which: "reached", page: 1 })}
    >
      <span class="name">
        <i>{step}</i> {name}
      </span>
      <span class="bar" aria-hidden="true">
        <i class="full" style={{ width: placeOn(SCALE, value ?? 0) }} />
        {typeof before === "number" && step > 1 && (
          <i class="reference" style={{ left: placeOn(SCALE, before) }} />
        )}
        {low !== null && high !== null && step > 1 && (
          <i
            class="ends"
            style={{ left: placeOn(SCALE, low), right: `calc(100% - ${placeOn(SCALE, high)})` }}
          />
        )}
      </span>
      <span class="value">
        <Change level={level} speech={speech} />
        {value === null ? "–" : format.share(value)}
        {step > 1 && low !== null && high !== null && (
          <span class="hidden">
            {words.figures.interval(format.share(low), format.share(high))}
          </span>
        )}
      </span>
      <span class="n">{words.journeys.funnel.reached(format.count(units))}</span>
    </button>
  );
}

/** Up or down, only where that is established. */
function Change({ level, speech }: BarProps) {
  const { words, format } = speech;
  const change = changeOf(levelFact(level, undefined, speech), words, format);
  if (!change) return null;
  const said = `${words.figures[change.direction]} ${change.points}`;
  return (
    <span class={change.good ? "change good" : "change bad"} title={said}>
      <Arrow direction={change.direction} />
      <span class="hidden">{said}</span>{" "}
    </span>
  );
}

/** Between two bars: who was lost, who may still come, and how long it took those who came. */
function Between({ level, loss, speech }: BarProps & { readonly loss: Loss }) {
  const { words, format } = speech;
  const { funnel } = words.journeys;
  const { open: still, step, name } = level;
  return (
    <p class="between">
      <Lost loss={loss} step={step} speech={speech} />
      <TookButton level={level} loss={loss} speech={speech} />
      {still > 0 && (
        <button
          type="button"
          class="plain still"
          aria-haspopup="dialog"
          title={funnel.see(name)}
          onClick={() => open({ figure: `funnel.${step}`, which: "open", page: 1 })}
        >
          {funnel.open(format.count(still))}
        </button>
      )}
    </p>
  );
}

/** How long it took; opens how many took how long. */
function TookButton({ level: { took, step }, loss, speech }: BarProps & { readonly loss: Loss }) {
  const { format, words } = speech;
  const { funnel, spread } = words.journeys;
  const isOpen = view.value.journeys.spread === step;
  if (!took) return <span class="took" />;
  return (
    <button
      type="button"
      class="plain took"
      aria-expanded={isOpen}
      title={spread.see(loss.from, loss.to)}
      onClick={() => goOn({ spread: isOpen ? undefined : step })}
    >
      {funnel.took(format.duration(took.median), format.duration(took.p90))}
    </button>
  );
}

interface LostProps {
  readonly loss: Loss;
  readonly step: number;
  readonly speech: Speech;
}

function Lost({ loss, step, speech }: LostProps) {
  const { words, format } = speech;
  const { funnel, count, share } = { ...words.journeys, ...loss };
  if (count === 0 || share.value === null) return <span>{funnel.lostNone}</span>;
  const said = format.share(share.value);
  return (
    <span>
      <button
        type="button"
        class="plain lost"
        aria-haspopup="dialog"
        title={funnel.seeLost(loss.from, loss.to)}
        onClick={() => open({ figure: `funnel.${step}`, which: "lost", page: 1 })}
      >
        {count === 1 ? funnel.lostOne(said) : funnel.lost(format.count(count), said)}
      </button>
      {share.low !== null && share.high !== null && (
        <small>{words.figures.span(format.share(share.low), format.share(share.high))}</small>
      )}
      <LossChange loss={loss} speech={speech} />
    </span>
  );
}

/** More or fewer than before, only where that is established. */
function LossChange({ loss, speech }: Omit<LostProps, "step">) {
  const { words, format } = speech;
  const { share, before, significant } = loss;
  if (significant !== true || before === null || share.value === null || isFew(share)) return null;
  const difference = (share.value - before) * 100;
  const { more, fewer } = words.journeys.funnel;
  const points = pointsOf(difference, words, format);
  return (
    <span class={difference > 0 ? "change bad" : "change good"}>
      {" "}
      {difference > 0 ? more(points) : fewer(points)}
    </span>
  );
}
