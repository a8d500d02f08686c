import { useSignalEffect } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Site } from "../../schemas/site.ts";
import { numberIn } from "../data/cells.ts";
import { endSession } from "../data/session.ts";
import { EmptySelection } from "../parts/empty-selection.tsx";
import { FirstRun } from "../parts/first-run.tsx";
import { Pinned } from "../pinned/pinned.tsx";
import { Proof } from "../proof/dialog.tsx";
import { keepPace, tellFreshness } from "../shell/keep-fresh.ts";
import { AskPanel } from "./ask-panel.tsx";
import { FunnelBlock } from "./funnel-block.tsx";
import { Tabs } from "./tabs.tsx";
import { useJourneys } from "./use-journeys.ts";

interface ScreenProps {
  readonly sites: readonly Site[];
  readonly timezone: string;
}

/** Journeys: how far do they come, and where are they lost? For an hour of an analyst. */
export function JourneysScreen({ sites, timezone }: ScreenProps) {
  const journeys = useJourneys(sites);
  const { levels, selection } = journeys.sources;
  const { answer, at, failure } = levels.known.value;
  const all = selection.known.value.answer;
  const isFirstRun = (answer ?? all)?.freshness.last_event === null;
  useSignalEffect(() => {
    if (levels.known.value.failure?.kind === "signed-out") endSession();
  });
  // Whoever thinks for an hour is not helped by figures that move every few seconds.
  useEffect(() => keepPace(isFirstRun ? "eager" : "calm"));
  useEffect(() =>
    tellFreshness({
      freshness: answer?.freshness,
      at,
      connected: failure?.kind !== "unreachable",
      zone: timezone,
    }),
  );

  if (isFirstRun) return <FirstRun />;
  const isEmpty = all && (numberIn(all.rows[0], "journeys") ?? 0) === 0;
  return (
    <>
      {isEmpty ? (
        <EmptySelection frame={all.frame} nameOf={journeys.nameOf} />
      ) : (
        <>
          <div class="asking">
            <AskPanel sites={sites} />
            <FunnelBlock journeys={journeys} />
          </div>
          <Tabs journeys={journeys} />
        </>
      )}
      <Pinned screen="journeys" />
      <Proof find={journeys.find} />
    </>
  );
}
