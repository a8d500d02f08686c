import { describe, expect, test } from "vitest";
import { MomentDefinition, readCondition } from "../../schemas/moment.ts";

describe("a condition", () => {
  test.each([
    ["wait <= 8m", "wait", "<=", 480_000],
    ["wait<90s", "wait", "<", 90_000],
    ["  total_wait <= 1.5h  ", "total_wait", "<=", 5_400_000],
    ["handle < 2d", "handle", "<", 172_800_000],
    ["attitudes.welcome >= 4", "attitudes.welcome", ">=", 4],
    ["nps > 8", "nps", ">", 8],
    ["csat = 5", "csat", "=", 5],
    ["outcome = resolved", "outcome", "=", "resolved"],
  ])('"%s" is understood', (text, field, operator, value) => {
    expect(readCondition(text)).toEqual({ field, operator, value });
  });

  test.each([
    ["wait", /must read like "wait <= 8m"/],
    ["", /must read like/],
    ["waiting <= 8m", /the field is one of wait, total_wait, handle, nps/],
    ["toString <= 8m", /the field is one of/],
    ["wait <= 8", /"8" must be a duration such as 90s or 8m/],
    ["wait <= 8 m", /must read like/],
    ["wait <= -8m", /must be a duration/],
    ["wait >= 8m", /promised with <= or </],
    ["wait = 8m", /promised with <= or </],
    ["wait != 8m", /must read like/],
    ["nps >= 8.5", /"8.5" must be a whole number/],
    ["outcome = solved", /outcome = resolved \| partial \| unresolved \| referred/],
    ["outcome > resolved", /an outcome reads "outcome = /],
  ])('"%s" is refused, with what was expected', (text, expected) => {
    expect(readCondition(text)).toEqual({ wrong: expect.stringMatching(expected) });
  });
});

describe("the definition of a moment", () => {
  const given = {
    id: "short_wait",
    name: { en: "Short", fr: "Courte" },
    success: "wait <= 8m",
  };

  test("counts from ever, in its first version and everywhere, unless it says otherwise", () => {
    expect(MomentDefinition.parse(given)).toMatchObject({
      version: 1,
      from: "1900-01-01",
      where: {},
      success: { field: "wait", operator: "<=", value: 480_000 },
    });
  });

  test.each([
    [{ id: "Short Wait" }, /lower case letters, digits and _/],
    [{ from: "12/03/2024" }, /ISO date/i],
    [{ where: { channel: ["fax"] } }, /Invalid option/],
    [{ sucess: "wait <= 8m" }, /sucess/],
    [{ delight: "wait <= soon" }, /"soon" must be a duration/],
  ])("%j is refused", (change, expected) => {
    const { error } = MomentDefinition.safeParse({ ...given, ...change });
    expect(error?.issues.map(({ message }) => message).join()).toMatch(expected);
  });
});
