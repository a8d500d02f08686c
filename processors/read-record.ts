import type { LogRecord } from "../infra/log/port.ts";
import { parsed } from "../schemas/texts/parsed.ts";
import { isObject, readEvent, type Arrival } from "./event.ts";
import { readUsual } from "./usual-event.ts";

/** Something in the log that is no event; only a foreign writer can cause it. */
export interface Foreign {
  readonly foreign: unknown;
}

const [OPEN_LIST, CLOSE_LIST, COMMA, NEWLINE] = [0x5b, 0x5d, 0x2c, 0x0a];

/** What a record holds, one event or a list of them; undefined when it is not JSON. */
export function readRecord(record: LogRecord): readonly (Arrival | Foreign)[] | undefined {
  return readLines(record) ?? readAll(record);
}

/**
 * Reads a list as collectors write it, an event a line, of which those of the usual form need not be
 * parsed. A text of JSON holds no newline, so lines part events surely. Undefined for other lists.
 */
function readLines(record: LogRecord): readonly (Arrival | Foreign)[] | undefined {
  const { tenant, appended, value } = record;
  const isList = value[0] === OPEN_LIST;
  if (isList ? value.at(-1) !== CLOSE_LIST : value.length === 0) return undefined;
  const end = isList ? value.length - 1 : value.length;
  const found: (Arrival | Foreign)[] = [];
  for (let from = isList ? 1 : 0, next; from < end; from = next) {
    const newline = value.indexOf(NEWLINE, from);
    next = newline === -1 ? end : newline + 1;
    const to = newline === -1 ? end : newline - 1;
    // Behind a newline stands another event, or it is no JSON.
    if (newline !== -1 && (!isList || value[to] !== COMMA || next === end)) return undefined;
    const usual = readUsual(value, from, to, tenant, appended);
    const one = usual === undefined ? parsed(value.toString("utf8", from, to)) : undefined;
    if (usual === undefined && (one === undefined || Array.isArray(one))) return undefined;
    found.push(usual ?? arrivalOf(one, record));
  }
  return found;
}

function readAll(record: LogRecord): readonly (Arrival | Foreign)[] | undefined {
  const logged = parsed(record.value.toString());
  if (logged === undefined) return undefined;
  const all = Array.isArray(logged) ? (logged as unknown[]) : [logged];
  return all.map((one) => arrivalOf(one, record));
}

function arrivalOf(one: unknown, { tenant, appended }: LogRecord): Arrival | Foreign {
  return (isObject(one) ? readEvent(one, tenant, appended) : undefined) ?? { foreign: one };
}
