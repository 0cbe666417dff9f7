import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Demonstration, startDemonstration } from "../../src/cli/demonstration.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../support/browser.ts";

let browser: Browser;
let site: Demonstration;
/** What a developer has open beside the site. */
let desk: Page;
let visitor: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startDemonstration({ port: 0, https: false, hostname: "localhost", guard: "report" });
  const context = await browser.newContext();
  [desk, visitor] = [await context.newPage(), await context.newPage()];
  // What the browser has kept itself, the edge is not asked for.
  const developerTools = await context.newCDPSession(visitor);
  await developerTools.send("Network.enable");
  await developerTools.send("Network.setCacheDisabled", { cacheDisabled: true });
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

async function open(path: string): Promise<void> {
  await desk.goto(new URL(`/__edge${path}`, site.url).href);
}

/** Nothing is wrong with the page, wide or narrow. */
async function check(): Promise<void> {
  expect(await accessibilityProblems(desk)).toEqual([]);
  await desk.setViewportSize({ width: 320, height: 640 });
  expect([desk.url(), await fitsSideways(desk)]).toEqual([desk.url(), true]);
  await desk.setViewportSize({ width: 1280, height: 800 });
}

const visit = (path: string) => visitor.goto(new URL(path, site.url).href);
const main = () => desk.locator("main").innerText();

async function signInAsAmina(): Promise<void> {
  await visit("/demo/session");
  await visitor.getByRole("link", { name: "Sign in" }).click();
  await visitor.getByLabel("Amina Example").check();
  await visitor.getByRole("button", { name: "Continue" }).click();
  await visitor.waitForURL(/\/demo\/session/);
}

/** Moves the focus until it is on something of this name, as who has no mouse does. */
async function tabTo(name: string): Promise<void> {
  for (let nth = 0; nth < 60; nth += 1) {
    await desk.keyboard.press("Tab");
    const text = await desk.evaluate("document.activeElement.textContent.trim()");
    if (text === name) return;
  }
  throw new Error(`The keyboard does not reach ${name}.`);
}

describe("one after the other, as a developer does", () => {
  test("requests come by themselves, and are filtered as they come", async () => {
    await open("");
    await check();
    await expect.poll(() => desk.locator("[data-status]").innerText()).toBe("Live.");
    await visit("/demo/session");
    await desk.locator("tr[data-path='/demo/session']").waitFor();
    await desk.getByLabel("Path contains").fill("nowhere");
    expect(await desk.locator("tbody tr:visible").count()).toBe(0);
    await desk.getByLabel("Path contains").fill("/demo/");
    await desk.getByLabel("Decision").selectOption("hit");
    await visit("/demo/session");
    await expect.poll(() => desk.locator("tbody tr:visible").count()).toBe(1);
  });

  test("while it is paused nothing moves, and nothing is lost", async () => {
    await open("");
    await expect.poll(() => desk.locator("[data-status]").innerText()).toBe("Live.");
    const rows = await desk.locator("tbody tr").count();
    await desk.getByRole("button", { name: "Pause" }).click();
    await visit("/demo/session");
    await expect.poll(() => desk.locator("[data-status]").innerText()).toMatch(/^Paused\. [1-9]/);
    expect(await desk.locator("tbody tr").count()).toBe(rows);
    await desk.getByRole("button", { name: "Go on" }).click();
    expect(await desk.locator("tbody tr").count()).toBeGreaterThan(rows);
  });

  test("a request is a story: the cookie became three headers, by a rule that is named", async () => {
    await signInAsAmina();
    await open("?path=/demo/session&decision=miss");
    await desk.getByRole("link", { name: "GET /demo/session" }).first().click();
    await check();
    const story = await main();
    expect(story).toMatch(/The browser asked.*The edge made of it.*The cache.*The origin.*The client got/s);
    expect(story).toMatch(/became GOVUK-Account-Session: \S{6}… \(\d+ characters\)/);
    expect(story).toContain("recv, rule 28");
    expect(story).toMatch(/Vary: .*Cookie/);
    await desk.locator("a[href='/__edge/rules#recv-rule-28']").first().click();
    await check();
    expect(await desk.locator("#recv-rule-28").count()).toBe(1);
  });

  test("a hit shows the variants that there were, and how fresh the chosen one is", async () => {
    await visit("/demo/session");
    await open("?path=/demo/session&decision=hit");
    await desk.getByRole("link", { name: "GET /demo/session" }).first().click();
    await check();
    expect(await main()).toMatch(/Found: fresh[\s\S]*Variants considered: 2[\s\S]*this one, for/);
    expect(await desk.locator("svg.bar").getAttribute("aria-label")).toMatch(/fresh for another \d+/);
  });

  test("the cache is a tree, and a URL can be purged by keyboard", async () => {
    await open("/cache");
    await check();
    expect(await main()).toMatch(/demo\/session, 2 variants[\s\S]*By govuk-account-session/);
    await tabTo(`Purge ${site.url}/demo/session`);
    await desk.keyboard.press("Enter");
    await expect.poll(main).not.toContain("/demo/session,");
    expect((await visit("/demo/session"))?.headers()["x-cache"]).toBe("MISS");
  });

  test("what varies by a header is softly purged by keyboard, and shown as stale", async () => {
    await open("/cache");
    const list = `all by govuk-account-session, of ${site.url}/demo/session`;
    await tabTo(`Purge softly ${list}: it may be served stale`);
    await desk.keyboard.press("Enter");
    await expect.poll(main).toContain("by a soft purge");
  });

  test("time moves for the cache, and what has expired says so", async () => {
    await visit("/demo/session");
    await open("/controls");
    await check();
    await desk.getByRole("button", { name: "1 hour forward" }).click();
    expect(await main()).toContain("moved forward by 60 min");
    await open("/cache");
    expect(await main()).toMatch(/stale for \d+ min/);
    await open("/controls");
    await desk.getByLabel("Seconds", { exact: true }).fill("soon");
    await desk.getByRole("button", { name: "Move forward" }).click();
    expect(await main()).toContain("whole number of seconds");
  });

  test("the origin is taken away, and recovers", async () => {
    await open("/controls");
    await desk.getByRole("button", { name: "Take it away" }).click();
    await check();
    expect((await visit("/demo/cached-by-nobody"))?.status()).toBe(502);
    await desk.getByRole("button", { name: "Let it recover" }).click();
    expect((await visit("/demo/session"))?.status()).toBe(200);
  });

  test("one is nobody, somebody who was seen, or has a damaged cookie", async () => {
    await open("/people");
    await check();
    await desk.getByRole("button", { name: "Be nobody" }).click();
    await visit("/demo/session");
    expect(await visitor.content()).not.toContain("amina@example.com");
    await desk.getByRole("button", { name: "Damage the cookie" }).click();
    await visit("/demo/session");
    await open("");
    expect(await main()).toContain("A session cookie was not accepted");
    await open("/people");
    await desk.getByRole("row").nth(1).getByRole("button").click();
    await check();
    await visit("/demo/session");
    expect(await visitor.content()).toContain("amina@example.com");
  });

  test("a sign-in is a sequence of real calls", async () => {
    await open("/flow");
    await check();
    const words = await main();
    for (const step of [
      "browser asks edge: GET /sign-in",
      "frontend asks account-api",
      "account-api asks one-login: POST /token",
    ])
      expect(words).toContain(step);
    expect(await desk.locator("svg.sequence line[marker-end]").count()).toBeGreaterThan(8);
  });

  test("what pages say wrongly is a warning that comes by itself: a forgotten Vary", async () => {
    await open("");
    await expect.poll(() => desk.locator("[data-status]").innerText()).toBe("Live.");
    await visit("/demo/forgets");
    await desk.getByText("was made for somebody's session but does not say so").waitFor();
    await desk.getByLabel("Path contains").fill("forgets");
    await desk.getByRole("button", { name: "Show the latest" }).click();
    await desk.waitForURL(/path=forgets/);
    await check();
    expect(await main()).toContain("was made for somebody's session but does not say so");
  });

  test("by keyboard alone one comes to every page, and does what there is to do", async () => {
    await open("");
    const enter = async (name: string, title: string) => {
      await tabTo(name);
      await desk.keyboard.press("Enter");
      await desk.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
    };
    await enter("Cache", "What is stored");
    await enter("People", "Who is who");
    await enter("Be nobody", "Who is who");
    expect(await main()).toContain("signed in as nobody");
    await enter("Who called whom", "Who called whom");
    await enter("Clock and origin", "Clock and origin");
    await enter("Let it recover", "Clock and origin");
    await enter("Requests", "What the edge did");
    await tabTo("Pause");
    await desk.keyboard.press("Space");
    expect(await desk.locator("[data-status]").innerText()).toContain("Paused.");
    const [link = ""] = await desk.locator("tbody a").allInnerTexts();
    await tabTo(link);
    await desk.keyboard.press("Enter");
    await desk.getByRole("heading", { name: "2. The edge made of it" }).waitFor();
  });

  test("no secret is on any of the pages", async () => {
    const [{ value = "" } = {}] = (await visitor.context().cookies()).filter(({ name }) =>
      /session/.test(name),
    );
    expect(value.length).toBeGreaterThan(12);
    for (const path of ["", "/cache", "/people", "/flow", "/events.json"]) {
      await open(path);
      expect(await desk.content()).not.toContain(value.slice(0, 13));
    }
  });

  test("without JavaScript the lists are there, and filter by a form", async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    await page.goto(`${site.url}/__edge`);
    expect(await page.locator("tbody tr").count()).toBeGreaterThan(3);
    await page.getByLabel("Decision").selectOption("hit");
    await page.getByRole("button", { name: "Show the latest" }).click();
    const decisions = await page.locator("tbody tr .tag").allInnerTexts();
    expect(new Set(decisions)).toEqual(new Set(["hit"]));
    await page.getByRole("button", { name: "Forget all" }).click();
    expect(await page.locator("tbody tr").count()).toBe(0);
    await context.close();
  });
});

test("another site's page can do nothing here", async () => {
  const headers = { "Sec-Fetch-Site": "cross-site" };
  const response = await fetch(`${site.url}/__edge/clear`, { method: "POST", headers });
  expect(response.status).toBe(403);
});
