import { now } from "../data/clock.ts";
import { numberIn, textIn } from "../data/cells.ts";
import { Skeleton } from "../parts/states.tsx";
import { format, open, words } from "../shell/state.ts";
import { waitingSentence } from "./sentences.ts";
import type { Figures } from "./use-figures.ts";

const SHOWN = 12;
const LONG_SECONDS = 600;

/** Who waits now? The seconds of the longest wait grow until somebody is called. */
export function WaitingBlock({ figures }: { readonly figures: Figures }) {
  const { live, speech, nameOf } = figures;
  const { titles, columns } = words.value;
  if (!live.answer) {
    return (
      <section class="block waiting">
        <Skeleton />
      </section>
    );
  }
  const since = live.connected ? Math.max(0, (now.value - live.at) / 1000) : 0;
  const rows = live.answer.rows.slice(0, SHOWN);
  return (
    <section class="block waiting" aria-labelledby="waiting-title">
      <header>
        <h2 id="waiting-title">{waitingSentence(live.answer, speech)}</h2>
        <p class="under">
          <span>{titles.liveUnder}</span>
        </p>
      </header>
      <div>
        {rows.length > 0 && (
          <table class="ranking">
            <thead>
              <tr>
                <th scope="col">{columns.site}</th>
                <th scope="col" class="number">
                  {columns.waiting}
                </th>
                <th scope="col" class="number">
                  {columns.oldest}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => {
                const site = textIn(row, "site");
                const oldest = (numberIn(row, "oldest_seconds") ?? 0) + since;
                return (
                  <tr key={site}>
                    <th scope="row">
                      <button
                        type="button"
                        class="name"
                        aria-haspopup="dialog"
                        onClick={() => open({ figure: "waiting", site })}
                      >
                        {nameOf(site) || "–"}
                      </button>
                    </th>
                    <td class="number">{format.value.count(numberIn(row, "waiting") ?? 0)}</td>
                    <td class={oldest > LONG_SECONDS ? "number long" : "number"}>
                      {format.value.duration(Math.floor(oldest))}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}
