import type { ComponentChildren } from "preact";
import { format, view, words } from "../shell/state.ts";
import { addExclusion, changeExclusion, removeExclusion, setWindow } from "./edit.ts";
import { MOST_EXCLUSIONS, ORDERS, UNITS, USUAL, windowOf, type Funnel } from "./funnel.ts";
import { askFunnel } from "./go-on.ts";
import { Keep } from "./keep-panel.tsx";
import { questionText } from "./question-text.ts";
import { StepList } from "./step-list.tsx";
import { Take } from "./take-panel.tsx";
import { TypeChoice } from "./type-choice.tsx";

/** The question as sentences whose words can be changed. */
export function AskPanel() {
  const { ask } = words.value.journeys;
  const { funnel } = view.value.journeys;
  return (
    <section class="ask" aria-labelledby="ask-title">
      <h2 id="ask-title">{ask.title}</h2>
      <p class="on-paper">{questionText(funnel, words.value)}</p>
      <form onSubmit={(event) => event.preventDefault()}>
        <p>{ask.passes}</p>
        <StepList funnel={funnel} />
        <OrderAndWindow funnel={funnel} />
        {funnel.exclude.map((_, index) => (
          <Excluded key={index} funnel={funnel} index={index} />
        ))}
        <p class="buttons">
          <button
            type="button"
            class="quiet"
            disabled={funnel.steps.length < 2 || funnel.exclude.length >= MOST_EXCLUSIONS}
            onClick={() => askFunnel(addExclusion)}
          >
            + {ask.exclude}
          </button>
          {JSON.stringify(funnel) !== JSON.stringify(USUAL) && (
            <button type="button" class="quiet" onClick={() => askFunnel(() => USUAL)}>
              {ask.usual}
            </button>
          )}
        </p>
      </form>
      <Take />
      <Keep />
    </section>
  );
}

/** `dans cet ordre, en moins de 2 jours depuis la première.` */
function OrderAndWindow({ funnel }: { readonly funnel: Funnel }) {
  const { ask } = words.value.journeys;
  const { count, unit } = windowOf(funnel);
  return (
    <p class="sentence">
      <Word
        label={ask.order}
        value={funnel.order}
        choose={(value) => askFunnel((now) => ({ ...now, order: value as Funnel["order"] }))}
      >
        {ORDERS.map((order) => (
          <option key={order} value={order}>
            {ask.orders[order]}
          </option>
        ))}
      </Word>{" "}
      {ask.within}{" "}
      <input
        class="word count"
        type="number"
        min={1}
        max={9999}
        step={1}
        required
        aria-label={ask.count}
        value={count}
        onChange={({ currentTarget }) => {
          askFunnel((now) => setWindow(now, currentTarget.valueAsNumber, windowOf(now).unit));
          if (!currentTarget.validity.valid) currentTarget.value = String(count);
        }}
      />{" "}
      <Word
        label={ask.unit}
        value={unit}
        choose={(value) =>
          askFunnel((now) => setWindow(now, windowOf(now).count, value as typeof unit))
        }
      >
        {UNITS.map((name) => (
          <option key={name} value={name}>
            {ask.units[name]}
          </option>
        ))}
      </Word>{" "}
      {ask.fromFirst}
    </p>
  );
}

/** `Sans « Parti sans être servi » entre l'étape 1 et l'étape 3` */
function Excluded({ funnel, index }: { readonly funnel: Funnel; readonly index: number }) {
  const { ask } = words.value.journeys;
  const one = funnel.exclude[index];
  if (!one) return null;
  const steps = funnel.steps.map((_, at) => at + 1);
  const numbered = (some: readonly number[]) =>
    some.map((step) => (
      <option key={step} value={step}>
        {format.value.count(step)}
      </option>
    ));
  return (
    <p class="sentence">
      {ask.without}{" "}
      <TypeChoice
        label={ask.excluded}
        type={one.type}
        choose={(type) => askFunnel((now) => changeExclusion(now, index, { type }))}
      />{" "}
      {ask.between}{" "}
      <Word
        label={ask.from}
        value={one.from}
        choose={(value) => askFunnel((now) => changeExclusion(now, index, { from: Number(value) }))}
      >
        {numbered(steps.slice(0, -1))}
      </Word>{" "}
      {ask.and}{" "}
      <Word
        label={ask.until}
        value={one.to}
        choose={(value) => askFunnel((now) => changeExclusion(now, index, { to: Number(value) }))}
      >
        {numbered(steps.slice(1))}
      </Word>{" "}
      <button
        type="button"
        class="quiet"
        aria-label={ask.unexclude}
        title={ask.unexclude}
        onClick={() => askFunnel((now) => removeExclusion(now, index))}
      >
        ×
      </button>
    </p>
  );
}

interface WordProps {
  readonly label: string;
  readonly value: string | number;
  readonly choose: (value: string) => void;
  readonly children: ComponentChildren;
}

/** A word of the sentence: a native list. */
const Word = ({ label, value, choose, children }: WordProps) => (
  <select
    class="word"
    aria-label={label}
    value={value}
    onChange={({ currentTarget }) => choose(currentTarget.value)}
  >
    {children}
  </select>
);
