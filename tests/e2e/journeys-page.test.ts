import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
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

/** Of three hundred visits every eleventh gives up: 28. */
const [VISITS, LOST] = [300, 28];
const write = formatOf("fr");

describe("the screen of journeys", skipUnless("browser", await whyNoBrowser()), () => {
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
      acceptDownloads: true,
      permissions: ["clipboard-read", "clipboard-write"],
    });
    await (await signedIn.newPage()).goto(parcours.link());
  }, 180_000);

  afterAll(async () => {
    await browser.close();
    await parcours.stop();
  });

  const open = (address = "", context = signedIn): Promise<Page> =>
    openPage(context, `${parcours.url}/?screen=journeys${address}`, complaints);

  const bar = (page: Page, step: number) => page.locator(".level").nth(step - 1);
  const rows = (page: Page): Locator => page.locator("dialog.proof tbody tr");

  const focused = (page: Page, id: string) =>
    eventually(
      `the focus on ${id}`,
      async () => (await page.evaluate<string>("document.activeElement.id")) === id,
    );

  test("tells how to send a first event while there is none", async () => {
    const page = await open();
    await page.getByText(`curl ${parcours.url}/v1/events`).waitFor();
    await page.close();
    await fetch(`${parcours.url}/v1/sites`, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${parcours.keys.admin}`,
        "content-type": "application/json",
      },
      body: JSON.stringify({ sites: SITES }),
    });
    expect((await parcours.post(visits(Date.now()))).status).toBe(202);
    // A branch where few have been: too few to conclude.
    const tell = (n: number) => teller(`few-${String(n)}`, "S4", Date.now() - 3 * 86_400_000);
    const few = [1, 2, 3].flatMap((n) => [
      tell(n)("ticket.issued", 0, { service: "stamps" }),
      tell(n)("wait.started", 0),
    ]);
    expect((await parcours.post(few)).status).toBe(202);
    // Two months ago: everybody is served at one branch, and one in four at the other.
    const apart = ["S5", "S6"].flatMap((site) =>
      Array.from({ length: 40 }, (_, n) => {
        const told = teller(`apart-${site}-${String(n)}`, site, Date.now() - 60 * 86_400_000);
        const isServed = site === "S5" || n % 4 === 0;
        const service = isServed ? [told("service.started", 300, { desk: "3" })] : [];
        return [told("ticket.issued", 0, { service: "parcel" }), ...service];
      }).flat(),
    );
    expect((await parcours.post(apart)).status).toBe(202);
    await parcours.settled();
    // The API keeps both for some seconds.
    await eventually("branches and first events are known", async () => {
      const headers = { authorization: `Bearer ${parcours.keys.read}` };
      const { sites } = (await (await fetch(`${parcours.url}/v1/sites`, { headers })).json()) as {
        sites: readonly unknown[];
      };
      const { freshness } = await parcours.ask("trend", { by: [], metrics: ["journeys"] });
      return sites.length === SITES.length && freshness.last_event !== null;
    });
  });

  test("leads here from the other screen, and takes the filters along", async () => {
    const page = await openPage(
      signedIn,
      `${parcours.url}/?period=last_90_days&site=S2`,
      complaints,
    );
    await page.getByRole("link", { name: "Parcours", exact: true }).click();
    await page.getByRole("heading", { name: "Parcours", exact: true }).waitFor();
    await bar(page, 1).getByText(/100,0/).waitFor();
    const { searchParams } = new URL(page.url());
    expect([...searchParams.keys()].sort()).toEqual(["period", "screen", "site"]);
    expect(await bar(page, 1).innerText()).toContain("100 parcours");
    await page.close();
  });

  test("builds a funnel by clicking, which says what the api says and stands in the address", async () => {
    const page = await open();
    await bar(page, 5).waitFor();
    // From the usual five steps to three: ticket, wait, end of service.
    await page.getByRole("button", { name: "Retirer l'étape 5" }).click();
    await page.getByRole("button", { name: "Retirer l'étape 3" }).click();
    await eventually("three steps", async () => (await page.locator(".level").count()) === 3);
    await page.getByLabel("Étape 3", { exact: true }).selectOption("service.started");
    await page.getByRole("button", { name: "Ajouter une étape" }).click();
    expect(await page.getByLabel("Étape 4", { exact: true }).inputValue()).toBe("service.ended");
    await page.getByRole("button", { name: "Monter l'étape 4" }).press("Enter");
    // The focus goes along, so that one key moves it on.
    expect(await page.evaluate("document.activeElement.getAttribute('aria-label')")).toBe(
      "Monter l'étape 3",
    );
    await page.getByRole("button", { name: "Descendre l'étape 3" }).click();
    await page.getByRole("button", { name: "Préciser l'étape 3" }).click();
    await page.getByLabel("Étape 3, Son nom ici").fill("Au guichet");
    await page.getByLabel("Combien").fill("30");
    await page.getByLabel("Combien").press("Tab");
    await page.getByLabel("Unité").selectOption("m");
    await page.getByRole("button", { name: "Exclure un événement" }).click();
    await page.getByLabel("Événement exclu").selectOption("ticket.transferred");
    await bar(page, 3).getByText("Au guichet").waitFor();
    const asked = new URL(page.url()).searchParams;
    expect(asked.getAll("step")).toEqual([
      "ticket.issued",
      "wait.started",
      "service.started-Au guichet",
      "service.ended",
    ]);
    expect(asked.get("window")).toBe("30m");
    expect(asked.getAll("without")).toEqual(["ticket.transferred-1-4"]);

    const answer = await parcours.ask("funnel", {
      range: "last_28_days",
      steps: asked.getAll("step").map((step) => ({ type: step.split("-")[0] })),
      window: "30m",
      exclude: [{ type: "ticket.transferred", from: 1, to: 4 }],
    });
    const of = (step: number, column: string) => Number(answer.rows[step - 1]?.[column]);
    expect(of(3, "units")).toBe(VISITS - LOST);
    await eventually("the figures of the api", async () => {
      const text = await bar(page, 4).innerText();
      return text.includes(write.share(of(4, "of_entered")));
    });
    expect(await bar(page, 3).innerText()).toContain(write.count(of(3, "units")));
    const took = `médiane ${write.duration(of(3, "median_seconds"))}, p90 ${write.duration(of(3, "p90_seconds"))}`;
    await page.getByText(took).waitFor();
    await page.reload();
    await bar(page, 3).getByText("Au guichet").waitFor();
    await page.goBack();
    await eventually(
      "each edit is a step back",
      async () => (await page.getByLabel("Événement exclu").inputValue()) === "wait.abandoned",
    );
    await page.close();
  });

  test("asks of a step what its events say, word by word, and counts by that", async () => {
    const page = await open("&step=ticket.issued&step=service.started&window=1h");
    await bar(page, 2).waitFor();
    await page.getByRole("button", { name: "Préciser l'étape 2" }).press("Enter");
    await page.getByRole("button", { name: "Ajouter une condition, Étape 2" }).press("Enter");
    const value = page.getByLabel("Valeur de bureau, Étape 2");
    // What to ask of is chosen first; what started services never say is not there.
    const trait = page.getByLabel("Ce que dit l'événement, Étape 2");
    await focused(page, "trait-steps-1");
    expect(await trait.locator("option").allInnerTexts()).not.toContain("issue");
    const suggested = (of: string) =>
      page
        .locator(`#steps-1-${of}-known option`)
        .evaluateAll((all) => all.map((one) => one.getAttribute("value")));
    expect(await suggested("site")).toEqual([...SITES.map(({ name }) => name), "(sans)"]);
    await trait.selectOption("service");
    await eventually("services of the period", async () =>
      (await suggested("service")).includes("parcel"),
    );
    await trait.selectOption("site");
    await value.fill("lyon bellecour");
    await value.press("Enter");
    await bar(page, 2).getByText("Début du service (bureau : Lyon Bellecour)").waitFor();
    await focused(page, "steps-1-site-next");
    await value.nth(1).fill("Lille République");
    await value.nth(1).press("Tab");
    await bar(page, 2).getByText("(bureau : Lyon Bellecour ou Lille République)").waitFor();
    expect(new URL(page.url()).searchParams.getAll("step")).toEqual([
      "ticket.issued",
      "service.started~site=S2,S3",
    ]);
    const asked = (values: readonly string[]) => ({
      range: "last_28_days",
      steps: [{ type: "ticket.issued" }, { type: "service.started", where: { site: values } }],
      window: "1h",
    });
    const reached = async (question: object) =>
      write.count(Number((await parcours.ask("funnel", question)).rows[1]?.["units"]));
    const [two, one] = [await reached(asked(["S2", "S3"])), await reached(asked(["S2"]))];
    expect(one).not.toBe(two);
    await eventually("two branches", async () => (await bar(page, 2).innerText()).includes(two));
    await value.nth(1).fill("");
    await value.nth(1).press("Enter");
    await eventually("one branch", async () => (await bar(page, 2).innerText()).includes(one));
    await page.getByRole("button", { name: "Retirer la condition sur bureau, Étape 2" }).click();
    await eventually("all that were served", async () =>
      (await bar(page, 2).innerText()).includes(write.count(VISITS - LOST)),
    );
    await focused(page, "add-steps-1");
    await page.close();
  });

  test("asks of an exclusion, too, so that it voids less", async () => {
    const steps = "&step=ticket.issued&step=review.submitted&window=1d";
    const page = await open(`${steps}&without=service.ended-1-2&lang=en`);
    await eventually("nobody", async () => (await bar(page, 2).innerText()).includes("0 journeys"));
    await page.getByRole("button", { name: "Refine exclusion 1" }).click();
    await page.getByRole("button", { name: "Add a condition, Exclusion 1" }).click();
    await page.getByLabel("What the event says, Exclusion 1").selectOption("outcome");
    const value = page.getByLabel("Value of outcome, Exclusion 1");
    await value.fill("Unresolved");
    await value.press("Enter");
    const answer = await parcours.ask("funnel", {
      range: "last_28_days",
      steps: [{ type: "ticket.issued" }, { type: "review.submitted" }],
      exclude: [{ type: "service.ended", where: { outcome: ["unresolved"] }, from: 1, to: 2 }],
    });
    const some = Number(answer.rows[1]?.["units"]);
    expect(some).toBeGreaterThan(0);
    await eventually("some", async () =>
      (await bar(page, 2).innerText()).includes(`${String(some)} journeys`),
    );
    expect(new URL(page.url()).searchParams.getAll("without")).toEqual([
      "service.ended-1-2~outcome=unresolved",
    ]);
    await page.close();
  });

  test("counts customers instead of journeys, and says so in each of its words", async () => {
    const page = await open("&step=ticket.issued&step=service.started&window=1h");
    await bar(page, 1)
      .getByText(write.count(VISITS + 3))
      .waitFor();
    await page.getByLabel("Qui passe par les étapes").selectOption({ label: "Les clients" });
    await bar(page, 1).getByText("150 clients").waitFor();
    expect(new URL(page.url()).searchParams.get("unit")).toBe("customer");
    const answer = await parcours.ask("funnel", {
      range: "last_28_days",
      steps: [{ type: "ticket.issued" }, { type: "service.started" }],
      window: "1h",
      unit: "customer",
    });
    const share = Number(answer.rows[1]?.["of_entered"]);
    await eventually("the figures of the api", async () =>
      (await bar(page, 2).innerText()).includes(write.share(share)),
    );
    expect(await page.locator(".block.funnel h2").innerText()).toMatch(/client/);
    await bar(page, 2).click();
    await page.getByText("Tous les parcours de ces clients").waitFor();
    await rows(page).first().waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("link", { name: "Preuves" }).click();
    await page.getByText("Les parcours des clients arrivés à « Ticket pris »").waitFor();
    await page.close();
  });

  test("opens a loss into the journeys that were lost, and one of them into its events", async () => {
    // An hour is over for all of them: nobody may still come.
    const page = await open("&window=1h");
    await page.getByRole("button", { name: `${String(LOST + 3)} perdus` }).press("Enter");
    await eventually("a page of them", async () => (await rows(page).count()) === 25);
    await page.getByRole("link", { name: /Suivants/ }).click();
    await eventually("the rest", async () => (await rows(page).count()) === LOST + 3 - 25);
    await page.getByRole("link", { name: /Précédents/ }).click();
    await rows(page).filter({ hasText: "abandon" }).first().getByRole("link").click();
    await page.getByText("Parti sans être servi").last().waitFor();
    await page.getByRole("link", { name: "Retour" }).click();
    await page.getByRole("link", { name: "Arrivés jusque-là" }).click();
    await eventually("those who came", async () =>
      (await rows(page).first().innerText()).includes("servi"),
    );
    await page.keyboard.press("Escape");
    await eventually("closed", async () => !(await page.locator("dialog.proof").isVisible()));
    await page.close();
  });

  test("shows more of the paths as one asks for more, and the same moves as rows that open", async () => {
    const page = await open("&shown=60");
    const moves = page.locator(".graph .move");
    await moves.first().waitFor();
    const few = await moves.count();
    await page.getByRole("slider").press("End");
    await eventually("all moves", async () => (await moves.count()) > few);
    expect(new URL(page.url()).searchParams.get("shown")).toBe("100");
    const answer = await parcours.ask("paths", { range: "last_28_days" });
    expect(await moves.count()).toBe(answer.rows.length);
    await page.locator(".block.paths").getByRole("button", { name: "Tableau" }).press("Enter");
    const edges = page.locator(".block.paths tbody tr");
    expect(await edges.count()).toBe(answer.rows.length);
    await edges.filter({ hasText: "Parti sans être servi" }).first().getByRole("button").click();
    await eventually("its journeys", async () => (await rows(page).count()) === 25);
    await page.close();
  });

  test("makes a funnel of a sequence, and opens its journeys", async () => {
    const page = await open("&tab=variants");
    const table = page.locator(".block.variants tbody tr");
    await table.first().waitFor();
    const gaveUp = table.filter({ hasText: "abandon" });
    await gaveUp.getByRole("button").click();
    await eventually("its journeys", async () => (await rows(page).count()) === 25);
    await page.keyboard.press("Escape");
    await gaveUp.getByRole("link", { name: /en entonnoir/ }).click();
    await eventually("its steps", async () => (await page.locator(".level").count()) === 3);
    expect(new URL(page.url()).searchParams.getAll("step").at(-1)).toBe("wait.abandoned");
    await page.close();
  });

  test("sets two branches side by side, and says nothing where nothing is established", async () => {
    const page = await open("&tab=sides");
    await page.getByText("Il n'y a rien à comparer dans cette sélection").waitFor();
    await page.getByLabel("Comparer par").selectOption("site");
    await page.getByText("aucun écart établi entre Paris Louvre et Lyon Bellecour").waitFor();
    await page.getByLabel("Second côté").selectOption({ label: "Lille République" });
    await eventually("in the address", () => new URL(page.url()).searchParams.get("b") === "S3");
    await page.getByText("aucun écart établi entre Paris Louvre et Lille République").waitFor();
    await page.locator(".sides-table tbody").nth(1).getByRole("button").last().click();
    await eventually("of that branch alone", async () =>
      (await rows(page).first().innerText()).includes("Lille République"),
    );
    await page.close();
  });

  test("says that two branches differ as the api tested it, and by how much", async () => {
    const steps = ["ticket.issued", "service.started"];
    const answer = await parcours.ask("funnel", {
      range: "last_90_days",
      where: { site: ["S6"] },
      compare: { where: { site: ["S5"] } },
      steps: steps.map((type) => ({ type })),
      window: "2d",
    });
    const last = answer.rows.at(-1);
    expect(last).toMatchObject({ of_entered_before: 1, of_entered_significant: true });
    const asked = steps.map((step) => `&step=${step}`).join("");
    const page = await open(`&tab=sides&by=site&period=last_90_days&a=S6&b=S5${asked}`);
    const shares = `${write.share(1)} contre ${write.share(Number(last?.["of_entered"]))}`;
    const points = `${write.count(100 - Number(last?.["of_entered"]) * 100)} points`;
    await page
      .getByText(`Jusqu'au bout, S5 devance S6 de ${points} (${shares}), c'est établi`)
      .waitFor();
    const table = page.locator(".sides-table tbody").nth(1);
    expect(await table.innerText()).toMatch(new RegExp(`S5\\s: ${points} de plus, établi`));
    // Both sides have their intervals: the list of branches says the same.
    expect(await table.locator(".interval .bar").count()).toBe(2);
    await page.close();
  });

  test("opens how many took how long under a step, and holds it in the address", async () => {
    const page = await open("&window=1h");
    const took = page.locator(".between button.took").nth(1);
    await took.press("Enter");
    expect(await took.getAttribute("aria-expanded")).toBe("true");
    await page
      .getByRole("heading", { name: "De « Début d'attente » à « Début du service »" })
      .waitFor();
    const answer = await parcours.ask("funnel", {
      range: "last_28_days",
      steps: ["ticket.issued", "wait.started", "service.started"].map((type) => ({ type })),
      window: "1h",
      histogram: true,
    });
    const buckets = answer.rows.filter((row) => row["step"] === 3);
    await eventually(
      "a column a bucket",
      async () => (await page.locator(".columns .bars i").count()) === buckets.length,
    );
    expect(await page.locator(".columns .mark").allInnerTexts()).toEqual(["médiane", "p90"]);
    await page.reload();
    const block = page.locator(".block.spread");
    await block.getByRole("button", { name: "Tableau" }).press("Enter");
    const counts = await block.locator("tbody td:last-child").allInnerTexts();
    expect(counts).toEqual(buckets.map((row) => write.count(Number(row["units"]))));
    await took.press("Enter");
    await eventually("closed", async () => (await block.count()) === 0);
    expect(new URL(page.url()).searchParams.has("spread")).toBe(false);
    await page.close();
  });

  test("lists the journeys of any step below, too", async () => {
    const page = await open("&tab=evidence&lang=en");
    const list = page.locator(".block.evidence tbody tr");
    await eventually("a page of all", async () => (await list.count()) === 25);
    await page.locator(".block.evidence").getByLabel("Step").selectOption("3");
    await page.getByRole("link", { name: "Lost before" }).click();
    await page
      .getByText("The journeys lost between “Wait started” and “Service started”")
      .waitFor();
    await eventually("those lost", async () =>
      (await list.first().innerText()).includes("abandon"),
    );
    expect(new URL(page.url()).searchParams.get("cell")).toBe("3-lost");
    await list.first().getByRole("link").click();
    await page.locator("dialog.proof .events li").first().waitFor();
    await page.close();
  });

  test("gives the question away as a command that answers, and the answer as a file", async () => {
    const page = await open("&site=S3");
    await page.getByRole("button", { name: "curl" }).click();
    await page.getByText("Copié : curl").waitFor();
    const line = await page.evaluate<string>("navigator.clipboard.readText()");
    const said = execFileSync("sh", ["-c", line], {
      env: { ...process.env, PARCOURS_READ_KEY: parcours.keys.read },
    }).toString();
    expect(said.split("\n")[1]).toMatch(/^1,ticket\.issued,100,1,/);
    const waiting = page.waitForEvent("download");
    await page.getByRole("button", { name: "CSV" }).click();
    const download = await waiting;
    expect(download.suggestedFilename()).toBe("parcours-funnel.csv");
    expect(readFileSync(await download.path(), "utf8")).toBe(said);
    const parquet = page.waitForEvent("download");
    await page.getByRole("button", { name: "Parquet" }).click();
    const bytes = readFileSync(await (await parquet).path());
    expect(bytes.subarray(0, 4).toString()).toBe("PAR1");
    await page.close();
  });

  test("gives the question away as SQL, which the server has to say", async () => {
    const page = await open("&step=ticket.issued&step=service.started");
    await bar(page, 2).waitFor();
    const button = page.getByRole("button", { name: "SQL" });
    await button.press("Enter");
    await page.getByText("Copié : SQL").waitFor();
    const statement = await page.evaluate<string>("navigator.clipboard.readText()");
    // As an analyst runs it, who may only read.
    const [found] = await parcours.sql<{ units_1: number; units_2: number }>(statement);
    for (const [step, units] of [found?.units_1, found?.units_2].entries()) {
      expect(await bar(page, step + 1).innerText()).toContain(`${String(units)} parcours`);
    }
    await page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no'))");
    await button.click();
    const byHand = page.locator(".take textarea");
    await byHand.waitFor();
    expect(await byHand.inputValue()).toContain("SELECT");
    await page.close();
  });

  test("concludes nothing from few, and says why a selection is empty", async () => {
    const page = await open("&site=S4&lang=en");
    await page.getByText("Ticket issued: too few to conclude (n 3)").waitFor();
    expect(await bar(page, 1).getAttribute("class")).toContain("weak");
    await page.goto(`${parcours.url}/?screen=journeys&from=2020-01-01&to=2020-02-01&lang=en`);
    await page.getByRole("link", { name: /The nearest data/ }).click();
    await bar(page, 1).waitFor();
    await page.close();
  });

  test("goes on with the rest when one block fails", async () => {
    const page = await signedIn.newPage();
    await page.route("**/v1/questions/paths", (route) => route.abort());
    await page.goto(`${parcours.url}/?screen=journeys`);
    await page.getByText("Indisponible : les chemins").waitFor();
    await bar(page, 5).waitFor();
    await page.unroute("**/v1/questions/paths");
    await page.getByRole("button", { name: "Réessayer" }).click();
    await page.locator(".graph .move").first().waitFor();
    await page.close();
  });

  const looks = (["fr", "en"] as const).flatMap((language) =>
    (["light", "dark"] as const).map((theme) => ({ language, theme })),
  );
  test("keeps the question under a name, replaces another only when told to, and links to its CSV", async () => {
    const page = await open("&step=ticket.issued&step=service.started");
    await bar(page, 2).waitFor();
    const keep = page.locator(".keep");
    await keep.getByText("Enregistrer cette question").click();
    await keep.getByLabel("Nom").fill("Servis, par écrit");
    await keep.getByLabel("Parcours").check();
    await keep.getByRole("button", { name: "Enregistrer", exact: true }).click();
    await keep.getByText("Enregistrée sous « servis-par-ecrit », version 1").waitFor();
    await keep.getByRole("button", { name: "Enregistrer", exact: true }).click();
    await keep.getByRole("button", { name: "La remplacer" }).click();
    await keep.getByText("version 2").waitFor();
    // Asked and refused, which the browser tells its console.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("409")]);
    await keep.getByRole("button", { name: "Copier un lien vers son CSV" }).click();
    const link = await keep.getByLabel("Copier un lien vers son CSV").inputValue();
    const csv = await (await fetch(link)).text();
    expect(csv).toContain("service.started");
    expect(await axeFinds(page)).toEqual([]);
    const headers = { authorization: `Bearer ${parcours.keys.admin}` };
    await fetch(`${parcours.url}/v1/saved/servis-par-ecrit`, { method: "DELETE", headers });
    await page.close();
  });

  test.each(looks)("axe finds nothing in $language, $theme", async ({ language, theme }) => {
    const addresses: readonly (readonly [string, string])[] = [
      [
        "&without=ticket.transferred-1-3~to=S2&step=ticket.issued&step=service.started-X&step=service.ended~outcome=resolved,partial",
        ".graph .move",
      ],
      ["&tab=variants&spread=3", ".columns .bars i"],
      ["&tab=sides&by=site", ".sides-table tbody"],
      ["&tab=evidence", ".block.evidence tbody tr"],
      ["&open=funnel.3&which=lost&page=1", "dialog.proof tbody tr"],
      ["&open=funnel.3", "dialog.proof dl"],
    ];
    for (const [address, settled] of addresses) {
      const page = await open(`${address}&lang=${language}&theme=${theme}`);
      await page.locator(settled).first().waitFor();
      await bar(page, 2).waitFor();
      expect([address, await axeFinds(page)]).toEqual([address, []]);
      await page.close();
    }
  });

  test.each(looks)("axe finds nothing in an open step, $language, $theme", async (look) => {
    const asked = "&unit=customer&step=ticket.issued~site=S1,S2&step=service.started";
    const page = await open(`${asked}&lang=${look.language}&theme=${look.theme}`);
    await bar(page, 2).waitFor();
    await page.locator(".steps .more").first().click();
    await page.locator(".conditions > button").click();
    await page.locator(".condition select").waitFor();
    expect(await axeFinds(page)).toEqual([]);
    await page.close();
  });

  test("a phone has one column, and nothing beyond its edge", async () => {
    const phone = await browser.newContext({
      viewport: { width: 390, height: 800 },
      storageState: await signedIn.storageState(),
    });
    for (const language of ["fr", "en"] satisfies Language[]) {
      const filtered =
        "evidence&step=ticket.issued~site=S1,S2,S3~channel=office&step=review.submitted~nps=9,10";
      for (const tab of [
        "paths&shown=100",
        "variants&spread=5",
        "sides&by=site",
        "evidence",
        filtered,
      ]) {
        const page = await open(`&lang=${language}&tab=${tab}`, phone);
        await bar(page, tab === filtered ? 2 : 5).waitFor();
        await page.locator(".closer .scroll").first().waitFor();
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
        await page.close();
      }
    }
    await phone.close();
  });

  test("the browser has nothing to complain of", () => {
    expect(complaints).toEqual([]);
  });
});
