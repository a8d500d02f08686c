import { Block } from "../parts/block.tsx";
import { FactRows } from "../parts/fact-rows.tsx";
import { momentsSentence } from "./sentences.ts";
import type { Figures } from "./use-figures.ts";

/** Which moments of truth do we keep? Shares on one scale from nought to all. */
export function MomentsBlock({ figures }: { readonly figures: Figures }) {
  const { sources, moments, speech } = figures;
  const { titles, columns } = speech.words;
  return (
    <Block
      name="moments"
      source={sources.moments}
      title={() => momentsSentence(moments, speech)}
      under={titles.momentsUnder}
    >
      {() => (
        <FactRows
          caption={titles.momentsUnder}
          first={columns.moment}
          facts={moments}
          scale={{ min: 0, max: 1 }}
        />
      )}
    </Block>
  );
}
