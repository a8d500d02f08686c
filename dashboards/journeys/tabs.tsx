import { Link } from "../shell/link.tsx";
import { view, words } from "../shell/state.ts";
import { TABS } from "./address.ts";
import { EvidenceTab } from "./evidence-tab.tsx";
import { addressWith } from "./go-on.ts";
import { PathsTab } from "./paths-tab.tsx";
import { SidesTab } from "./sides-tab.tsx";
import type { Journeys } from "./use-journeys.ts";
import { VariantsTab } from "./variants-tab.tsx";

const BODIES = {
  paths: PathsTab,
  variants: VariantsTab,
  sides: SidesTab,
  evidence: EvidenceTab,
} as const;

/** What one looks at more closely; which, stands in the address. */
export function Tabs({ journeys }: { readonly journeys: Journeys }) {
  const { tabs } = words.value.journeys;
  const { tab } = view.value.journeys;
  const Body = BODIES[tab];
  return (
    <div class="closer">
      <nav class="tabs" aria-label={tabs.label}>
        {TABS.map((name) => (
          <Link
            key={name}
            href={addressWith({ tab: name })}
            {...(name === tab && { current: "true" })}
          >
            {tabs[name]}
          </Link>
        ))}
      </nav>
      <Body journeys={journeys} />
    </div>
  );
}
