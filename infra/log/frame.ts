import { crc32 } from "node:zlib";
import type { LogRecord } from "./port.ts";

/**
 * A frame is one value of the embedded log: the records of one group commit, guarded by checksums.
 * The head has its own, so that lag and retention may trust it without reading the records.
 *
 *     head, 48 bytes: magic and version (4) · crc of the rest of the head (4) · crc of the body (4)
 *       · events before this frame in its topic (8) · events (4) · records (4) · body bytes (4)
 *       · earliest `appended` (8) · latest `appended` (8)
 *     record: tenant bytes (4) · value bytes (4) · partition (4) · count (4) · appended (8), tenant, value
 */
const magic = 0x31464350; // "PCF1", read as little endian
export const headBytes = 48;
const recordBytes = 24;

/** What can be known of a frame without reading its records. */
export interface FrameHead {
  /** Events in the topic before this frame: the difference of two of these is a lag. */
  readonly eventsBefore: number;
  readonly events: number;
  readonly records: number;
  readonly earliest: number;
  readonly latest: number;
}

/** A frame's bytes are not what was written; says what is wrong with them. */
export interface Corruption {
  readonly corrupt: string;
}

/**
 * Encodes records, at least one, into one buffer.
 */
export function encodeFrame(records: readonly LogRecord[], eventsBefore: number): Buffer {
  const tenants = new Uint32Array(records.length);
  let bytes = headBytes;
  for (const [i, record] of records.entries()) {
    const tenant = (tenants[i] = Buffer.byteLength(record.tenant));
    const value = record.value.length;
    bytes += recordBytes + tenant + value;
  }

  // Not from Node's pool: lmdb keeps the address until the commit is done.
  const frame = Buffer.allocUnsafeSlow(bytes);
  let at = headBytes;
  let events = 0;
  let earliest = Infinity;
  let latest = -Infinity;
  for (const [i, record] of records.entries()) {
    const tenant = tenants[i] ?? 0;
    const value = record.value.length;
    frame.writeUInt32LE(tenant, at);
    frame.writeUInt32LE(value, at + 4);
    frame.writeUInt32LE(record.partition, at + 8);
    frame.writeUInt32LE(record.count, at + 12);
    frame.writeDoubleLE(record.appended, at + 16);
    at += recordBytes;
    frame.write(record.tenant, at, tenant, "utf8");
    at += tenant;
    frame.set(record.value, at);
    at += value;
    events += record.count;
    earliest = Math.min(earliest, record.appended);
    latest = Math.max(latest, record.appended);
  }

  frame.writeUInt32LE(magic, 0);
  frame.writeUInt32LE(crc32(frame.subarray(headBytes)), 8);
  frame.writeDoubleLE(eventsBefore, 12);
  frame.writeUInt32LE(events, 20);
  frame.writeUInt32LE(records.length, 24);
  frame.writeUInt32LE(bytes - headBytes, 28);
  frame.writeDoubleLE(earliest, 32);
  frame.writeDoubleLE(latest, 40);
  frame.writeUInt32LE(crc32(frame.subarray(8, headBytes)), 4);
  return frame;
}

/** Reads and checks the head alone; what it says holds even when the records are damaged. */
export function decodeHead(frame: Buffer): FrameHead | Corruption {
  if (frame.length < headBytes) return { corrupt: `${frame.length} bytes are no frame` };
  const found = frame.readUInt32LE(0);
  if (found !== magic) return { corrupt: `unknown kind of frame 0x${found.toString(16)}` };
  if (frame.readUInt32LE(4) !== crc32(frame.subarray(8, headBytes))) {
    return { corrupt: "the checksum of the head is wrong" };
  }
  return {
    eventsBefore: frame.readDoubleLE(12),
    events: frame.readUInt32LE(20),
    records: frame.readUInt32LE(24),
    earliest: frame.readDoubleLE(32),
    latest: frame.readDoubleLE(40),
  };
}

/**
 * Gives back the records, or says what is wrong.
 *
 * @param keep copies the frame to where the records' values may lie, as its buffer is used again
 */
export function decodeFrame(
  frame: Buffer,
  keep: (frame: Buffer) => Buffer = (bytes) => Buffer.from(bytes),
): { readonly head: FrameHead; readonly records: readonly LogRecord[] } | Corruption {
  const head = decodeHead(frame);
  if ("corrupt" in head) return head;
  const body = frame.readUInt32LE(28);
  if (frame.length !== headBytes + body) {
    return { corrupt: `${frame.length - headBytes} bytes of records instead of ${body}` };
  }
  if (frame.readUInt32LE(8) !== crc32(frame.subarray(headBytes))) {
    return { corrupt: "the checksum of the records is wrong" };
  }
  const kept = keep(frame);
  const records: LogRecord[] = [];
  let at = headBytes;
  for (let i = 0; i < head.records; i++) {
    const tenantEnd = at + recordBytes + frame.readUInt32LE(at);
    const valueEnd = tenantEnd + frame.readUInt32LE(at + 4);
    records.push({
      tenant: frame.toString("utf8", at + recordBytes, tenantEnd),
      partition: frame.readUInt32LE(at + 8),
      count: frame.readUInt32LE(at + 12),
      appended: frame.readDoubleLE(at + 16),
      value: kept.subarray(tenantEnd, valueEnd),
    });
    at = valueEnd;
  }
  return { head, records };
}
