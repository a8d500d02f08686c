import { createHash } from "node:crypto";
import type { LogRecord } from "../../infra/log/port.ts";
import type { IsErased, KnownErasures } from "../../schemas/erasure.ts";
import type { Arrival } from "../event.ts";
import { readRecord } from "../read-record.ts";
import type { Reject } from "../rows/tables.ts";

/** Events out of the log, and what turned out to be none. */
export interface Parsed {
  readonly events: readonly Arrival[];
  /** Answers of employees: kept apart from everything else, and never folded. */
  readonly employeeAnswers: readonly Arrival[];
  readonly rejects: readonly Reject[];
}

export interface ParseDeps {
  readonly erasures: Pick<KnownErasures, "isErased">;
  /** Hears how many events were dropped, and why. */
  readonly onDropped: (reason: "erased", count: number) => void;
}

/** Makes events of records. Admission has checked them, so what fails here came past the collector. */
export function parse({ erasures, onDropped }: ParseDeps) {
  return function parse(records: readonly LogRecord[]): Parsed {
    const events: Arrival[] = [];
    const employeeAnswers: Arrival[] = [];
    const rejects: Reject[] = [];
    const { isErased } = erasures;
    let erased = 0;
    for (const record of records) {
      const found = readRecord(record);
      if (found === undefined) rejects.push(refuse(record, record.value.toString(), "not-json"));
      for (const one of found ?? []) {
        if ("foreign" in one) rejects.push(refuse(record, JSON.stringify(one.foreign), "invalid"));
        else if (isErased !== undefined && wasErased(isErased, one)) erased += 1;
        else if (one.isEmployees) employeeAnswers.push(one);
        else events.push(one);
      }
    }
    if (erased > 0) onDropped("erased", erased);
    return { events, employeeAnswers, rejects };
  };
}

function wasErased(isErased: IsErased, { tenant, subject, event }: Arrival): boolean {
  return isErased(tenant, { subject, customer: event.customer, at: event.at });
}

function refuse(record: LogRecord, body: string, reason: string): Reject {
  return {
    tenant: record.tenant,
    received: record.appended,
    reject: createHash("sha256").update(`${reason}\u0000${body}`).digest("hex").slice(0, 32),
    reason,
    path: "",
    detail: "Found in the log; no collector wrote it.",
    key: "",
    parsed: reason !== "not-json",
    body,
  };
}
