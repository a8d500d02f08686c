import { format, open, words } from "../shell/state.ts";
import { Arrow } from "./arrow.tsx";
import { changeOf, isWeak, type Fact } from "./fact.ts";
import { Interval, placeOn, type Scale } from "./interval.tsx";

interface FactRowsProps {
  readonly caption: string;
  /** Heading of the names. */
  readonly first: string;
  readonly facts: readonly Fact[];
  readonly scale: Scale;
  /** A line through all rows, with its name. */
  readonly reference?: { readonly at: number; readonly name: string };
  /** Writes the ends of the scale above the rows. */
  readonly ends?: (value: number) => string;
  readonly tone?: (fact: Fact) => "plain" | "strong" | "alarm";
}

/** A ranking: a table whose rows are a name, a dot with its interval, the share and n. */
export function FactRows({ caption, first, facts, scale, reference, ends, tone }: FactRowsProps) {
  const { columns, figures } = words.value;
  return (
    <table class="ranking">
      <caption class="hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="hidden">{first}</span>
          </th>
          <th scope="col" class="drawn">
            <span class="hidden">{columns.interval}</span>
            <span class="ends" aria-hidden="true">
              {ends && <i>{ends(scale.min)}</i>}
              {reference && (
                <i class="named" style={{ left: placeOn(scale, reference.at) }}>
                  {reference.name}
                </i>
              )}
              {ends && <i>{ends(scale.max)}</i>}
            </span>
          </th>
          <th scope="col">
            <span class="hidden">{columns.share}</span>
          </th>
          <th scope="col" class="n">
            <span class="hidden">{columns.n}</span>
          </th>
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
                  reference={reference?.at ?? fact.before}
                  tone={weak ? "weak" : (tone?.(fact) ?? "plain")}
                />
              </td>
              <td class="number">
                <Established fact={fact} /> {value === null ? "–" : write(value)}
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
function Established({ fact }: { readonly fact: Fact }) {
  const change = changeOf(fact, words.value, format.value);
  if (!change) return null;
  const said = `${words.value.figures[change.direction]} ${change.points}`;
  return (
    <span class={change.good ? "change good" : "change bad"} title={said}>
      <Arrow direction={change.direction} />
      <span class="hidden">{said}</span>
    </span>
  );
}
