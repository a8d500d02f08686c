import { createHash } from "node:crypto";
import type { Caller } from "../../infra/access/port.ts";
import type { LogRecord } from "../../infra/log/port.ts";
import type { RejectedEvent } from "../../schemas/reject.ts";
import { shorten, type Refusal } from "./admit.ts";

/** The record of what was refused. The same body refused twice for the same reason is one reject. */
export function rejectRecord(
  caller: Caller,
  refusal: Omit<Refusal, "id">,
  parsed: boolean,
  appended: number,
): LogRecord {
  const { reason, path, detail, body } = refusal;
  const reject = createHash("sha256")
    .update(`${caller.name}\u0000${reason}\u0000${body}`)
    .digest("hex")
    .slice(0, 32);
  const value: RejectedEvent = { reject, reason, path, detail, key: caller.name, parsed, body };
  return {
    tenant: caller.tenant,
    partition: 0,
    count: 1,
    appended,
    value: Buffer.from(JSON.stringify(value)),
  };
}

/** Bytes that could not be read, as text: themselves where they are UTF-8, else in base64. */
export function rawBody(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  if (Buffer.from(text, "utf8").equals(bytes)) return shorten(text);
  return shorten(`base64:${bytes.subarray(0, 48 * 1024).toString("base64")}`);
}
