import type { Fact } from "../parts/fact.ts";

/** Where a site stands against the network: beyond it only with its whole interval. */
export function beyond({ estimate, better }: Fact, network: number): "worse" | "better" | "alike" {
  const { low, high } = estimate;
  if (low === null || high === null) return "alike";
  if (low > network) return better === "up" ? "better" : "worse";
  if (high < network) return better === "up" ? "worse" : "better";
  return "alike";
}
