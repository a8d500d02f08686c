import type { Answer } from "../../schemas/answer.ts";
import { changeOf, isWeak, type Fact } from "../parts/fact.ts";
import { Interval, scaleAround } from "../parts/interval.tsx";
import { format, words } from "../shell/state.ts";
import { spanText } from "./span-text.ts";

/** What a figure means, and what this one rests on. */
export function Definition({ fact }: { readonly fact: Fact }) {
  const { proof, figures } = words.value;
  const { estimate, before, write, definition, answer } = fact;
  const { value, low, high, n } = estimate;
  const change = changeOf(fact, words.value, format.value);
  return (
    <div class="definition">
      <p class="meaning">
        {definition.text} <small>{proof.version(definition.id, definition.version)}</small>
      </p>
      <dl>
        <Item term={proof.value}>
          <strong>{value === null ? figures.none : write(value)}</strong>
        </Item>
        {low !== null && high !== null && (
          <Item term={proof.interval}>
            {write(low)}{" "}
            <Interval
              estimate={estimate}
              scale={scaleAround(estimate, before)}
              reference={before}
            />{" "}
            {write(high)}
          </Item>
        )}
        <Item term={proof.basedOn}>
          {fact.rests || format.value.count(n)}
          {isWeak(fact) && ` : ${figures.few(format.value.count(n))}`}
        </Item>
        {before !== null && <Item term={proof.before}>{write(before)}</Item>}
        {fact.significant !== null && (
          <Item term={proof.change}>
            {change
              ? `${figures[change.direction]}, ${change.points}, ${proof.established}`
              : proof.notEstablished}
          </Item>
        )}
        {answer && <Frame frame={answer.frame} />}
      </dl>
      {answer?.exact === false && <p class="quietly">{proof.estimated}</p>}
    </div>
  );
}

function Frame({ frame }: { readonly frame: Answer["frame"] }) {
  const { proof } = words.value;
  const { from, to, timezone, compare_from: since, compare_to: until } = frame;
  return (
    <>
      <Item term={proof.period}>
        {spanText(from, to, timezone)} <small>({timezone})</small>
      </Item>
      {since !== undefined && until !== undefined && (
        <Item term={proof.comparedWith}>{spanText(since, until, timezone)}</Item>
      )}
    </>
  );
}

function Item({
  term,
  children,
}: {
  readonly term: string;
  readonly children: preact.ComponentChildren;
}) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
