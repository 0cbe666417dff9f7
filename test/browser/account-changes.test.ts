/** What becomes of an account at One Login, seen in the browser of the person, through the edge with its cache on. */
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type Demonstration, startDemonstration } from "../../src/cli/demonstration.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../support/browser.ts";

let browser: Browser;
let site: Demonstration;
let context: BrowserContext;
/** The person's page, and their own in One Login's control room. */
let page: Page;
let room: Page;

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startDemonstration({ port: 0, https: false, hostname: "localhost", guard: "enforce" });
});
beforeEach(async () => {
  site.stack.reset();
  await context?.close();
  context = await browser.newContext();
  page = await context.newPage();
  room = await context.newPage();
  await room.goto(`${site.stack.oneLogin.url}/control`);
  await room.getByRole("link", { name: "Bryn Sampl" }).click();
  await signIn();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const open = (path: string) => page.goto(new URL(path, site.url).href);
const text = () => page.locator("main").innerText();
const json = async (url: string) => JSON.parse(await (await fetch(url)).text());
const accountApi = () => json(`${site.stack.accountApi.url}/__mock`);
const isSignedIn = async () =>
  (await context.cookies(site.url)).some(({ name }) => name.endsWith("govuk_account_session"));

async function signIn(): Promise<void> {
  await open("/email/manage/authenticate/account");
  await page.waitForURL(/\/authorize\?/);
  await page.getByLabel("Bryn Sampl").check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.waitForURL(/\/email\/manage$/);
}

async function inControlRoom(button: string): Promise<void> {
  await room.getByRole("button", { name: button }).click();
  expect(await accessibilityProblems(room)).toEqual([]);
  await room.setViewportSize({ width: 320, height: 640 });
  expect(await fitsSideways(room)).toBe(true);
  await room.setViewportSize({ width: 1280, height: 800 });
}

/** A page of what was personal, asked for by somebody else. */
async function expectNothingShared(): Promise<void> {
  const stranger = await fetch(new URL("/email/manage", site.url), { redirect: "manual" });
  expect([stranger.status, await stranger.text()]).toEqual([302, ""]);
}

test("an address that is changed goes with the emails, and signing out everywhere ends the session", async () => {
  expect(await text()).toContain("bryn@example.com");

  await room.getByLabel("Email address").fill("bryn.new@example.com");
  await inControlRoom("Change email address");
  await open("/email/manage");
  expect(await text()).toContain("bryn.new@example.com");
  expect(await text()).toContain("Fishing in rivers and lakes");
  await expectNothingShared();

  expect(await isSignedIn()).toBe(true);
  await inControlRoom("Sign out everywhere");
  await vi.waitFor(async () => expect(await accountApi()).toMatchObject({ logoutNotices: 1 }));
  await open("/email/manage");
  expect(new URL(page.url()).pathname).toBe("/email/manage/authenticate");
  expect(await isSignedIn()).toBe(false);
});

test("an account that is deleted is signed out, and gets no more emails", async () => {
  await inControlRoom("Delete account");
  expect(await accountApi()).toMatchObject({ users: [] });
  await open("/email/manage");
  expect(new URL(page.url()).pathname).toBe("/email/manage/authenticate");
  const { subscriptions } = await json(`${site.stack.emailAlertApi.url}/__mock`);
  const mine = subscriptions.filter(({ subscriberId }: { subscriberId: number }) => subscriberId === 1);
  expect(mine.map(({ endedReason }: { endedReason: string }) => endedReason)).toEqual([
    "unsubscribed",
    "unsubscribed",
  ]);
  await expectNothingShared();
});
