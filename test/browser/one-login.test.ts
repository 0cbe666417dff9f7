import { serve } from "@hono/node-server";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAsset } from "../../src/origin-mocks/node/assets.ts";
import { createOneLogin, type OneLogin } from "../../src/origin-mocks/one-login/index.ts";
import { authorizePath, client, options } from "../origin-mocks/one-login/support.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../support/browser.ts";

let browser: Browser;
let page: Page;
let oneLogin: OneLogin;
let url: string;
let close: () => void;
const problems: string[] = [];
const core = "https://vocab.account.gov.uk/v1/coreIdentityJWT" as const;
const identity = { vtr: '["Cl.Cm.P2"]', claims: JSON.stringify({ userinfo: { [core]: null } }) };

beforeAll(async () => {
  const port = await new Promise<number>((resolve) => {
    const server = serve(
      { fetch: (request) => oneLogin.app.fetch(request), hostname: "127.0.0.1", port: 0 },
      (info) => resolve(info.port),
    );
    close = () => server.close();
  });
  url = `http://localhost:${port}`;
  const checks = { Claims: [core], IdentityVerificationSupported: true, ClientLoCs: ["P2" as const] };
  oneLogin = await createOneLogin(
    options({
      baseUrl: url,
      readAsset,
      // Back to a page of this server, as no other name leads anywhere.
      clients: [client({ ...checks, RedirectUrls: [`${url}/your-services`], LandingPageUrl: `${url}/` })],
      profile: "current",
    }),
  );
  browser = await launchBrowser();
  page = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
});
afterAll(async () => {
  await browser.close();
  close();
});

async function check(): Promise<void> {
  problems.push(...(await accessibilityProblems(page)));
  await page.setViewportSize({ width: 320, height: 640 });
  if (!(await fitsSideways(page))) problems.push(`${page.url()}: scrolls sideways at 320 px`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

const start = (query: Record<string, string> = {}) =>
  page.goto(url + authorizePath({ redirect_uri: `${url}/your-services`, scope: "openid", ...query }));
const press = (name: string) => page.getByRole("button", { name }).first().click();
const heading = () => page.locator("h1").innerText();

test("somebody new signs in step by step, proves an identity, and every page is accessible", async () => {
  await start(identity);
  await check();
  await press("Continue");
  expect(await page.locator(".govuk-error-summary").innerText()).toContain(
    "Select who you want to sign in as",
  );
  await check();
  await page.getByRole("link", { name: "Create a GOV.UK One Login" }).click();
  await check();
  await press("Continue");
  await check();
  await page.getByLabel("Full name").fill("Ada Example");
  await page.getByLabel("Email address").fill("ada@example.com");
  await page.getByLabel("Password").fill("secret");
  await press("Continue");
  expect(await heading()).toBe("Check your email");
  await check();
  const opened = page.context().waitForEvent("page");
  await page.getByRole("link", { name: "Inbox" }).click();
  const inbox = await opened;
  const sent = await inbox.locator("td strong").innerText();
  problems.push(...(await accessibilityProblems(inbox)));
  await inbox.close();
  await page.getByLabel("Security code").fill(sent);
  await press("Continue");
  await check();
  await page.getByLabel("Security code").fill(await page.locator("#code-hint strong").innerText());
  await press("Continue");
  expect(await heading()).toBe("Prove your identity");
  await check();
  await press("Continue");
  expect(new URL(page.url()).searchParams.get("code")).toMatch(/^[\w-]{43}$/);
  expect(await page.locator("main").innerText()).toContain("Ada Example");
  await check();
  expect(problems).toEqual([]);
});

test("the pages are in Welsh by keyboard alone, with the way in person at the end", async () => {
  await page.context().clearCookies();
  await start({ ...identity, ui_locales: "cy" });
  await check();
  await page.locator("#person").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Profi eich hunaniaeth", exact: true }).waitFor();
  await check();
  await page.locator("[value=pending]").focus();
  await page.keyboard.press("Space");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Profi eich hunaniaeth mewn Swyddfa’r Post" }).waitFor();
  await check();
  expect(problems).toEqual([]);
});

const long = { timeout: 90_000 };

test.each(["en", "cy"])("the control room and the pages around it are accessible: %s", long, async (lng) => {
  for (const path of [
    ...["/?", "/control?", "/control/clients?id=rp&", "/control/inbox?", "/control/people/amina?"],
    ...["/your-services?", "/sign-in?", "/unavailable-temporary?", "/unavailable-permanent?"],
  ]) {
    await page.goto(`${url}${path}lng=${lng}`);
    expect(await page.locator("html").getAttribute("lang")).toBe(lng);
    await check();
  }
  await page.goto(`${url}/control/clients`);
  await page.locator("#ClientName").fill("");
  await page.locator("form[action='/control/clients'] button").first().click();
  expect(await page.title()).toMatch(/^(?:Error|Gwall): /);
  await check();
  await page.locator("summary").click();
  await page.locator("#client").fill("{");
  await page.locator("details button").click();
  await check();
  expect(problems).toEqual([]);
});
