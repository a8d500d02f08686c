import { open } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import type { Graph } from "./graph.ts";
import { edgeId, placeName } from "./path-facts.ts";

/** The moves of a graph as rows; each opens the journeys that made it. */
export function EdgeTable({ graph, speech }: { readonly graph: Graph; readonly speech: Speech }) {
  const { words, format } = speech;
  const { columns } = words;
  const duration = (seconds: number | null) => (seconds === null ? "–" : format.duration(seconds));
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={words.journeys.paths.under}>
      <table>
        <thead>
          <tr>
            <th scope="col">{columns.from}</th>
            <th scope="col">{columns.to}</th>
            <th scope="col" class="number">
              {columns.count}
            </th>
            <th scope="col" class="number">
              {columns.median}
            </th>
            <th scope="col" class="number">
              {columns.p90}
            </th>
          </tr>
        </thead>
        <tbody>
          {graph.edges.map(({ from, to, count, p50, p90 }) => (
            <tr key={edgeId(from, to)}>
              <td>
                <button
                  type="button"
                  class="plain"
                  aria-haspopup="dialog"
                  onClick={() => open({ figure: edgeId(from, to), page: 1 })}
                >
                  {placeName(from, speech)}
                </button>
              </td>
              <td>{placeName(to, speech)}</td>
              <td class="number">{format.count(count)}</td>
              <td class="number">{duration(p50)}</td>
              <td class="number">{duration(p90)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
