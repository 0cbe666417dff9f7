import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Site, startSite, Visitor } from "../support/site.ts";

// Each page is looked at by axe, and all cores may be busy with other tests.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let site: Site;
const visitors: Visitor[] = [];

beforeAll(async () => {
  browser = await launchBrowser();
});
beforeEach(async () => {
  site = await startSite();
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map(({ context }) => context.close()));
  await site.close();
});
afterAll(() => browser.close());

async function somebody(): Promise<Visitor> {
  const visitor = await Visitor.come(site, browser);
  visitors.push(visitor);
  return visitor;
}

/** What must be so of every journey: each page could be used, and nothing that is theirs was stored. */
function expectWell(...personal: readonly string[]): void {
  expect(visitors.flatMap(({ problems }) => problems)).toEqual([]);
  const secrets = visitors.flatMap((visitor) => [...visitor.secrets]);
  expect(secrets.length).toBeGreaterThan(0);
  expect(site.storedWith(...personal, ...secrets)).toEqual([]);
  expect(site.storedPages().filter((key) => key.includes("/email") || key.includes("/sign-"))).toEqual([]);
}

const page = "/demo/publication";
const subscribed = "You’ve subscribed to emails about this page";
const unsubscribed = "You’ve unsubscribed from emails about this page";
const already = "You’re already getting emails about this page";
const notificationButton = (visitor: Visitor) =>
  visitor.page.locator('form[action="/email/subscriptions/single-page/new"] button');

test("somebody signed in subscribes to a page with its button, and ends that with the same button", async () => {
  const amina = await somebody();
  expect(await amina.open(page)).toBe("MISS");
  await amina.link("Sign in");
  await amina.signInAs("Amina Example");
  expect(amina.page.url()).toBe(site.url + page);
  await amina.press(notificationButton(amina));
  expect(amina.page.url()).toBe(site.url + page);
  expect(await amina.text()).toContain(subscribed);
  await amina.open(page);
  expect(await amina.text()).not.toContain(subscribed);
  await amina.open("/email/manage");
  expect(await amina.text()).toContain("A publication: fish of the year");
  await amina.open(page);
  await amina.press(notificationButton(amina));
  expect(await amina.text()).toContain(unsubscribed);
  await amina.link("See and manage your emails");
  expect(await amina.text()).not.toContain("A publication: fish of the year");

  const stranger = await somebody();
  expect(await stranger.open(page)).toBe("HIT");
  expect(await stranger.text()).not.toContain(unsubscribed);
  expectWell("amina@example.com", "Amina", subscribed, unsubscribed);
});

test("somebody who is not signed in is asked to, then subscribes to the page they came from, and elsewhere is told so", async () => {
  const chidi = await somebody();
  const askToSubscribe = async (visitor: Visitor) => {
    await visitor.open(page);
    await visitor.press(notificationButton(visitor));
    await visitor.button("Continue");
    await visitor.signInAs("Chidi Specimen");
  };
  await askToSubscribe(chidi);
  expect(await chidi.text()).toContain("chidi@example.com");
  await chidi.button("Subscribe");
  expect(chidi.page.url()).toBe(site.url + page);
  expect(await chidi.text()).toContain(subscribed);

  const elsewhere = await somebody();
  await askToSubscribe(elsewhere);
  expect(elsewhere.page.url()).toBe(site.url + page);
  expect(await elsewhere.text()).toContain(already);
  await elsewhere.open(page);
  expect(await elsewhere.text()).not.toContain(already);
  expectWell("chidi@example.com", subscribed, already);
});

test("what an address had before becomes the account's, which a mail tells", async () => {
  const bryn = await somebody();
  await bryn.open("/email/manage?from=your-services");
  await bryn.signInAs("Bryn Sampl");
  expect(bryn.page.url()).toBe(`${site.url}/email/manage`);
  expect(await bryn.text()).toContain("Fishing in rivers and lakes");
  expect(await bryn.text()).toContain("bryn@example.com");
  await bryn.page.goto(`${site.stack.emailAlertApi.url}/__mock/outbox`);
  await bryn.check();
  expect(await bryn.text()).toContain("Use your GOV.UK account to manage your GOV.UK email subscriptions");
  expectWell("bryn@example.com", "Fishing in rivers and lakes");
});

test("somebody without an account signs in by a link in an email, and that link by nothing that is stored", async () => {
  const ewa = await somebody();
  await ewa.open("/email/manage");
  await ewa.fill("Email address", "ewa@example.com");
  await ewa.button("Continue");
  expect(await ewa.text()).toContain("Check your inbox");
  await ewa.link("read it in the outbox");
  await ewa.link("Change your email preferences");
  expect(ewa.page.url()).toBe(`${site.url}/email/manage`);
  expect(await ewa.text()).toContain("ewa@example.com");
  await ewa.link("Change how often");
  await ewa.choose("Once a week");
  await ewa.button("Save");
  expect(await ewa.text()).toContain("once a week");
  expect(await ewa.session()).toBeUndefined();
  expectWell("ewa@example.com", "Fishing in rivers and lakes");
});

test("somebody signs up at a page's own address, and from a collection, without an account", async () => {
  const dora = await somebody();
  await dora.open("/demo/nothing/email-signup");
  await dora.button("Sign up");
  expect(await dora.page.locator("h1").innerText()).toBe("How often do you want to get emails?");
  await dora.open("/demo/document-collection");
  await dora.button("Get emails about this page");
  await dora.choose("Once a day");
  await dora.button("Continue");
  await dora.fill("Email address", "dora@example.com");
  await dora.button("Continue");
  await dora.link("read it in the outbox");
  await dora.link("Yes, I want emails about this");
  expect(await dora.text()).toContain("You’ve subscribed to emails about A document collection: licences");
  expectWell("dora@example.com");
});

test("somebody signs out, of One Login too, and the pages that are stored know nothing of them", async () => {
  const amina = await somebody();
  await amina.open(page);
  await amina.link("Sign in");
  await amina.signInAs("Amina Example");
  expect(await amina.session()).toBeDefined();
  await amina.link("Sign out");
  expect(amina.page.url()).toBe(`${site.url}/`);
  expect(await amina.session()).toBeUndefined();
  expect(await amina.open(page)).toBe("HIT");
  expect(await amina.page.getByRole("link", { name: "Sign in" }).count()).toBe(1);
  await amina.page.goto(`${site.stack.oneLogin.url}/your-services`);
  expect(await amina.text()).not.toContain("amina@example.com");
  await amina.open("/email/manage");
  expect(new URL(amina.page.url()).pathname).toBe("/email/manage/authenticate");
  expectWell("amina@example.com");
});

test("a callback that does not work says so, and the way on leads to a sign-in that does", async () => {
  const amina = await somebody();
  await amina.open("/sign-in/callback?code=used&state=up:1");
  expect(await amina.text()).toContain("Sorry, you could not be signed in");
  await amina.link("Try to sign in again");
  await amina.signInAs("Amina Example");
  expect(amina.page.url()).toBe(`${site.url}/`);
  expect(await amina.session()).toBeDefined();
  await fetch(`${site.stack.accountApi.url}/__mock/failures`, {
    method: "POST",
    body: JSON.stringify({ path: "/api", status: 503, times: 1 }),
  });
  await amina.open("/sign-out");
  expect(await amina.text()).toContain("You are signed out here, but maybe not of GOV.UK One Login");
  expect(await amina.session()).toBeUndefined();
  await amina.link("Try to sign out again");
  expect(amina.page.url()).toBe(`${site.url}/`);
  expectWell("amina@example.com");
});

test("all of it works without scripts", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const bare = await context.newPage();
  await bare.goto(site.url + page);
  await bare.getByRole("link", { name: "Sign in" }).click();
  await bare.getByLabel("Amina Example").check();
  await bare.getByRole("button", { name: "Continue" }).click();
  await bare.getByRole("button", { name: "Get emails about this page" }).click();
  expect(await bare.locator("main").innerText()).toContain(subscribed);
  await bare.getByRole("button", { name: "Get emails about this page" }).click();
  expect(await bare.locator("main").innerText()).toContain(unsubscribed);
  await bare.getByRole("link", { name: "Sign out" }).click();
  expect(bare.url()).toBe(`${site.url}/`);
  await context.close();
});
