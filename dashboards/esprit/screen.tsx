import { useSignalEffect } from "@preact/signals";
import type { Site } from "../../schemas/site.ts";
import { numberIn } from "../data/cells.ts";
import { endSession } from "../data/session.ts";
import { pace } from "../data/tick.ts";
import { dayIn } from "../format.ts";
import { Proof } from "../proof/dialog.tsx";
import { isLive } from "../shell/periods.ts";
import { view } from "../shell/state.ts";
import { EmptySelection } from "./empty-selection.tsx";
import { FirstRun } from "./first-run.tsx";
import { Head } from "./head.tsx";
import { HeatBlock } from "./heat-block.tsx";
import { MomentsBlock } from "./moments-block.tsx";
import { NpsBlock } from "./nps-block.tsx";
import { SitesBlock } from "./sites-block.tsx";
import { useFigures } from "./use-figures.ts";
import { WaitingBlock } from "./waiting-block.tsx";
import { WaitsBlock } from "./waits-block.tsx";

interface EspritProps {
  readonly sites: readonly Site[];
  readonly timezone: string;
}

/** Esprit de service: are we keeping our word, and how do we know? For two minutes of an executive. */
export function Esprit({ sites, timezone }: EspritProps) {
  const figures = useFigures(sites);
  const { head } = figures.sources;
  const { answer } = head.known.value;
  const today = dayIn(new Date().toISOString(), timezone);
  const lastEvent = figures.live.answer?.freshness.last_event ?? undefined;
  useSignalEffect(() => {
    if (head.known.value.failure?.kind === "signed-out") endSession();
  });
  pace.value = keepPace(isLive(view.value.range, today), lastEvent);

  if (answer?.freshness.last_event === null) return <FirstRun />;
  const isEmpty = answer && (numberIn(answer.rows[0], "journeys") ?? 0) === 0;
  return (
    <>
      <Head figures={figures} />
      {isEmpty ? (
        <EmptySelection frame={answer.frame} nameOf={figures.nameOf} />
      ) : (
        <div class="blocks">
          <NpsBlock figures={figures} />
          <MomentsBlock figures={figures} />
          <WaitsBlock figures={figures} />
          <HeatBlock figures={figures} />
          <SitesBlock figures={figures} />
          <WaitingBlock figures={figures} />
        </div>
      )}
      <Proof find={figures.find} />
    </>
  );
}

/** The same object while nothing changes, so that nothing wakes for nothing. */
function keepPace(live: boolean, lastEvent: string | undefined) {
  const kept = pace.peek();
  return kept.live === live && kept.lastEvent === lastEvent ? kept : { live, lastEvent };
}
