import type { KeptReject } from "../../schemas/rejects.ts";
import { instantSql } from "../questions/journeys.ts";

/** A row of `rejects` as {@link REJECT_SELECT} gives it. */
export interface StoredReject extends Omit<KeptReject, "received" | "parsed"> {
  readonly received_at: string;
  readonly is_parsed: boolean;
}

/** Other names than the columns', whom conditions mean. */
export const REJECT_SELECT = `reject, ${instantSql("received")} AS received_at, reason, path, detail,
    key, toBool(parsed) AS is_parsed, body`;

export function keptReject({ received_at, is_parsed, ...stored }: StoredReject): KeptReject {
  return { ...stored, received: received_at, parsed: is_parsed };
}
