import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Site, startSite, Visitor } from "../support/site.ts";

// Each page is looked at by axe, and all cores may be busy with other tests.
vi.setConfig({ testTimeout: 90_000 });

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await launchBrowser();
  site = await startSite();
});
afterAll(async () => {
  await browser.close();
  await site.close();
});

const page = "/demo/publication";
const personal = ["amina@example.com", "bryn@example.com"];

test("signing out in one browser is told to account-api from behind, and ends it in the other", async () => {
  const [here, there] = [await Visitor.come(site, browser), await Visitor.come(site, browser)];
  for (const amina of [here, there]) {
    await amina.open("/email/manage?from=your-services");
    await amina.signInAs("Amina Example");
    expect(await amina.text()).toContain("amina@example.com");
  }
  await here.open("/sign-out");
  expect(await here.session()).toBeUndefined();
  // Pages do not ask account-api: a cookie that is no longer good counts until somebody does.
  await there.open(page);
  expect(await there.page.getByRole("link", { name: "Sign out" }).count()).toBe(1);
  await there.open("/email/manage");
  expect(new URL(there.page.url()).pathname).toBe("/email/manage/authenticate");
  expect(await there.session()).toBeUndefined();
  await there.open(page);
  expect(await there.page.getByRole("link", { name: "Sign in" }).count()).toBe(1);
  expect([...here.problems, ...there.problems]).toEqual([]);
  expect(site.storedWith(...personal, ...here.secrets, ...there.secrets)).toEqual([]);
  await Promise.all([here.context.close(), there.context.close()]);
});

test("an address that is an account's gets no link: its owner is told to sign in", async () => {
  const bryn = await Visitor.come(site, browser);
  await bryn.open("/email/manage?from=your-services");
  await bryn.signInAs("Bryn Sampl");
  const other = await Visitor.come(site, browser);
  await other.open("/email/manage");
  await other.fill("Email address", "bryn@example.com");
  await other.button("Continue");
  expect(await other.page.locator("h1").innerText()).toContain("You have a GOV.UK One Login");
  expect([...bryn.problems, ...other.problems]).toEqual([]);
  expect(site.storedWith(...personal, ...bryn.secrets, ...other.secrets)).toEqual([]);
  await Promise.all([bryn.context.close(), other.context.close()]);
});

test("the button of a page that was subscribed to says that it ends that, once the page has asked", async () => {
  const amina = await Visitor.come(site, browser);
  await amina.open(page);
  await amina.link("Sign in");
  await amina.signInAs("Amina Example");
  await amina.button("Get emails about this page");
  await amina.page.getByRole("button", { name: "Stop getting emails about this page" }).waitFor();
  await amina.check();
  expect(await amina.open(page)).toBe("HIT");
  await amina.button("Stop getting emails about this page");
  expect(await amina.text()).toContain("You’ve unsubscribed from emails about this page");
  await amina.open(page);
  expect(await amina.page.getByRole("button", { name: "Get emails about this page" }).count()).toBe(1);
  expect(amina.problems).toEqual([]);
  expect(site.storedWith("amina@example.com", ...amina.secrets)).toEqual([]);
  await amina.context.close();
});
