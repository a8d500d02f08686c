import type { ServiceOutcome } from "../../schemas/event.ts";
import type { SimulatedSite } from "./network.ts";
import type { ServiceName } from "./services.ts";

/** What a customer lived, as far as it colours an answer. */
export interface Experience {
  readonly site: SimulatedSite;
  readonly service: ServiceName;
  readonly language: "fr" | "en";
  /** Of the first wait. */
  readonly waitSeconds: number;
  readonly announcedSeconds: number;
  readonly ending: ServiceOutcome | "left" | "absent";
  /** In ms since 1970. */
  readonly endsAt: number;
  readonly transferred: boolean;
  /** How far the region's initiative has come, from 0 to 1. */
  readonly improved: number;
}
