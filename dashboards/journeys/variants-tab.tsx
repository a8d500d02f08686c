import type { Answer, Row } from "../../schemas/answer.ts";
import { estimateIn, isFew, numberIn, textIn } from "../data/cells.ts";
import { Block } from "../parts/block.tsx";
import { Interval } from "../parts/interval.tsx";
import { Link } from "../shell/link.tsx";
import { open, view } from "../shell/state.ts";
import type { Speech } from "../speech.ts";
import { typeNamed } from "./funnel.ts";
import { addressWith } from "./go-on.ts";
import { typesOf, variantId } from "./path-facts.ts";
import { variantsSentence } from "./sentences.ts";
import { Strip } from "./strip.tsx";
import type { Journeys } from "./use-journeys.ts";

/** Which ways do journeys take as a whole? */
export function VariantsTab({ journeys }: { readonly journeys: Journeys }) {
  const { sources, speech } = journeys;
  const { variants } = speech.words.journeys;
  return (
    <Block
      name="variants"
      source={sources.variants}
      title={(answer) => variantsSentence(answer, speech)}
      under={variants.under}
    >
      {(answer) => <VariantTable answer={answer} speech={speech} />}
    </Block>
  );
}

interface TableProps {
  readonly answer: Answer;
  readonly speech: Speech;
}

function VariantTable({ answer, speech }: TableProps) {
  const { columns, journeys } = speech.words;
  const { variants } = journeys;
  const { rows } = answer;
  const most = Math.max(...rows.map((row) => estimateIn(row, "share").high ?? 0));
  return (
    <>
      <div class="scroll" tabIndex={0} role="group" aria-label={variants.under}>
        <table class="variants-table">
          <thead>
            <tr>
              <th scope="col">{variants.variant}</th>
              <th scope="col" colSpan={2}>
                {columns.share}
              </th>
              <th scope="col" class="number">
                {columns.n}
              </th>
              <th scope="col" class="number">
                {variants.duration}
              </th>
              <th scope="col" class="number">
                {columns.nps}
              </th>
              <td />
            </tr>
          </thead>
          <tbody>
            {rows.map((row, index) => (
              <Variant key={textIn(row, "variant")} {...{ row, index, most, speech }} />
            ))}
          </tbody>
        </table>
      </div>
      {answer.truncated && <p class="quietly">{variants.more(speech.format.count(rows.length))}</p>}
    </>
  );
}

interface VariantProps {
  readonly row: Row;
  readonly index: number;
  /** Where the scale of shares ends. */
  readonly most: number;
  readonly speech: Speech;
}

function Variant({ row, index, most, speech }: VariantProps) {
  const { words, format } = speech;
  const { variants } = words.journeys;
  const types = typesOf(textIn(row, "variant"));
  const share = estimateIn(row, "share");
  const [journeys, seconds] = [numberIn(row, "journeys") ?? 0, numberIn(row, "p50_seconds")];
  const n = format.count(index + 1);
  const steps = types.flatMap((name) => {
    const type = typeNamed(name);
    return type === undefined ? [] : [{ type }];
  });
  return (
    <tr class={isFew({ n: journeys }) ? "weak" : ""}>
      <th scope="row">
        <button
          type="button"
          class="name"
          aria-haspopup="dialog"
          title={variants.open(n)}
          onClick={() => open({ figure: variantId(types), page: 1 })}
        >
          <Strip types={types} speech={speech} />
        </button>
      </th>
      <td class="drawn">
        <Interval estimate={share} scale={{ min: 0, max: most }} />
        {share.low !== null && share.high !== null && (
          <span class="hidden">
            {words.figures.interval(format.share(share.low), format.share(share.high))}
          </span>
        )}
      </td>
      <td class="number">{share.value === null ? "–" : format.share(share.value)}</td>
      <td class="number">{format.count(journeys)}</td>
      <td class="number">{seconds === null ? "–" : format.duration(seconds)}</td>
      <td class="number">
        <Nps row={row} speech={speech} />
      </td>
      <td>
        <Link
          class="quiet"
          label={variants.asFunnelOf(n)}
          href={addressWith({ funnel: { ...view.value.journeys.funnel, steps, exclude: [] } })}
        >
          {variants.asFunnel}
        </Link>
      </td>
    </tr>
  );
}

/** What those who went so say of it: in grey when they are few. */
function Nps({ row, speech }: Pick<VariantProps, "row" | "speech">) {
  const { format } = speech;
  const nps = estimateIn(row, "nps");
  if (nps.value === null || nps.n === 0) return <>–</>;
  const { low, high } = nps;
  const interval =
    low === null || high === null
      ? ""
      : speech.words.figures.interval(format.score(low), format.score(high));
  return (
    <span class={isFew(nps) ? "quietly" : ""} title={interval}>
      {format.score(nps.value)} <small>n {format.count(nps.n)}</small>
    </span>
  );
}
