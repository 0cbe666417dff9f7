import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { htmlReport } from "../../src/audit/reporters/html.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../support/browser.ts";
import { faults } from "./faults.ts";
import { innocents } from "./innocents.ts";
import { type Site, startSite } from "./site.ts";
import { auditOf } from "./support.ts";

// A page is looked at by axe, and all cores may be busy with other tests.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite([...faults, ...innocents]);
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

test("the report is whole without a network or scripts, accessible, and fits a screen of 320 px", async () => {
  const shown = [
    "/leak/no-vary",
    "/leak/in-a-script",
    "/fragile/state",
    "/waste/message",
    "/fine/varies",
    "/gone",
  ];
  const report = await auditOf(shown.map((path) => site.url + path));
  const document = await htmlReport(report, "on 1 January 2026");
  const context = await browser.newContext({
    viewport: { width: 320, height: 800 },
    offline: true,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(String(error)));
  page.on("request", (request) => problems.push(request.url()));
  await page.setContent(document);
  expect(await fitsSideways(page)).toBe(true);
  for (const summary of await page.locator("summary").all()) await summary.click();
  expect(await fitsSideways(page)).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.locator("h1").innerText()).toBe("2 pages leak");
  expect(await page.getByRole("img").count()).toBe(7);
  expect(await page.getByRole("img").first().getAttribute("aria-labelledby")).toBe("now-0");
  // In the picture no name runs into the letter beside it.
  const widest =
    "Math.max(...[...document.querySelectorAll('svg text:not([text-anchor])')].map((text) => text.getBBox().width))";
  const free =
    "document.querySelector('svg circle').cx.baseVal.value - document.querySelector('svg circle').r.baseVal.value";
  expect(await page.evaluate(widest)).toBeLessThan(Number(await page.evaluate(free)));
  expect(problems).toEqual([]);
  await context.close();
});
