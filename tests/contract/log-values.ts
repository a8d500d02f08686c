import type { LogBatch, LogRecord } from "../../infra/log/port.ts";

export const recordOf = (value: string, count = 1): LogRecord => ({
  tenant: "poste",
  partition: 0,
  count,
  appended: Date.now(),
  value: Buffer.from(value),
});

export const valuesOf = (batch: LogBatch): string[] =>
  batch.records.map(({ value }) => value.toString());
