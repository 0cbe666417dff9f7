/**
 * Makes the picture in the README from the real thing: the demonstration, in a real browser.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { startDemonstration } from "../src/cli/demonstration.ts";
import { launchBrowser } from "../test/support/browser.ts";

const picture = fileURLToPath(new URL("../docs/inspector.png", import.meta.url));

const site = await startDemonstration({ port: 9080, https: false, hostname: "localhost", guard: "report" });
const browser = await launchBrowser();
const context = await browser.newContext({ viewport: { width: 1000, height: 720 } });
const page = await context.newPage();
await page.goto(`${site.url}/demo/session`);
await page.getByRole("link", { name: "Sign in" }).click();
await page.getByLabel("Amina Example").check();
await page.getByRole("button", { name: "Continue" }).click();
await page.waitForURL(`${site.url}/demo/session`);
await page.reload();
await page.goto(`${site.url}/demo/forgets`);
await page.goto(site.inspectorUrl);
await page.screenshot({ path: picture });
await browser.close();
await site.close();
console.log(`Made ${picture}`);
