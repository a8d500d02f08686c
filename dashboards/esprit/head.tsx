import { now } from "../data/clock.ts";
import { Figure } from "../parts/figure.tsx";
import { Failed, Skeleton, Stale } from "../parts/states.tsx";
import { format, words } from "../shell/state.ts";
import type { Figures } from "./use-figures.ts";

/** Processing that is later than this is said. */
const LATE_SECONDS = 60;

/** The figures of the first glance, and how fresh they are. */
export function Head({ figures }: { readonly figures: Figures }) {
  const { head, nps } = figures.sources;
  const { answer, failure, busy } = head.known.value;
  const late = (figures.live.answer ?? answer)?.freshness.behind_seconds ?? 0;
  const isLate = late > LATE_SECONDS || !figures.live.connected;
  const failing = [head, nps].find((source) => source.known.value.failure);
  const what = [figures.kept, figures.wait, figures.abandonment].map(({ name }) => name).join(", ");
  return (
    <section class={busy && answer ? "head busy" : "head"} aria-labelledby="head-title" aria-busy={busy}>
      <h2 id="head-title" class="hidden">
        {words.value.filters.label}
      </h2>
      <Freshness figures={figures} />
      {answer && failing && <Stale source={failing} />}
      {!answer && failure && <Failed failure={failure} what={what} retry={head.retry} />}
      {!answer && !failure && <Skeleton />}
      {answer && (
        <div class="figures">
          {[figures.nps, figures.kept, figures.wait, figures.abandonment, figures.waiting].map(
            (fact) => (
              <Figure key={fact.id} fact={fact} stale={isLate} />
            ),
          )}
        </div>
      )}
    </section>
  );
}

/** `mis à jour il y a 2 s`, or that the data are late, and by how much. */
function Freshness({ figures }: { readonly figures: Figures }) {
  const { page } = words.value;
  const { live, sources } = figures;
  const { answer, at } = sources.head.known.value;
  const freshness = (live.answer ?? answer)?.freshness;
  if (!freshness) return <p class="freshness" />;
  const zone = (live.answer ?? answer)?.frame.timezone ?? "UTC";
  const { behind_seconds: late } = freshness;
  const clock = (ms: number) => format.value.clock(new Date(ms).toISOString(), zone);
  if (late > LATE_SECONDS) {
    return (
      <p class="freshness late" role="status">
        {page.stale(clock(now.value - late * 1000), format.value.duration(late))}
      </p>
    );
  }
  const told = Math.max(at, live.at);
  if (!live.connected && live.at > 0) {
    return (
      <p class="freshness late" role="status">
        {page.unreachable(clock(told))}
      </p>
    );
  }
  const ago = Math.max(0, Math.round((now.value - at) / 1000));
  return <p class="freshness">{page.updated(format.value.duration(ago))}</p>;
}
