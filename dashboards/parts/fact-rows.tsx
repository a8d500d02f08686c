import { format, open, words } from "../shell/state.ts";
import { changeOf, isWeak, type Fact } from "./fact.ts";
import { Interval, type Scale } from "./interval.tsx";

interface FactRowsProps {
  readonly caption: string;
  /** Heading of the names. */
  readonly first: string;
  readonly facts: readonly Fact[];
  readonly scale: Scale;
  /** A line through all rows: the network's value. */
  readonly reference?: number;
  readonly tone?: (fact: Fact) => "plain" | "strong" | "alarm";
}

/** A ranking: a table whose rows are a name, a dot with its interval, the share and n. */
export function FactRows({ caption, first, facts, scale, reference, tone }: FactRowsProps) {
  const { columns, figures } = words.value;
  return (
    <table class="ranking">
      <caption class="hidden">{caption}</caption>
      <thead class="hidden">
        <tr>
          <th scope="col">{first}</th>
          <th scope="col">{columns.interval}</th>
          <th scope="col">{columns.share}</th>
          <th scope="col">{columns.n}</th>
        </tr>
      </thead>
      <tbody>
        {facts.map((fact) => {
          const { estimate, write } = fact;
          const { value, low, high } = estimate;
          const weak = isWeak(fact);
          return (
            <tr key={`${fact.id} ${fact.site ?? ""}`} class={weak ? "weak" : ""}>
              <th scope="row">
                <button
                  type="button"
                  class="name"
                  aria-haspopup="dialog"
                  onClick={() => open({ figure: fact.id, ...(fact.site && { site: fact.site }) })}
                >
                  {fact.name}
                </button>
              </th>
              <td class="drawn">
                {low !== null && high !== null && (
                  <span class="hidden">{figures.interval(write(low), write(high))}</span>
                )}
                <Interval
                  estimate={estimate}
                  scale={scale}
                  reference={reference ?? fact.before}
                  tone={weak ? "weak" : (tone?.(fact) ?? "plain")}
                />
              </td>
              <td class="number">
                <Arrow fact={fact} /> {value === null ? "–" : write(value)}
              </td>
              <td class="number n">n {format.value.count(estimate.n)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Up or down, only where that is established. */
function Arrow({ fact }: { readonly fact: Fact }) {
  const change = changeOf(fact, words.value, format.value);
  if (!change) return null;
  const said = `${words.value.figures[change.direction]} ${change.points}`;
  return (
    <span class={change.good ? "change good" : "change bad"} title={said}>
      <span aria-hidden="true">{change.direction === "up" ? "▲" : "▼"}</span>
      <span class="hidden">{said}</span>
    </span>
  );
}
