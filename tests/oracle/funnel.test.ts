import { expect, test } from "vitest";
import { convertUnit } from "../../api/funnel/convert.ts";
import { firstDifference } from "./agree.ts";

test("5,000 populations convert as trying everything says", { timeout: 120_000 }, () => {
  expect(firstDifference(convertUnit, { numRuns: 5_000 })).toBeUndefined();
});
