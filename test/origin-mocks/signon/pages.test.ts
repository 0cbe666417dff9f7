/** The pages in a real browser, whose policy lets no script run: each is checked with axe, and on a narrow screen. */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readAsset } from "../../../src/origin-mocks/node/assets.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../../support/browser.ts";
import { PASSWORD, PUBLISHER, people, pkce, type Started, startSignon } from "./support.ts";

let browser: Browser;
let started: Started;
let page: Page;
let problems: string[];
beforeAll(async () => {
  browser = await launchBrowser();
  started = await startSignon({ readAsset });
});
beforeEach(async () => {
  started.reset();
  problems = [];
  page = await (await browser.newContext()).newPage();
});
afterAll(async () => {
  await browser.close();
  await started.close();
});

async function check(): Promise<void> {
  problems.push(...(await accessibilityProblems(page)));
  await page.setViewportSize({ width: 320, height: 640 });
  const width = await page.evaluate("document.documentElement.scrollWidth");
  if (!(await fitsSideways(page))) problems.push(`${page.url()}: ${width} px wide at 320 px`);
  await page.setViewportSize({ width: 1280, height: 800 });
}

const text = () => page.locator("main").innerText();

async function press(name: string): Promise<void> {
  await page.getByRole("button", { name }).click();
  await check();
}

async function follow(name: string): Promise<void> {
  await page.getByRole("main").getByRole("link", { name, exact: true }).click();
  await check();
}

async function menu(name: string): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name, exact: true }).click();
  await check();
}

async function signIn(email: string): Promise<void> {
  await page.goto(`${started.url}/`);
  await check();
  await fillSignIn(email);
  await check();
}

async function fillSignIn(email: string): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
}

test("a superadmin makes an API user and a token, which is shown once", async () => {
  await signIn(people.superadmin);
  await menu("API users");
  await follow("Create API user");
  await press("Create API user");
  expect(await text()).toContain("There is a problem");
  await page.getByLabel("Name").fill("Search");
  await page.getByLabel("Email").fill("search@example.com");
  await press("Create API user");
  await follow("Manage tokens");
  await follow("Add application token");
  await page.getByLabel("Application").selectOption("account-api");
  await press("Create access token");
  const token = await page.locator("#token").innerText();
  expect((await started.userJson(token)).status).toBe(200);
  await page.reload();
  expect(await text()).not.toContain(token);
  await page.getByRole("link", { name: "Revoke" }).click();
  await press("Revoke");
  expect(await text()).toContain("Access for account-api was revoked");
  expect((await started.userJson(token)).status).toBe(401);
  expect(problems).toEqual([]);
});

test("a superadmin invites, lets in, resets and moves people", async () => {
  await signIn(people.superadmin);
  await menu("Users");
  await follow("Create user");
  await page.getByLabel("Name").fill("New Person");
  await page.getByLabel("Email").fill("new@example.com");
  await press("Create user and send email");
  await press("Update user");
  expect(await text()).toContain("new@example.com");
  await follow("Sol Suspended");
  await follow("Unsuspend user");
  await page.getByLabel("Suspended?").uncheck();
  await press("Save");
  expect(await text()).toContain(`${people.suspended} is now active.`);
  await menu("Users");
  await follow("Nia Normal");
  await follow("Reset 2-step verification");
  await press("Reset 2-step verification");
  expect(await text()).toContain(`Reset 2-step verification for ${people.normal}`);
  await follow("Manage permissions");
  await follow("Update permissions for Example publisher");
  await page.getByLabel("managing_editor").check();
  await press("Update permissions");
  await follow("Back");
  await follow("View account access log");
  expect(await text()).toContain("2-step verification reset");
  expect(problems).toEqual([]);
});

test("a superadmin sets a parent, and looks at applications and their own account", async () => {
  await signIn(people.superadmin);
  await menu("Organisations");
  await follow("Example Inspectorate");
  await page.getByLabel("Parent").selectOption("Government Digital Service");
  await press("Set parent");
  expect(await text()).toContain("Set the parent of Example Inspectorate");
  await menu("Apps");
  await follow("Example publisher");
  await menu("Your account");
  expect(problems).toEqual([]);
});

test("somebody signs in to an application by way of Signon, with a code from their phone", async () => {
  const query = new URLSearchParams({
    client_id: PUBLISHER.id,
    redirect_uri: started.callback,
    response_type: "code",
    state: "s",
    code_challenge: pkce().challenge,
    code_challenge_method: "S256",
  });
  await page.goto(`${started.url}/oauth/authorize?${query}`);
  await fillSignIn(people.normal);
  await check();
  const [, code = ""] = /app would show (\d{6})/.exec(await text()) ?? [];
  await page.getByLabel("Code").fill(code);
  await page.getByRole("button", { name: "Sign in" }).click();
  expect(await page.locator("body").innerText()).toBe("Welcome back");
  expect(page.url()).toContain(`${started.callback}?code=`);
  expect(problems).toEqual([]);
});
