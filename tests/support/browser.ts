import axe from "axe-core";
import chromiumPack from "@sparticuz/chromium";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

const ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"];

/** Starts the Chromium that comes as a package. */
export const launch = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await chromiumPack.executablePath(), args: ARGS });

/** Why there is no browser here; nothing when there is one. */
export async function whyNoBrowser(): Promise<string | undefined> {
  if (process.platform !== "linux" || process.arch !== "x64") {
    return "the Chromium of @sparticuz/chromium runs on Linux x64 alone";
  }
  try {
    await (await launch()).close();
    return undefined;
  } catch (error) {
    return `Chromium does not start here: ${String(error).split("\n")[0]}`;
  }
}

/** A page at an address; what the browser complains of goes into `complaints`. */
export async function openPage(
  context: BrowserContext,
  url: string,
  complaints: string[],
): Promise<Page> {
  const page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (line) => {
    if (line.type() === "error") complaints.push(line.text());
  });
  await page.goto(url);
  return page;
}

/** What axe finds wrong with a page as it stands: rule and first element of each. */
export async function axeFinds(page: Page): Promise<readonly (readonly [string, string])[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<readonly { id: string; nodes: { html: string }[] }[]>(
    "axe.run().then(({ violations }) => violations)",
  );
  return found.map(({ id, nodes }) => [id, nodes[0]?.html ?? ""]);
}
