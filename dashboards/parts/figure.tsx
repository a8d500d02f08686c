import { format, open, words } from "../shell/state.ts";
import { Arrow } from "./arrow.tsx";
import { changeOf, isWeak, type Fact } from "./fact.ts";
import { Interval, scaleAround } from "./interval.tsx";

/** A figure of the header: value, interval, what it rests on, and its change when it is established. */
export function Figure({ fact, stale }: { readonly fact: Fact; readonly stale: boolean }) {
  const { figures } = words.value;
  const { estimate, write } = fact;
  const { value, low, high } = estimate;
  const weak = isWeak(fact);
  const hasInterval = low !== null && high !== null;
  return (
    <button
      type="button"
      class={weak ? "figure weak" : "figure"}
      aria-haspopup="dialog"
      data-figure={fact.id}
      title={figures.open(fact.name)}
      onClick={() => open({ figure: fact.id })}
    >
      <span class="name">
        <i class={stale ? "fresh stale" : "fresh"} />
        {fact.name}
      </span>
      <span class="value">{value === null ? "–" : write(value)}</span>
      <span class="line">
        {hasInterval && (
          <>
            <Interval
              estimate={estimate}
              scale={scaleAround(estimate, fact.before)}
              reference={fact.before}
              tone={weak ? "weak" : "plain"}
            />
            <span class="hidden">{figures.interval(write(low), write(high))}</span>
            <span aria-hidden="true">{figures.span(write(low), write(high))}</span>
          </>
        )}
        {!hasInterval && fact.note}
      </span>
      <span class="rests">{weak ? figures.few(format.value.count(estimate.n)) : fact.rests}</span>
      <Direction fact={fact} />
    </button>
  );
}

/** An arrow only where a change is established; otherwise what there is to say, in grey. */
function Direction({ fact }: { readonly fact: Fact }) {
  const { figures } = words.value;
  const change = changeOf(fact, words.value, format.value);
  if (change) {
    return (
      <span class={change.good ? "change good" : "change bad"}>
        <Arrow direction={change.direction} />{" "}
        <span class="hidden">{figures[change.direction]} </span>
        {change.points}
        {fact.before !== null && <small>, {figures.before(fact.write(fact.before))}</small>}
      </span>
    );
  }
  if (isWeak(fact)) return <span class="change" />;
  if (fact.significant === false) return <span class="change">{figures.notEstablished}</span>;
  if (fact.before !== null)
    return <span class="change">{figures.before(fact.write(fact.before))}</span>;
  return <span class="change" />;
}
