import { addressOf, go, view } from "../shell/state.ts";
import type { JourneysView } from "./address.ts";
import type { Funnel } from "./funnel.ts";

const withChange = (change: Partial<JourneysView>) => ({ ...view.value.journeys, ...change });

/** Changes this screen's part of the address; `replace` leaves no step to go back to. */
export const goOn = (change: Partial<JourneysView>, how: "push" | "replace" = "push"): void =>
  go({ journeys: withChange(change) }, how);

/** The address of this screen with a change, for links. */
export const addressWith = (change: Partial<JourneysView>): string =>
  addressOf({ journeys: withChange(change) });

/** Asks another funnel. */
export const askFunnel = (change: (funnel: Funnel) => Funnel): void =>
  goOn({ funnel: change(view.peek().journeys.funnel) });
