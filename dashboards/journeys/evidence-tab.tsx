import { Failed, Skeleton } from "../parts/states.tsx";
import { JourneyList, type Listed } from "../proof/journey-list.tsx";
import type { View } from "../shell/address.ts";
import { view } from "../shell/state.ts";
import { CAME, type Came } from "./address.ts";
import { addressWith, goOn } from "./go-on.ts";
import type { Journeys } from "./use-journeys.ts";

/** The journeys behind the funnel: of which step, and whether they came, were lost or may still come. */
export function EvidenceTab({ journeys }: { readonly journeys: Journeys }) {
  const { levels, speech, sources } = journeys;
  const { evidence } = speech.words.journeys;
  const { cell } = view.value.journeys;
  const level = levels[cell.step - 1];
  const { failure } = sources.levels.known.value;
  if (!level) {
    return failure ? (
      <Failed failure={failure} what={speech.words.blocks.evidence} retry={sources.levels.retry} />
    ) : (
      <Skeleton />
    );
  }
  const { title } = evidence;
  const said =
    cell.came === "lost" && level.loss
      ? title.lost(level.loss.from, level.loss.to)
      : title[cell.came === "open" ? "open" : "reached"](level.name);
  return (
    <section class="block evidence" aria-labelledby="evidence-title">
      <header>
        <h2 id="evidence-title">{said}</h2>
        <p class="under">
          <span>{evidence.under}</span>
          <label class="rank">
            {evidence.step}{" "}
            <select
              value={cell.step}
              onChange={({ currentTarget }) => chooseStep(Number(currentTarget.value), cell.came)}
            >
              {levels.map(({ step, name }) => (
                <option key={step} value={step}>
                  {step} {name}
                </option>
              ))}
            </select>
          </label>
        </p>
      </header>
      <JourneyList opened={listedOf(view.value)} read={listedOf} to={addressOfListed} />
    </section>
  );
}

/** Nobody is lost before the first step. */
function chooseStep(step: number, came: Came): void {
  goOn({ cell: { step, came: step === 1 && came === "lost" ? "reached" : came, page: 1 } });
}

/** The cell of the address as a figure that is opened. */
const listedOf = ({ journeys }: View): Listed => {
  const { step, came, page } = journeys.cell;
  return { figure: `funnel.${step}`, which: came, page };
};

const addressOfListed = ({ which, page }: Listed) => {
  const { step } = view.value.journeys.cell;
  return addressWith({
    cell: { step, came: CAME.find((one) => one === which) ?? "reached", page },
  });
};
