import { useMemo } from "preact/hooks";
import { Block } from "../parts/block.tsx";
import { view } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import { LEAST_SHOWN } from "./address.ts";
import { EdgeTable } from "./edge-table.tsx";
import { goOn } from "./go-on.ts";
import { busiest, graphOf } from "./graph.ts";
import { PathGraph } from "./path-graph.tsx";
import { endsSentence } from "./sentences.ts";
import type { Journeys } from "./use-journeys.ts";

/** What follows what? A graph of the busiest moves; the slider brings the rare ones back. */
export function PathsTab({ journeys }: { readonly journeys: Journeys }) {
  const { sources, speech } = journeys;
  const { shown } = view.value.journeys;
  const { paths } = speech.words.journeys;
  const rows = sources.edges.known.value.answer?.rows;
  const whole = useMemo(() => graphOf({ rows: rows ?? [] }), [rows]);
  const graph = useMemo(() => busiest(whole, shown / 100), [whole, shown]);
  return (
    <Block
      name="paths"
      source={sources.edges}
      title={(answer) => endsSentence(answer, speech)}
      under={paths.under}
      tools={<ShownSlider shown={shown} speech={speech} />}
      table={() => <EdgeTable graph={graph} speech={speech} />}
    >
      {(answer) => (
        <PathGraph
          graph={graph}
          label={`${endsSentence(answer, speech)}. ${paths.under}`}
          speech={speech}
        />
      )}
    </Block>
  );
}

function ShownSlider({ shown, speech }: { readonly shown: number; readonly speech: Speech }) {
  const { paths } = speech.words.journeys;
  const { format } = speech;
  return (
    <label class="rank shown">
      {paths.shown}{" "}
      <input
        type="range"
        min={LEAST_SHOWN}
        max={100}
        value={shown}
        aria-valuetext={format.wholeShare(shown / 100)}
        onInput={({ currentTarget }) => goOn({ shown: currentTarget.valueAsNumber }, "replace")}
      />{" "}
      <output>{format.wholeShare(shown / 100)}</output>
    </label>
  );
}
