import { useSignal } from "@preact/signals";
import { Block } from "../parts/block.tsx";
import type { Fact } from "../parts/fact.ts";
import { FactRows } from "../parts/fact-rows.tsx";
import { RANKINGS, type Ranking } from "../shell/address.ts";
import { go, view } from "../shell/state.ts";
import { beyond } from "./ranking.ts";
import { sitesSentence } from "./sentences.ts";
import type { Figures } from "./use-figures.ts";

/** Rows before one asks for all. */
const SHOWN = 12;

/** Which sites need help? Dots with intervals, the worst first, the network's value as a line. */
export function SitesBlock({ figures }: { readonly figures: Figures }) {
  const all = useSignal(false);
  const { sources, sites, speech } = figures;
  const { titles, columns } = speech.words;
  const { ranking } = view.value;
  const network = ranking === "abandonment" ? figures.abandonment : figures.serviceLevel;
  const reference = network.estimate.value;
  const networkName = `${speech.words.axes.network} ${reference === null ? "" : network.write(reference)}`;
  const shown = all.value ? sites : sites.slice(0, SHOWN);
  const most = Math.max(...shown.map(({ estimate }) => estimate.high ?? 0), reference ?? 0);
  return (
    <Block
      name="sites"
      source={sources.sites}
      title={() => (network.answer ? sitesSentence(sites, network, ranking, speech) : undefined)}
      under={titles.sitesUnder}
      tools={<RankBy ranking={ranking} figures={figures} />}
    >
      {() => (
        <>
          <FactRows
            caption={titles.sitesUnder}
            first={columns.site}
            facts={shown}
            scale={{ min: 0, max: ranking === "abandonment" ? most * 1.04 : 1 }}
            {...(reference !== null && { reference: { at: reference, name: networkName } })}
            tone={(fact: Fact) => toneOf(fact, reference)}
          />
          {sites.length > SHOWN && (
            <button
              type="button"
              class="quiet"
              aria-expanded={all.value}
              onClick={() => {
                all.value = !all.value;
              }}
            >
              {all.value
                ? titles.sitesFewer
                : titles.sitesMore(speech.format.count(sites.length - SHOWN))}
            </button>
          )}
        </>
      )}
    </Block>
  );
}

function toneOf(fact: Fact, network: number | null): "plain" | "strong" | "alarm" {
  if (network === null) return "plain";
  const stand = beyond(fact, network);
  if (stand === "alike") return "plain";
  return stand === "worse" ? "alarm" : "strong";
}

function RankBy({ ranking, figures }: { readonly ranking: Ranking; readonly figures: Figures }) {
  const { axes, rankings } = figures.speech.words;
  return (
    <label class="rank">
      <span class="hidden">{axes.rankBy}</span>
      <select
        value={ranking}
        onChange={({ currentTarget }) => {
          go({ ranking: currentTarget.value as Ranking }, "replace");
        }}
      >
        {RANKINGS.map((name) => (
          <option key={name} value={name}>
            {rankings[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
