import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readAsset } from "../../src/origin-mocks/node/assets.ts";
import { openSocket, type Socket } from "../../src/origin-mocks/node/socket.ts";
import { createOneLogin, type OneLoginOptions } from "../../src/origin-mocks/one-login/index.ts";
import { authorizePath, client, options } from "../origin-mocks/one-login/support.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../support/browser.ts";

let browser: Browser;
let page: Page;
const sockets: Socket[] = [];
const core = "https://vocab.account.gov.uk/v1/coreIdentityJWT" as const;
const identity = { vtr: '["Cl.Cm.P2"]', claims: JSON.stringify({ userinfo: { [core]: null } }) };

beforeAll(async () => {
  browser = await launchBrowser();
  page = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
});
afterAll(async () => {
  await browser.close();
  await Promise.all(sockets.map((socket) => socket.close()));
});

/** One Login, and a service that sends people back to a page of this server. */
async function start(
  overrides: Partial<OneLoginOptions>,
): Promise<(query: Record<string, string>) => string> {
  const socket = await openSocket(0, "127.0.0.1");
  sockets.push(socket);
  const url = `http://localhost:${socket.port}`;
  const identities = { Claims: [core], IdentityVerificationSupported: true, ClientLoCs: ["P2" as const] };
  const service = client({
    ...identities,
    RedirectUrls: [`${url}/your-services`],
    LandingPageUrl: `${url}/`,
  });
  const { app } = await createOneLogin(
    options({ baseUrl: url, readAsset, clients: [service], ...overrides }),
  );
  socket.serve(app);
  return (query) => url + authorizePath({ redirect_uri: `${url}/your-services`, scope: "openid", ...query });
}

/** Nothing is wrong with the page as it is, in this language and, by the switch, in the other. */
async function check(language: string): Promise<void> {
  expect(await page.locator("html").getAttribute("lang")).toBe(language);
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.setViewportSize({ width: 320, height: 640 });
  expect([page.url(), await fitsSideways(page)]).toEqual([page.url(), true]);
  await page.setViewportSize({ width: 1280, height: 800 });
}

/**
 * Switches the language by keyboard; the page must be the same one.
 *
 * @param path where it stands by itself: what answered a form stands under the form's address
 */
async function switchTo(language: "en" | "cy", path: string): Promise<void> {
  const fields = () =>
    page.locator("main input").evaluateAll((inputs) => inputs.map((input) => input.getAttribute("name")));
  const before = await fields();
  await page.locator(`a[hreflang=${language}][rel=alternate]`).focus();
  await page.keyboard.press("Enter");
  await page.locator(`html[lang=${language}]`).waitFor();
  expect([new URL(page.url()).pathname, await fields()]).toEqual([path, before]);
}

/** The latest security code, from the inbox. */
async function sentCode(): Promise<string> {
  const inbox = await page.context().newPage();
  await inbox.goto(new URL("/control/inbox", page.url()).href);
  const code = await inbox.locator("td strong").first().innerText();
  await inbox.close();
  return code;
}

const press = () => page.locator("main form button").first().click();

describe.each([
  ["en", "cy"],
  ["cy", "en"],
] as const)("in %s, and back from %s", { timeout: 90_000 }, (language, other) => {
  async function checkBoth(path: string) {
    await check(language);
    await switchTo(other, path);
    await switchTo(language, path);
  }

  test("each step of signing in, sharing data and proving an identity", async () => {
    const open = await start({ profile: "sign-in-2022" });
    await page.context().clearCookies();
    await page.goto(open({ ...identity, ui_locales: language }));
    await check(language);
    await press();
    await checkBoth("/sign-in");
    await page.locator("a[href^='/sign-in/email']").click();
    await checkBoth("/sign-in/email");
    await press();
    await check(language);
    await page.goto(open({ ...identity, ui_locales: language }));
    await page.locator("a[href^='/create-account']").click();
    await checkBoth("/create-account");
    await press();
    await check(language);
    await page.locator("#name").fill("Ada Example");
    await page.locator("#email").fill(`ada-${language}@example.com`);
    await page.locator("#password").fill("secret");
    await press();
    await page.locator("form[action='/confirm-email']").waitFor();
    await checkBoth("/confirm-email");
    await page.locator("#code").fill(await sentCode());
    await press();
    await page.locator("form[action='/security-code']").waitFor();
    await checkBoth("/security-code");
    await page.locator("#code").fill("000000");
    await press();
    await check(language);
    await page.locator("#code").fill(await page.locator("#code-hint strong").innerText());
    await press();
    await page.locator("form[action='/share']").waitFor();
    await checkBoth("/share");
    await press();
    await page.locator("#outcome").waitFor();
    await checkBoth("/prove-identity");
    await page.locator("[value=pending]").check();
    await press();
    await page.locator("a[href$='/']").last().waitFor();
    await checkBoth("/prove-identity/in-person");
  });

  test("the simulator's form", async () => {
    const open = await start({ approval: "form" });
    await page.context().clearCookies();
    await page.goto(open({ ui_locales: language }));
    await checkBoth("/authorize");
    await press();
    expect(new URL(page.url()).searchParams.get("code")).toMatch(/^[\w-]{43}$/);
    await checkBoth("/your-services");
  });
});
