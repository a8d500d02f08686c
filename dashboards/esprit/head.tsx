import { Figure } from "../parts/figure.tsx";
import { Failed, Skeleton, Stale } from "../parts/states.tsx";
import { isStale, told } from "../shell/freshness.tsx";
import { words } from "../shell/state.ts";
import type { Figures } from "./use-figures.ts";

/** The figures of the first glance. */
export function Head({ figures }: { readonly figures: Figures }) {
  const { head, nps } = figures.sources;
  const { answer, failure, busy } = head.known.value;
  const failing = [head, nps].find((source) => source.known.value.failure);
  const facts = [figures.nps, figures.kept, figures.wait, figures.abandonment, figures.waiting];
  const stale = told.value !== undefined && isStale(told.value);
  return (
    <section
      class={busy && answer ? "head busy" : "head"}
      aria-labelledby="head-title"
      aria-busy={busy}
    >
      <h2 id="head-title" class="hidden">
        {words.value.filters.label}
      </h2>
      {answer && failing && <Stale source={failing} />}
      {!answer && failure && (
        <Failed failure={failure} what={words.value.blocks.head} retry={head.retry} />
      )}
      {!answer && !failure && <Skeleton />}
      {answer && (
        <div class="figures">
          {facts.map((fact) => (
            <Figure key={fact.id} fact={fact} stale={stale} />
          ))}
        </div>
      )}
    </section>
  );
}
