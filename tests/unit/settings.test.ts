import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readSettings } from "../../infra/settings.ts";
import { StartupError } from "../../infra/startup-error.ts";

const folder = mkdtempSync(join(tmpdir(), "parcours-settings-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const PATH = join(folder, "parcours.config.yaml");
function withConfig(yaml: string): Record<string, string> {
  writeFileSync(PATH, yaml);
  return { PARCOURS_CONFIG: PATH };
}
const plain = withConfig("tenants: [{ id: default }]");

/** Why Parcours does not start with these variables. */
function whyNot(variables: Record<string, string>): StartupError {
  try {
    readSettings(variables);
  } catch (error) {
    if (error instanceof StartupError) return error;
    throw error;
  }
  throw new Error("It starts.");
}

/** A configuration with one moment, of these lines. */
const momentOf = (...lines: readonly string[]) =>
  withConfig(
    ["tenants:", "  - id: default", "    moments:", "      - id: short"]
      .concat(["name: { en: Short, fr: Courte }", ...lines].map((line) => `        ${line}`))
      .join("\n"),
  );

describe("the environment", () => {
  test("may be empty of us: everything has a default", () => {
    const { environment, config, dataDir } = readSettings({ ...plain, HOME: "/", PATH: "/bin" });
    expect(environment).toMatchObject({
      PARCOURS_HOST: "127.0.0.1",
      PARCOURS_PORT: 7300,
      PARCOURS_STORE_PORT: 7301,
      PARCOURS_SIMULATE: "on",
      PARCOURS_SKEW_SECONDS: 300,
    });
    expect(config.tenants).toEqual([{ id: "default", timezone: "Europe/Paris", moments: [] }]);
    expect(isAbsolute(dataDir)).toBe(true);
  });

  test.each([
    ["PARCOURS_PROT", "PARCOURS_PORT"],
    ["PARCOURS_DATA_DIR", "PARCOURS_DATA"],
    ["PARCOURS_SIMULATED", "PARCOURS_SIMULATE"],
    ["PARCOURS_LOGLEVEL", "PARCOURS_LOG_LEVEL"],
    ["PARCOURS_STOREPORT", "PARCOURS_STORE_PORT"],
  ])("with %s is refused, and %s is offered", (name, near) => {
    const { code, message } = whyNot({ ...plain, [name]: "1" });
    expect(code).toBe("unknown-variable");
    expect(message).toContain(`${name} is not a variable of Parcours. Did you mean ${near}?`);
  });

  test("lets the variables of the tests pass", () => {
    const variables = { ...plain, PARCOURS_REQUIRE: "kafka", PARCOURS_TEST_SLOW: "1" };
    expect(() => readSettings(variables)).not.toThrow();
  });

  test.each([
    ["PARCOURS_PORT", "http"],
    ["PARCOURS_PORT", "65536"],
    ["PARCOURS_PORT", "80.5"],
    ["PARCOURS_SIMULATE", "yes"],
    ["PARCOURS_WRITE_KEY", "short"],
    ["PARCOURS_LOG_LEVEL", "loud"],
    ["PARCOURS_URL", "127.0.0.1"],
    ["PARCOURS_RETENTION_DAYS", "0"],
  ])("with %s=%s is refused by that name", (name, value) => {
    const { code, message } = whyNot({ ...plain, [name]: value });
    expect(code).toBe("invalid-settings");
    expect(message).toContain(`${name}: `);
  });

  test("with a variable that is empty is as without it", () => {
    expect(readSettings({ ...plain, PARCOURS_PORT: "" }).environment.PARCOURS_PORT).toBe(7300);
  });
});

describe("the configuration", () => {
  test("must be there when it was named", () => {
    const { code, message } = whyNot({ PARCOURS_CONFIG: join(folder, "absent.yaml") });
    expect(code).toBe("no-config");
    expect(message).toContain("absent.yaml");
  });

  test("must be YAML, and says where it is not", () => {
    const { code, message } = whyNot(withConfig("tenants: [\n  - id: x"));
    expect(code).toBe("invalid-yaml");
    expect(message).toMatch(/line \d/);
  });

  test.each([
    ["tenant: []\ntenants: [{ id: a }]", '"tenant"', "tenants"],
    ["tenants: [{ id: a, time_zone: Europe/Paris }]", '"time_zone"', "timezone"],
    ["tenants: [{ id: a, moment: [] }]", '"moment"', "moments"],
  ])("%j has a key that nobody knows, and is told the nearest", (yaml, key, near) => {
    const { code, message } = whyNot(withConfig(yaml));
    expect(code).toBe("invalid-settings");
    expect(message).toContain(PATH);
    expect(message).toContain(key);
    expect(message).toContain(`(did you mean "${near}"?)`);
  });

  test("has keys of moments that are known, too", () => {
    const { message } = whyNot(momentOf("sucess: wait <= 8m"));
    expect(message).toMatch(/tenants\.0\.moments\.0: .*"sucess".*did you mean "success"/);
  });

  test.each([
    ["wait <= 8", /success: "8" must be a duration such as 90s or 8m/],
    ["waiting <= 8m", /success: must read like "wait <= 8m"; the field is one of wait,/],
    ["wait >= 8m", /success: a duration is promised with <= or </],
    ["outcome = solved", /success: an outcome reads "outcome = resolved \| partial/],
    ["nps >= high", /success: "high" must be a whole number/],
  ])("with the condition %s says what was expected", (condition, expected) => {
    expect(whyNot(momentOf(`success: ${condition}`)).message).toMatch(expected);
  });

  test.each([
    ["tenants: []", /tenants: /],
    ["tenants: [{ id: La Poste }]", /lower case letters, digits and -/],
    ["tenants: [{ id: a, timezone: Paris }]", /timezone: must be an IANA time zone/],
    ["tenants: [{ id: a, timezone: '+02:00' }]", /timezone: must be an IANA time zone/],
    ["", /is not right/],
  ])("%j is refused", (yaml, expected) => {
    expect(whyNot(withConfig(yaml)).message).toMatch(expected);
  });

  test("says everything that is wrong with it at once", () => {
    const yaml = "tenants: [{ id: A, timezone: Paris }]";
    expect(whyNot(withConfig(yaml)).message.split("\n")).toHaveLength(3);
  });

  test("of this repository is right", () => {
    const { config } = readSettings({ PARCOURS_CONFIG: "parcours.config.yaml" });
    expect(config.tenants[0]?.moments.map(({ id }) => id)).toContain("short_wait");
  });
});
