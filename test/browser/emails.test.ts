import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type Demonstration, startDemonstration } from "../../src/cli/demonstration.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../support/browser.ts";

let browser: Browser;
let site: Demonstration;
let context: BrowserContext;
let page: Page;
const problems: string[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
  site = await startDemonstration({ port: 0, https: false, hostname: "localhost", guard: "enforce" });
});
beforeEach(async () => {
  site.stack.reset();
  await context?.close();
  context = await browser.newContext();
  page = await context.newPage();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Every page shown is checked. */
async function check(): Promise<void> {
  problems.push(...(await accessibilityProblems(page)));
  await page.setViewportSize({ width: 320, height: 640 });
  if (!(await fitsSideways(page))) problems.push(`${page.url()}: scrolls sideways at 320 px`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function open(path: string): Promise<void> {
  await page.goto(new URL(path, site.url).href);
  await check();
}

async function press(name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
  await check();
}

async function follow(name: string | RegExp): Promise<void> {
  await page.getByRole("link", { name }).first().click();
  await check();
}

/** At One Login, which people are sent to. */
async function signInAs(name: string): Promise<void> {
  await page.waitForURL(/\/authorize\?/);
  await page.getByLabel(name).check();
  await press("Continue");
}

async function subjects(): Promise<string[]> {
  const response = await fetch(`${site.stack.emailAlertApi.url}/__mock/outbox.json`);
  return JSON.parse(await response.text()).emails.map(({ subject }: { subject: string }) => subject);
}

const text = () => page.locator("main").innerText();

test("somebody without an account subscribes by a link in an email, changes how often, and the address, and ends it", async () => {
  await open("/email/start");
  await follow("Fishing in rivers and lakes");
  await press("Continue");
  expect(await text()).toContain("There is a problem");
  await page.getByLabel("Once a day").check();
  await press("Continue");
  await press("Continue");
  expect(await text()).toContain("There is a problem");
  await page.getByLabel("Email address").fill("somebody@example.com");
  await press("Continue");
  expect(await text()).toContain("Check your email");
  await follow("read it in the outbox");
  await follow("Yes, I want emails about this");
  expect(await text()).toContain("You’ve subscribed to emails about Fishing in rivers and lakes");
  await page.reload();
  expect(await text()).not.toContain("You’ve subscribed");
  await follow("Change how often");
  await page.getByLabel("Once a week").check();
  await press("Save");
  expect(await text()).toContain("once a week");
  await follow("Change email address");
  await page.getByLabel("New email address").fill("EWA@example.com");
  await press("Save");
  expect(await text()).toContain("nobody else uses");
  await page.getByLabel("New email address").fill("other@example.com");
  await press("Save");
  expect(await text()).toContain("other@example.com");
  await follow("Unsubscribe from everything");
  await press("Unsubscribe");
  expect(await text()).toContain("You are not subscribed to anything");
});

test("somebody signs in by a link to manage emails, and the link of an old email still ends the subscription", async () => {
  await open("/email/manage");
  await press("Continue");
  expect(await text()).toContain("Enter your email address");
  await page.getByLabel("Email address").fill("nobody@example.com");
  await press("Continue");
  expect(await text()).toContain("not subscribed");
  await follow("Back");
  await page.getByLabel("Email address").fill("ewa@example.com");
  await press("Continue");
  await follow("read it in the outbox");
  await follow("Change your email preferences");
  expect(await text()).toContain("ewa@example.com");
  await follow(/^Unsubscribe from Fishing/);
  await press("Unsubscribe");
  expect(await text()).toContain("You have been unsubscribed from Fishing");
});

test("somebody with an account presses a page's button, and what the address had before becomes the account's", async () => {
  await open("/email/start");
  await press("A page that shows a message once");
  await press("Continue");
  await signInAs("Bryn Sampl");
  expect(await text()).toContain("These will be moved to your GOV.UK account");
  expect(await text()).toContain("Fishing in rivers and lakes");
  await press("Subscribe");
  expect(new URL(page.url()).pathname).toBe("/demo/flash");
  expect(await text()).toContain("You’ve subscribed to emails about this page");
  await page.reload();
  expect(await text()).not.toContain("You’ve subscribed");
  expect(await subjects()).toEqual([
    "Use your GOV.UK account to manage your GOV.UK email subscriptions in one place",
    "You’ve subscribed to: A page that shows a message once",
  ]);
  await open("/email/manage?from=your-services");
  expect(await text()).toContain("bryn@example.com");
  expect(await page.getByRole("link", { name: "Sign out" }).count()).toBe(1);
  expect(await page.getByRole("link", { name: "Change email address" }).count()).toBe(0);
  await open("/email/start");
  await press("A page that shows a message once");
  expect(await text()).toContain("You’ve unsubscribed from emails about this page");
});

test("nothing of theirs is given to anybody else, though the cache is on", async () => {
  await open("/email/manage/authenticate/account");
  await signInAs("Bryn Sampl");
  expect(await text()).toContain("bryn@example.com");
  await page.waitForURL(/\/email\/manage$/);
  const stranger = await fetch(`${site.url}/email/manage`, { redirect: "manual" });
  expect([stranger.status, await stranger.text()]).toEqual([302, ""]);
  expect(stranger.headers.get("Vary")).toContain("Cookie");
  const events = await (await fetch(`${site.url}/email/manage/authenticate`)).text();
  expect(events).not.toContain("bryn@example.com");
});

test("no page shown had an accessibility problem", () => {
  expect(problems).toEqual([]);
});
