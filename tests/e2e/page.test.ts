import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { formatOf } from "../../dashboards/format.ts";
import type { Language } from "../../schemas/text.ts";
import { axeFinds, launch, openPage, whyNoBrowser } from "../support/browser.ts";
import { SITES, teller, visits } from "../support/page-visits.ts";
import { skipUnless } from "../support/requires.ts";
import type { Running } from "../support/running.ts";

const root = join(import.meta.dirname, "../..");

// A browser beside three processes is slow where others work too.
vi.setConfig({ testTimeout: 90_000 });

// Pages stand in a build alone. `npm test` has just made one; alone, this file makes it current.
process.env["PARCOURS_TEST_DIST"] ??= "dist";
const { eventually, startParcours } = await import("../support/running.ts");

describe("the page", skipUnless("browser", await whyNoBrowser()), () => {
  let parcours: Running;
  let browser: Browser;
  let signedIn: BrowserContext;
  const complaints: string[] = [];

  beforeAll(async () => {
    if (process.env["PARCOURS_TEST_DIST"] === "dist") {
      execFileSync(process.execPath, [join(root, "infra/setup.mjs"), "build"], { stdio: "ignore" });
    }
    [parcours, browser] = await Promise.all([startParcours(), launch()]);
    signedIn = await browser.newContext({
      locale: "fr-FR",
      viewport: { width: 1200, height: 1000 },
    });
    await (await signedIn.newPage()).goto(parcours.link());
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await parcours.stop();
  });

  /** Opens an address; what the browser complains of is kept. */
  const open = (address = "/", context = signedIn): Promise<Page> =>
    openPage(context, parcours.url + address, complaints);

  const figure = (page: Page, id: string) => page.locator(`[data-figure="${id}"] .value`);

  test("tells somebody who is not signed in how to get a link", async () => {
    const stranger = await browser.newContext({ locale: "en-GB" });
    const page = await stranger.newPage();
    await page.goto(parcours.url);
    await page.getByRole("heading", { name: "This page needs a session" }).waitFor();
    await page.getByText("npx parcours link").waitFor();
    await stranger.close();
  });

  test("tells how to send a first event while there is none, and shows it when it came", async () => {
    const page = await open();
    await page.getByText(`curl ${parcours.url}/v1/events`).waitFor();
    await fetch(`${parcours.url}/v1/sites`, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${parcours.keys.admin}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ sites: SITES }),
    });
    const response = await parcours.post(visits(Date.now()));
    expect(response.status).toBe(202);
    await parcours.settled();
    // The visits are of other days than today, which is in sight now.
    await page.getByRole("link", { name: /Les données les plus proches/ }).waitFor();
    await page.close();
  });

  test("shows the figures of the api, in the language's own notation", async () => {
    const page = await open();
    await figure(page, "nps").waitFor();
    const frame = { range: "last_28_days" };
    const [voice, waits] = await Promise.all([
      parcours.ask("voice", frame),
      parcours.ask("waits", frame),
    ]);
    const of = (answer: typeof voice, column: string) => Number(answer.rows[0]?.[column]);
    const write = formatOf("fr");
    await eventually(
      "the figures stand there",
      async () => (await figure(page, "nps").count()) > 0,
    );
    expect(of(waits, "journeys")).toBe(300);
    expect(await figure(page, "nps").textContent()).toBe(write.score(of(voice, "nps")));
    expect(await figure(page, "wait").textContent()).toBe(
      write.duration(of(waits, "wait_p90_seconds")),
    );
    expect(await figure(page, "abandonment").textContent()).toBe(
      write.share(of(waits, "abandonment")),
    );
    await page.close();
  });

  test("opens a figure into its definition, the journeys behind it, and one with its events", async () => {
    const page = await open();
    await page.locator('[data-figure="abandonment"]').press("Enter");
    const proof = page.locator("dialog.proof");
    await proof.getByText("abandonment, version 1").waitFor();
    await proof.getByRole("link", { name: "Voir les parcours" }).click();
    const rows = proof.locator("tbody tr");
    await rows.nth(24).waitFor();
    expect(await rows.count()).toBe(25);
    expect(await rows.first().textContent()).toContain("abandon");
    await proof.getByRole("link", { name: /Suivants/ }).click();
    await eventually("the second page", async () => (await rows.count()) === 3);
    await rows.first().getByRole("link").click();
    await proof.getByText("Parti sans être servi").waitFor();
    expect(new URL(page.url()).searchParams.get("open")).toBe("abandonment");
    await page.goBack();
    await eventually("back to the list", async () => (await rows.count()) === 3);
    await page.keyboard.press("Escape");
    await eventually("closed", async () => !(await proof.isVisible()));
    await page.close();
  });

  test("shows the same rows as a table, one key away", async () => {
    const page = await open();
    const block = page.locator(".block.nps");
    await block.locator("svg").waitFor();
    await block.getByRole("button", { name: "Tableau" }).press("Enter");
    await eventually("a row a day", async () => (await block.locator("tbody tr").count()) === 14);
    await page.close();
  });

  test("turns language and light by keys, and keeps them in the address", async () => {
    const page = await open();
    await figure(page, "nps").waitFor();
    const html = page.locator("html");
    expect(await html.getAttribute("lang")).toBe("fr");
    await page.keyboard.press("e");
    await page.getByText("Waiting now", { exact: true }).waitFor();
    expect(await html.getAttribute("lang")).toBe("en");
    await page.keyboard.press("d");
    await eventually("dark", async () => (await html.getAttribute("data-theme")) === "dark");
    await page.keyboard.press("/");
    expect(await page.evaluate("document.activeElement.id")).toBe("place");
    await page.keyboard.type("Lyon Bellecour");
    await eventually("one branch", () => new URL(page.url()).searchParams.get("site") === "S2");
    await eventually("its figures", async () =>
      (await page.locator('[data-figure="wait"] .rests').innerText()).startsWith("91"),
    );
    await page.reload();
    expect(await html.getAttribute("lang")).toBe("en");
    await page.getByText("Waiting now", { exact: true }).waitFor();
    await page.close();
  });

  test("says why a selection is empty, and leads to the nearest data", async () => {
    const page = await open("/?from=2020-01-01&to=2020-02-01&lang=en");
    await page.getByRole("heading", { name: "No journey in this selection" }).waitFor();
    await page.getByRole("link", { name: /The nearest data/ }).click();
    await page.locator(".block.nps svg").waitFor();
    await page.close();
  });

  test("shows who waits now as soon as somebody does", async () => {
    const page = await open();
    const waiting = figure(page, "waiting");
    await waiting.getByText("0", { exact: true }).waitFor();
    const tell = teller("somebody", "S3", Date.now() - 60_000);
    await parcours.post([tell("ticket.issued", 0, { service: "parcel" }), tell("wait.started", 0)]);
    await waiting.getByText("1", { exact: true }).waitFor({ timeout: 10_000 });
    const row = page.locator(".block.waiting tbody tr");
    expect(await row.textContent()).toContain("Lille République");
    const seconds = async () => Number.parseInt(await row.locator("td").last().innerText(), 10);
    const before = await seconds();
    await eventually("seconds grow", async () => (await seconds()) > before, 10_000);
    await page.close();
  });

  test("shows what is pinned to it, in either language, with a file of it", async () => {
    const saved = await fetch(`${parcours.url}/v1/saved/kept-waits`, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${parcours.keys.admin}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({
        title: { fr: "Attente par bureau", en: "Waits by branch" },
        description: { fr: "Pour le comité." },
        question: "waits",
        parameters: { range: "last_28_days", by: ["site"] },
        pinned: ["esprit"],
      }),
    });
    expect(saved.status).toBe(200);
    const page = await open();
    const block = page.locator(".block.pinned");
    await block.getByRole("heading", { name: "Attente par bureau" }).waitFor();
    const { rows } = await parcours.ask("waits", { range: "last_28_days", by: ["site"] });
    await eventually("its rows", async () => (await block.locator("tbody tr").count()) === 3);
    expect(await block.locator(".under").textContent()).toContain("sans les filtres");
    const share = formatOf("fr").share(Number(rows[0]?.["abandonment"]));
    expect(await block.locator("tbody tr").first().textContent()).toContain(share);
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      block.getByRole("link", { name: "CSV" }).click(),
    ]);
    expect(file.suggestedFilename()).toBe("kept-waits.csv");
    expect(readFileSync(await file.path(), "utf8").split("\n")[0]).toMatch(/^site,journeys,/);
    await page.keyboard.press("e");
    await block.getByRole("heading", { name: "Waits by branch" }).waitFor();
    // What its author did not say in English is in French, and says so to whoever reads aloud.
    expect(await block.locator('.under [lang="fr"]').textContent()).toContain("Pour le comité.");
    await page.close();
  });

  const looks = (["fr", "en"] as const).flatMap((language) =>
    (["light", "dark"] as const).map((theme) => ({ language, theme })),
  );
  test.each(looks)("axe finds nothing in $language, $theme", async ({ language, theme }) => {
    for (const address of ["/?", "/?open=nps&", "/?open=nps&page=1&"]) {
      const page = await open(`${address}lang=${language}&theme=${theme}`);
      await settledPage(page, address);
      expect(await axeFinds(page)).toEqual([]);
      await page.close();
    }
  });

  test("a phone has one column, and nothing beyond its edge", async () => {
    const phone = await browser.newContext({
      viewport: { width: 390, height: 800 },
      storageState: await signedIn.storageState(),
    });
    for (const language of ["fr", "en"] satisfies Language[]) {
      const page = await open(`/?lang=${language}`, phone);
      await settledPage(page, "/?");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
      await page.close();
    }
    await phone.close();
  });

  test("the browser has nothing to complain of", () => {
    expect(complaints).toEqual([]);
  });
});

/** Waits until what an address shows is there. */
async function settledPage(page: Page, address: string): Promise<void> {
  if (address.includes("page=")) await page.locator("dialog tbody tr").first().waitFor();
  else if (address.includes("open=")) await page.locator("dialog dl").first().waitFor();
  else await page.locator(".block.heat svg").waitFor();
}
