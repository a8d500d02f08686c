import type { Estimate } from "../data/cells.ts";

/** Stretch of values that bars are drawn on. */
export interface Scale {
  readonly min: number;
  readonly max: number;
}

interface IntervalProps {
  readonly estimate: Estimate;
  readonly scale: Scale;
  /** A value to compare with: a period before, or the network. */
  readonly reference?: number | null;
  readonly tone?: "plain" | "strong" | "alarm" | "weak" | "second";
}

/** A value as a dot and its interval as a thin bar; the words beside it say the same. */
export function Interval({ estimate, scale, reference, tone = "plain" }: IntervalProps) {
  const { value, low, high } = estimate;
  const at = (x: number) => placeOn(scale, x);
  return (
    <span class={`interval ${tone}`} aria-hidden="true">
      {typeof reference === "number" && <i class="reference" style={{ left: at(reference) }} />}
      {low !== null && high !== null && (
        <i class="bar" style={{ left: at(low), right: `calc(100% - ${at(high)})` }} />
      )}
      {value !== null && <i class="dot" style={{ left: at(value) }} />}
    </span>
  );
}

/** How far along a scale a value stands, as a CSS length. */
export function placeOn({ min, max }: Scale, value: number): string {
  const share = (value - min) / (max - min || 1);
  return `${(Math.min(1, Math.max(0, share)) * 100).toFixed(2)}%`;
}

/** A scale around one estimate and what it is compared with, with air on both sides. */
export function scaleAround({ value, low, high }: Estimate, reference: number | null): Scale {
  const values = [value, low, high, reference].filter((x) => x !== null);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const air = (max - min || Math.abs(max) || 1) * 0.12;
  return { min: min - air, max: max + air };
}
