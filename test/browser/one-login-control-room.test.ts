import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readAsset } from "../../src/origin-mocks/node/assets.ts";
import { openSocket, type Socket } from "../../src/origin-mocks/node/socket.ts";
import { createOneLogin, type OneLogin } from "../../src/origin-mocks/one-login/index.ts";
import { sendToken } from "../origin-mocks/one-login/service.ts";
import { authorizePath, Browser as Cookies, client, options } from "../origin-mocks/one-login/support.ts";
import { accessibilityProblems, fitsSideways, launchBrowser } from "../support/browser.ts";

let browser: Browser;
let page: Page;
let socket: Socket;
let oneLogin: OneLogin;
let url: string;
const long = { timeout: 90_000 };

beforeAll(async () => {
  socket = await openSocket(0, "127.0.0.1");
  url = `http://localhost:${socket.port}`;
  const service = client({ RedirectUrls: [`${url}/your-services`], BackChannelLogoutUri: `${url}/none` });
  const other = client({ ClientID: "licence", ClientName: "Renew your licence" });
  oneLogin = await createOneLogin(
    options({
      baseUrl: url,
      readAsset,
      clients: [service, other],
      approval: "auto",
      wait: async () => undefined,
    }),
  );
  socket.serve(oneLogin.app);
  browser = await launchBrowser();
  page = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
});
afterAll(async () => {
  await browser.close();
  await socket.close();
});

const asked = () => authorizePath({ redirect_uri: `${url}/your-services?from=one-login` });
const press = (name: string) => page.getByRole("button", { name, exact: true }).click();
const row = (table: string, text: string) =>
  page.getByRole("region", { name: table }).getByRole("row").filter({ hasText: text }).first();

test("a developer finds out why a request was refused, and mends the client", long, async () => {
  expect((await page.goto(url + asked()))?.status()).toBe(400);
  await page.goto(`${url}/control`);
  const refused = row("Requests", "redirect_uri is not registered");
  expect(await refused.innerText()).toMatch(/rp\s+GET \/authorize\s.*redirect_uri.*\s400/s);
  const section = refused.getByRole("link", { name: "Replace the placeholder values in your example" });
  expect(await section.getAttribute("href")).toContain("docs.sign-in.service.gov.uk/");
  await page.getByRole("link", { name: "Edit Check your bins" }).click();
  await page.getByLabel("RedirectUrls", { exact: true }).fill("nonsense");
  await press("Save the client");
  await page.getByRole("link", { name: /^RedirectUrls: Enter at least one absolute address/ }).click();
  expect(await page.evaluate("document.activeElement.id")).toBe("RedirectUrls");
  await page
    .getByLabel("RedirectUrls", { exact: true })
    .fill(`${url}/your-services\n${url}/your-services?from=one-login`);
  await page.keyboard.press("Tab");
  await press("Save the client");
  await page.getByText("The client is saved.").waitFor();
  await page.goto(url + asked());
  expect(page.url()).toMatch(/from=one-login&code=[\w-]{43}&state=state-1$/);
});

test("a developer orders a fault for a service, moves the clock and starts again", long, async () => {
  await page.goto(`${url}/control`);
  await page.getByLabel("Order a fault").selectOption("authorise ACCESS_DENIED");
  await page.getByLabel("Client", { exact: true }).selectOption("licence");
  await page.getByLabel("For how many answers").fill("often");
  await press("Order the fault");
  expect(await page.getByRole("alert").innerText()).toContain("Enter a whole number from 1, or nothing");
  expect(await page.getByLabel("Order a fault").inputValue()).toBe("authorise ACCESS_DENIED");
  await page.getByLabel("For how many answers").fill("2");
  await press("Order the fault");
  expect(await row("Faults", "ACCESS_DENIED").innerText()).toMatch(/times left: 2\s+licence/);
  await page.getByLabel("Move the clock by this many seconds").fill("86400");
  await press("Move the clock");
  await page.getByText("The clock has moved.").waitFor();
  expect(await page.locator("main").innerText()).toContain("2026-01-02 00:00:00");
  await press("Reset everything");
  await page.getByText("Everything is as at the start.").waitFor();
  expect(await page.locator("main").innerText()).toContain("2026-01-01 00:00:00");
  expect(await page.getByRole("region", { name: "Faults" }).count()).toBe(0);
});

test(
  "with something in every table it is accessible and fits at 320 px, in both languages",
  long,
  async () => {
    const cookies = new Cookies(oneLogin.app);
    const signIn = { redirect_uri: `${url}/your-services` };
    const first = await cookies.code("amina", signIn);
    await sendToken(oneLogin, { code: first, client_assertion: "e30.e30.x" });
    await cookies.send("/logout");
    await cookies.code("amina", signIn);
    await page.goto(`${url}/control`);
    await press("Order the fault");
    for (const language of ["en", "cy"]) {
      await page.goto(`${url}/control?lng=${language}`);
      expect(await page.getByRole("region").count()).toBe(7);
      for (const details of await page.locator("summary").all()) await details.click();
      expect(await accessibilityProblems(page)).toEqual([]);
      await page.setViewportSize({ width: 320, height: 640 });
      expect(await fitsSideways(page)).toBe(true);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
  },
);
