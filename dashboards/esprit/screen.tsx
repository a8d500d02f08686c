import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Site } from "../../schemas/site.ts";
import { numberIn } from "../data/cells.ts";
import { endSession } from "../data/session.ts";
import { dayIn } from "../format.ts";
import { EmptySelection } from "../parts/empty-selection.tsx";
import { FirstRun } from "../parts/first-run.tsx";
import { Pinned } from "../pinned/pinned.tsx";
import { Proof } from "../proof/dialog.tsx";
import { keepPace, tellFreshness } from "../shell/keep-fresh.ts";
import { isLive } from "../shell/periods.ts";
import { view } from "../shell/state.ts";
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
  const isFirstRun = answer?.freshness.last_event === null;
  useSignalEffect(() => {
    if (head.known.value.failure?.kind === "signed-out") endSession();
  });
  useEffect(() => {
    const live = isLive(view.value.range, today);
    keepPace(isFirstRun ? "eager" : live ? "live" : "calm", lastEvent);
  });
  const { live } = figures;
  useEffect(() =>
    tellFreshness({
      freshness: (live.answer ?? answer)?.freshness,
      at: head.known.value.at,
      connected: live.connected || live.at === 0,
      zone: timezone,
    }),
  );

  if (isFirstRun) return <FirstRun />;
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
          {view.value.where.site === undefined && <SitesBlock figures={figures} />}
          <WaitingBlock figures={figures} />
        </div>
      )}
      <Pinned screen="esprit" />
      <Proof find={figures.find} />
    </>
  );
}
