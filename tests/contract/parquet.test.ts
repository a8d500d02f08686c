import { afterAll, beforeAll, expect, test } from "vitest";
import { parquetOf } from "../../api/parquet.ts";
import type { Answer, Row } from "../../schemas/answer.ts";
import { startOwnStore, type OwnStore } from "./own-store.ts";

let own: OwnStore;

beforeAll(async () => {
  own = await startOwnStore();
}, 60_000);

afterAll(() => own.stop());

const types = {
  site: "string",
  day: "time",
  journeys: "integer",
  share: "number",
  significant: "boolean",
} as const;
const columns = Object.entries(types).map(([name, type]) => ({ name, type, unit: null, text: "" }));

test("the engine reads an answer's Parquet as it was written", async () => {
  const rows: readonly Row[] = [
    {
      site: "Montréal, « café »",
      day: "2026-01-05",
      journeys: 12,
      share: 1 / 3,
      significant: true,
    },
    { site: "", day: null, journeys: null, share: null, significant: null },
    { site: "=1+1", day: "2026-01-06", journeys: -1, share: 0, significant: false },
  ];
  const file = parquetOf({ columns, rows } as unknown as Answer);
  const hex = Buffer.from(file).toString("hex");
  const read = await own.store.query(
    `SELECT site, day, journeys, share, toNullable(significant) AS significant
    FROM format(Parquet, unhex('${hex}'))`,
  );
  expect(read).toEqual(rows);
});
