/**
 * Makes the pictures of the docs from the real thing: the demonstration, in a real browser, and the
 * inspector's own drawings of it.
 *
 * @module
 */
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { type Demonstration, startDemonstration } from "../src/cli/demonstration.ts";
import { launchBrowser } from "../test/support/browser.ts";

const docs = new URL("../docs/", import.meta.url);

const site = await startDemonstration({ port: 9080, https: false, hostname: "localhost", guard: "report" });
const browser = await launchBrowser();
const context = await browser.newContext({ viewport: { width: 1000, height: 720 } });
const page = await context.newPage();

/** As the README's third thing to try goes. */
async function beGreeted(at: Page, { url }: Demonstration): Promise<void> {
  await at.goto(`${url}/demo/session`);
  await at.goto(`${url}/__edge`);
  await at.getByRole("button", { name: "Forget all" }).click();
  await at.goto(`${url}/demo/session`);
  await at.getByRole("link", { name: "Sign in" }).click();
  await at.getByLabel("Amina Example").check();
  await at.getByRole("button", { name: "Continue" }).click();
  await at.waitForURL(`${url}/demo/session`);
}

/** A drawing of the inspector's, as a file of its own. */
async function drawing(path: string, name: string): Promise<void> {
  await page.goto(new URL(`/__edge${path}`, site.url).href);
  const svg = await page
    .locator("main svg")
    .first()
    .evaluate((element) => element.outerHTML);
  await writeFile(new URL(`pictures/${name}.svg`, docs), `${svg}\n`);
}

async function screenshot(path: string, name: string): Promise<void> {
  await page.goto(new URL(`/__edge${path}`, site.url).href);
  await page.screenshot({ path: fileURLToPath(new URL(`${name}.png`, docs)) });
}

await beGreeted(page, site);
await drawing("/flow", "sign-in");
await page.goto(`${site.url}/demo/session`);
await page.reload();
await screenshot("/cache", "pictures/cache");
await page.goto(`${site.url}/demo/forgets`);
// As high as the row of the page that was stored for her.
await page.setViewportSize({ width: 1200, height: 920 });
await screenshot("", "inspector");
await page.getByRole("link", { name: "GET /demo/session" }).first().click();
await page.setViewportSize({ width: 1400, height: 800 });
await page.screenshot({ path: fileURLToPath(new URL("pictures/story.png", docs)) });
await browser.close();
await site.close();
console.log(
  "Made docs/inspector.png and the pictures in docs/pictures/. Look at them before you commit them.",
);
