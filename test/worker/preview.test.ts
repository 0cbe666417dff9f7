/** The whole story over two workers: the edge, and all mocks in a Durable Object. */
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Browser, createBrowser, signIn } from "../support/preview-browser.ts";
import { type RunningPreview, startPreview } from "../support/preview-running.ts";
import { bundledWorker } from "../support/worker-bundle.ts";

const root = "https://demo.example.org";
const oneLogin = "https://demo-one-login.example.org";
const desk = "https://demo-mocks.example.org";
const token = "a-token-that-only-tests-know";
const bearer = { Authorization: `Bearer ${token}` };

let preview: RunningPreview;
beforeAll(async () => {
  preview = await startPreview({ WEBSITE_ROOT: root, MOCK_TOKEN: token });
});
afterAll(() => preview.close());

const cacheOf = ({ headers }: { readonly headers: Headers }) => headers.get("x-cache");
const calls = async (): Promise<{ from: string; to: string; path: string; requestId: string }[]> =>
  JSON.parse(await (await preview.ask(`${desk}/__world/calls`, { headers: bearer })).text()).calls;

async function signedIn(person?: string): Promise<Browser> {
  const browser = createBrowser(preview);
  expect((await signIn(browser, root, person)).url).toBe(`${root}/demo/session`);
  return browser;
}

test("signed out, a page is the same for everybody: made once, then served from the edge's memory", async () => {
  const first = await createBrowser(preview).open(`${root}/demo/session`);
  const second = await createBrowser(preview).open(`${root}/demo/session`);
  expect([first.status, cacheOf(first), cacheOf(second)]).toEqual([200, "MISS", "HIT"]);
  expect(second.body).toBe(first.body);
  expect(first.body).toContain("Sign in");
});

test("signing in leads over One Login's own host back to the page, which greets and is then cached", async () => {
  const browser = createBrowser(preview);
  const form = await browser.open(`${root}/account`, { headers: { Referer: `${root}/demo/session` } });
  expect(new URL(form.url).origin).toBe(oneLogin);
  const greeted = await signIn(browser, root);
  expect([greeted.url, cacheOf(greeted)]).toEqual([`${root}/demo/session`, "MISS"]);
  expect(greeted.body).toContain("amina@example.com");
  expect(greeted.headers.get("vary")).toBe("Cookie");
  expect([...browser.cookies("demo.example.org").keys()]).toContain("__Host-govuk_account_session");
  const again = await browser.open(`${root}/demo/session`);
  expect([cacheOf(again), again.body]).toEqual(["HIT", greeted.body]);
  expect((await createBrowser(preview).open(`${root}/demo/session`)).body).not.toContain("amina@example.com");
});

test("a message is shown once", async () => {
  const browser = await signedIn();
  const shown = /You’ve subscribed/;
  const page =
    /action="(\/[^"]*page=[^"]*)"/.exec((await browser.open(`${root}/demo/flash`)).body)?.[1] ?? "";
  expect((await browser.send(root + page.replaceAll("&amp;", "&"), {})).body).toMatch(shown);
  expect((await browser.open(`${root}/demo/flash`)).body).not.toMatch(shown);
});

test("who is signed in stays so when the object has started again, on the website and at One Login", async () => {
  const browser = await signedIn("bryn");
  await preview.restart();
  const page = await browser.open(`${root}/demo/session`);
  expect([cacheOf(page), page.body]).toEqual(["MISS", expect.stringContaining("bryn@example.com")]);
  // One Login knows the browser as well: nobody is asked who they are.
  browser.forget("demo.example.org");
  const headers = { Referer: `${root}/demo/session` };
  const back = await browser.open(`${root}/account`, { headers });
  expect([back.url, back.body]).toEqual([page.url, expect.stringContaining("bryn@example.com")]);
  expect(preview.logged()).toBe("");
});

test("signing out is heard by account-api, which is told from behind", async () => {
  const browser = await signedIn("chidi");
  const before = (await calls()).length;
  await browser.open(`${root}/sign-out`);
  expect([...browser.cookies("demo.example.org").keys()]).not.toContain("__Host-govuk_account_session");
  await expect
    .poll(async () => (await calls()).slice(before).map(({ from, to }) => `${from} to ${to}`))
    .toContain("one-login to account-api");
});

test("services call each other inside the object, and all that one request led to has its id", async () => {
  await signedIn("chidi");
  const all = await calls();
  const callback = all.find(({ path }) => path.startsWith("/sign-in/callback"));
  const led = all.filter(({ requestId }) => requestId === callback?.requestId);
  expect([...new Set(led.map(({ from, to }) => `${from} to ${to}`))]).toEqual([
    "edge to frontend",
    "frontend to account-api",
    "account-api to one-login",
  ]);
});

test("a connection that a mock drops is one without an answer for the edge", async () => {
  const failures = (method: string, body?: string) =>
    preview.ask(`${desk}/__world/failures`, { method, headers: bearer, ...(body && { body }) });
  await failures("POST", JSON.stringify({ service: "frontend", drop: true }));
  expect((await preview.ask(`${root}/demo/nothing?dropped`)).status).toBe(502);
  await failures("DELETE");
  expect((await preview.ask(`${root}/demo/nothing?dropped`)).status).toBe(200);
});

test("the pages bring their style sheet and its fonts", async () => {
  for (const host of [root, oneLogin, desk]) {
    const sheet = await preview.ask(`${host}/assets/govuk-frontend.min.css`);
    expect([sheet.status, sheet.headers.get("content-type")]).toEqual([200, "text/css; charset=utf-8"]);
    const fonts = [...new Set((await sheet.text()).match(/\/assets\/fonts\/[\w-]+\.woff2/g))];
    expect(fonts).toHaveLength(2);
    for (const font of fonts) expect((await preview.ask(host + font)).status).toBe(200);
  }
});

test("all workers are built without a warning, and stay small", async () => {
  const limits = { edge: 200_000, mocks: 600_000, service: 1_000 };
  for (const [name, limit] of Object.entries(limits)) {
    const { code, others, said } = await bundledWorker(`preview/${name}.toml`);
    expect(said).not.toMatch(/warning|error/i);
    const sizes = [code, ...others.values()].map((file) => gzipSync(file).byteLength);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(limit);
    expect(code.match(/["']node:[^"']+["']/g) ?? []).toEqual(name === "mocks" ? ['"node:async_hooks"'] : []);
  }
});
