import type { Browser, BrowserContext, Page, Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Demonstration, startDemonstration } from "../../src/cli/demonstration.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../support/browser.ts";

const worlds = [
  {
    what: "over http with the development cookie",
    https: false,
    hostname: "www.dev.gov.uk",
    cookie: "govuk_account_session",
  },
  {
    what: "over http on localhost with the __Host- cookie",
    https: false,
    hostname: "localhost",
    cookie: "__Host-govuk_account_session",
  },
  {
    what: "over https with the __Host- cookie",
    https: true,
    hostname: "www.dev.gov.uk",
    cookie: "__Host-govuk_account_session",
  },
];

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

describe.each(worlds)("the story, $what", ({ https, hostname, cookie }) => {
  let site: Demonstration;
  let context: BrowserContext;
  let page: Page;
  const problems: string[] = [];

  /** Every page shown is checked, once it is there. */
  async function check(): Promise<void> {
    problems.push(...(await accessibilityProblems(page)));
    await page.setViewportSize({ width: 320, height: 640 });
    if (!(await fitsSideways(page))) problems.push(`${page.url()}: scrolls sideways at 320 px`);
    await page.setViewportSize({ width: 1280, height: 800 });
  }

  async function open(path: string): Promise<string> {
    const response = await page.goto(site.url + path);
    await check();
    return cacheOf(response);
  }

  const text = () => page.locator("main").innerText();
  const sessionCookies = async () =>
    (await context.cookies()).filter(({ name }) => name.includes("govuk_account_session"));

  beforeAll(async () => {
    site = await startDemonstration({ port: 0, https, hostname, guard: "report" });
    context = await browser.newContext({ ignoreHTTPSErrors: true });
    page = await context.newPage();
  });
  afterAll(async () => {
    await context.close();
    await site.close();
  });

  test("signed out: pages are the same for everybody, and cached", async () => {
    await open("/");
    expect(await open("/demo/session")).toBe("MISS");
    expect(await page.getByRole("link", { name: "Sign in" }).count()).toBe(1);
    expect(await sessionCookies()).toEqual([]);
  });

  test("signing in leads back to the page, which greets the person", async () => {
    await page.getByRole("link", { name: "Sign in" }).click();
    await page.waitForURL(/\/authorize\?/);
    await check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByText("There is a problem").waitFor();
    await check();
    await page.getByLabel("Amina Example").check();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(`${site.url}/demo/session`);
    await check();
    expect(await text()).toContain("amina@example.com");
    const [stored, ...others] = await sessionCookies();
    expect([stored?.name, stored?.httpOnly, stored?.sameSite, others]).toEqual([cookie, true, "Lax", []]);
  });

  test("the second time the page comes from the cache, still hers", async () => {
    // Reloaded, because otherwise the browser would not even ask: the page is in its own cache too.
    expect(cacheOf(await page.reload())).toBe("HIT");
    expect(await text()).toContain("amina@example.com");
  });

  test("a message is shown once", async () => {
    await open("/demo/flash");
    await page.getByRole("button", { name: "Show me a message once" }).click();
    const banner = page.getByText("You’ve subscribed to emails about this page");
    await banner.waitFor();
    await check();
    await page.reload();
    expect(await banner.count()).toBe(0);
  });

  test("somebody else gets neither her page nor her name", async () => {
    const other = await browser.newContext({ ignoreHTTPSErrors: true });
    try {
      const stranger = await other.newPage();
      await stranger.goto(`${site.url}/demo/session`);
      expect(await stranger.content()).not.toContain("amina@example.com");
    } finally {
      await other.close();
    }
  });

  test("signing out removes the cookie, and the page greets nobody", async () => {
    await open("/demo/session");
    await page.getByRole("link", { name: "Sign out" }).click();
    await page.waitForURL(`${site.url}/`);
    expect(await sessionCookies()).toEqual([]);
    expect(await open("/demo/session")).toBe("HIT");
    expect(await text()).not.toContain("amina@example.com");
  });

  test("the inspector tells the story, without the session's value", async () => {
    await page.goto(site.inspectorUrl);
    await check();
    const told = await page.content();
    expect(told).toContain("GET /demo/session");
    expect(told).toContain("govuk-edge; hit");
    expect(told).toMatch(/[\w-]{6}… \(\d+ characters\)/);
  });

  test("an app that is gone gives a page that says so", async () => {
    await site.stack.close();
    const response = await page.goto(`${site.url}/not-asked-before`);
    await check();
    expect([response?.status(), await page.locator("h1").innerText()]).toEqual([
      502,
      "Sorry, the service is not available",
    ]);
  });

  test("no page shown had an accessibility problem", () => {
    expect(problems).toEqual([]);
  });
});

function cacheOf(response: Response | null): string {
  return response?.headers()["x-cache"] ?? "(none)";
}
