import { Block } from "../parts/block.tsx";
import { FactRows } from "../parts/fact-rows.tsx";
import { momentsSentence } from "./sentences.ts";
import type { Figures } from "./use-figures.ts";

/** Which moments of truth do we keep? Shares on one scale that ends at all of them. */
export function MomentsBlock({ figures }: { readonly figures: Figures }) {
  const { sources, moments, speech } = figures;
  const { titles, columns } = speech.words;
  const lows = moments.map(({ estimate, before }) => Math.min(estimate.low ?? 1, before ?? 1));
  const compared = moments.some(({ before }) => before !== null);
  const under = [titles.momentsUnder, ...(compared ? [titles.momentsBefore] : [])].join(titles.and);
  const scale = { min: Math.floor(Math.min(0.9, ...lows) * 10) / 10, max: 1 };
  return (
    <Block
      name="moments"
      source={sources.moments}
      title={() => momentsSentence(moments, speech)}
      under={under}
    >
      {() => (
        <FactRows
          caption={titles.momentsUnder}
          first={columns.moment}
          facts={moments}
          scale={scale}
          ends={(share) => speech.format.wholeShare(share)}
        />
      )}
    </Block>
  );
}
