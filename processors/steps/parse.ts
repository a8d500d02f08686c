import { createHash } from "node:crypto";
import type { LogRecord } from "../../infra/log/port.ts";
import type { IsErased, KnownErasures } from "../../schemas/erasure.ts";
import { isObject, readEvent, type Arrival } from "../event.ts";
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
      const logged = readJson(record.value);
      if (logged === undefined) {
        rejects.push(refuse(record, record.value, "not-json"));
        continue;
      }
      for (const one of Array.isArray(logged) ? (logged as unknown[]) : [logged]) {
        const event = isObject(one) ? readEvent(one, record.tenant, record.appended) : undefined;
        if (event !== undefined && isErased !== undefined && wasErased(isErased, event))
          erased += 1;
        else if (event === undefined) rejects.push(refuse(record, JSON.stringify(one), "invalid"));
        else if (event.isEmployees) employeeAnswers.push(event);
        else events.push(event);
      }
    }
    if (erased > 0) onDropped("erased", erased);
    return { events, employeeAnswers, rejects };
  };
}

function wasErased(isErased: IsErased, { tenant, subject, event }: Arrival): boolean {
  return isErased(tenant, { subject, customer: event.customer, at: event.at });
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
