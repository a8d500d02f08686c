import type { Site } from "../../schemas/site.ts";
import { view, words } from "../shell/state.ts";
import { addExclusion, setWindow } from "./edit.ts";
import { Exclusions } from "./exclusions.tsx";
import {
  GOERS,
  MOST_EXCLUSIONS,
  ORDERS,
  UNITS,
  USUAL,
  windowOf,
  type Funnel,
  type Goer,
} from "./funnel.ts";
import { askFunnel } from "./go-on.ts";
import { Keep } from "./keep-panel.tsx";
import { questionText } from "./question-text.ts";
import { StepList } from "./step-list.tsx";
import { Take } from "./take-panel.tsx";
import { Word } from "../parts/word.tsx";

/** The question as sentences whose words can be changed. */
export function AskPanel({ sites }: { readonly sites: readonly Site[] }) {
  const { ask } = words.value.journeys;
  const { funnel } = view.value.journeys;
  return (
    <section class="ask" aria-labelledby="ask-title">
      <h2 id="ask-title">{ask.title}</h2>
      <p class="on-paper">{questionText(funnel, { words: words.value, sites })}</p>
      <form onSubmit={(event) => event.preventDefault()}>
        <Goers funnel={funnel} />
        <StepList funnel={funnel} sites={sites} />
        <OrderAndWindow funnel={funnel} />
        <Exclusions funnel={funnel} sites={sites} />
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

/** `Les clients passent par` */
function Goers({ funnel }: { readonly funnel: Funnel }) {
  const { ask } = words.value.journeys;
  return (
    <p class="sentence">
      <Word
        label={ask.whoLabel}
        value={funnel.unit}
        choose={(value) => askFunnel((now) => ({ ...now, unit: value as Goer }))}
      >
        {GOERS.map((goer) => (
          <option key={goer} value={goer}>
            {ask.who[goer]}
          </option>
        ))}
      </Word>{" "}
      {ask.passThrough}
    </p>
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
