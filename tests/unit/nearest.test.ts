import { describe, expect, test } from "vitest";
import { nearest } from "../../schemas/nearest.ts";

describe("the nearest name", () => {
  const names = ["site", "service", "segment", "channel", "priority"];

  test.each([
    ["sites", "site"],
    ["Service", "service"],
    ["chanel", "channel"],
    ["prioirty", "priority"],
    ["segement", "segment"],
  ])("to %s is %s", (written, name) => {
    expect(nearest(written, names)).toBe(name);
  });

  test.each(["", "x", "customer_id", "z".repeat(100_000)])("to %.20s is none", (written) => {
    expect(nearest(written, names)).toBeUndefined();
  });

  test("is the first of several that are as near, and none of no names", () => {
    expect(nearest("cat", ["car", "bat"])).toBe("car");
    expect(nearest("cat", [])).toBeUndefined();
  });
});
