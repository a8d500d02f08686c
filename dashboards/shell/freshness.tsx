import { signal } from "@preact/signals";
import { now } from "../data/clock.ts";
import { format, words } from "./state.ts";

/** How fresh what is shown is; the screen keeps it. */
export interface Told {
  /** When the figures came, ms since 1970. */
  readonly at: number;
  /** Seconds that processing is behind. */
  readonly behindSeconds: number;
  readonly connected: boolean;
  readonly zone: string;
}
export const told = signal<Told | undefined>(undefined);

/** Processing that is later than this is said. */
const LATE_SECONDS = 60;

export const isStale = ({ behindSeconds, connected }: Told): boolean =>
  behindSeconds > LATE_SECONDS || !connected;

/** `mis à jour il y a 2 s`; or that the data are late and by how much; or that the server is away. */
export function Freshness() {
  const { page } = words.value;
  const { clock, duration } = format.value;
  const fresh = told.value;
  if (!fresh) return null;
  const { at, behindSeconds, zone } = fresh;
  const clockOf = (ms: number) => clock(new Date(ms).toISOString(), zone);
  if (isStale(fresh)) {
    const behind = behindSeconds > LATE_SECONDS;
    const since = clockOf(now.value - behindSeconds * 1000);
    return (
      <p class="freshness late" role="status">
        {behind
          ? page.stale(since, duration(Math.round(behindSeconds)))
          : page.unreachable(clockOf(at))}
      </p>
    );
  }
  const ago = Math.max(0, Math.round((now.value - at) / 1000));
  return <p class="freshness">{page.updated(duration(ago))}</p>;
}
