/** What of a preview is open to everybody, and what its token opens. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createBrowser } from "../support/preview-browser.ts";
import { type RunningPreview, startPreview } from "../support/preview-running.ts";

const root = "https://demo.example.org";
const token = "a-token-that-only-tests-know";
const at = (service: string) => `https://demo-${service}.example.org`;

/** What would let a stranger control the mocks, or read what they know. */
const controls: readonly (readonly [method: string, url: string])[] = [
  ["GET", `${at("mocks")}/`],
  ["GET", `${at("mocks")}/__world/snapshot`],
  ["PUT", `${at("mocks")}/__world/snapshot`],
  ["POST", `${at("mocks")}/__world/reset`],
  ["POST", `${at("mocks")}/%5F_world/reset`],
  ["GET", `${at("one-login")}/__mock`],
  ["PUT", `${at("one-login")}/__mock/people/eve`],
  ["POST", `${at("one-login")}/__mock/reset`],
  ["POST", `${at("one-login")}/%5f%5fmock/reset`],
  ["GET", `${at("one-login")}/control`],
  ["POST", `${at("one-login")}/control/reset`],
  ["GET", `${at("one-login")}/config`],
  ["POST", `${at("one-login")}/config/reset`],
  ["POST", `${at("one-login")}/form-submit`],
  ["POST", `${at("one-login")}/connect/register`],
  ["GET", `${at("email-alert-api")}/__mock/outbox`],
  ["GET", `${at("email-alert-api")}/__mock/outbox.json`],
  ["GET", `${at("email-alert-api")}/subscriber-lists?url=/`],
  ["POST", `${at("account-api")}/_pact/state`],
  ["GET", `${at("account-api")}/__mock`],
  ["GET", `${at("signon")}/users/sign_in`],
  ["POST", `${at("signon")}/__mock/suspend`],
  ["GET", `${at("frontend")}/__mock`],
];

let preview: RunningPreview;

describe("with a token", () => {
  beforeAll(async () => {
    preview = await startPreview({ WEBSITE_ROOT: root, MOCK_TOKEN: token });
  });
  afterAll(() => preview.close());

  const reply = (method: string, url: string, headers: Record<string, string> = {}) =>
    preview.ask(url, { method, headers });
  const status = async (...asked: Parameters<typeof reply>) => (await reply(...asked)).status;

  test.each(controls)(
    "%s %s is closed without it, with a wrong one and with a mock's own",
    async (...asked) => {
      expect(await status(...asked)).toBe(401);
      for (const wrong of [`${token}x`, token.slice(0, -1), "mock-token-frontend-to-account-api", ""]) {
        expect(await status(...asked, { Authorization: `Bearer ${wrong}` })).toBe(401);
        expect(await status(...asked, { Cookie: `__Host-mock_token=${wrong}` })).toBe(401);
      }
    },
  );

  test.each(controls.filter(([method]) => method === "GET"))("%s %s is open with it", async (...asked) => {
    const ours = 'Bearer realm="preview"';
    for (const sent of [
      { Authorization: `Bearer ${token}` },
      { Cookie: `a=b; __Host-mock_token=${token}` },
    ]) {
      expect((await reply(...asked, sent)).headers.get("www-authenticate")).not.toBe(ours);
    }
    expect((await reply(...asked)).headers.get("www-authenticate")).toBe(ours);
  });

  test("an app that calls an API of the preview has the token as a cookie, and its own as ever", async () => {
    const headers = {
      Cookie: `__Host-mock_token=${token}`,
      Authorization: "Bearer mock-token-frontend-to-account-api",
    };
    const url = `${at("account-api")}/api/oauth2/sign-in`;
    expect(await status("GET", url, headers)).toBe(200);
    expect(await status("GET", url, { Authorization: headers.Authorization })).toBe(401);
  });

  test("through the website nothing is controlled, not even with it", async () => {
    for (const path of ["/__world/snapshot", "/__mock", "/%5F_world/snapshot", "/_pact/state"]) {
      expect(await status("GET", root + path, { Authorization: `Bearer ${token}` })).toBe(404);
    }
  });

  test("signing in is for everybody: its pages, keys and metadata", async () => {
    for (const path of ["/.well-known/openid-configuration", "/.well-known/jwks.json", "/your-services"]) {
      expect(await status("GET", at("one-login") + path)).toBe(200);
    }
  });

  test("a browser is asked for it, and is led to where it was going; each host asks for itself", async () => {
    const browser = createBrowser(preview);
    const outbox = `${at("email-alert-api")}/__mock/outbox`;
    const asked = await browser.open(outbox);
    expect([asked.status, asked.headers.get("cache-control")]).toEqual([401, "no-store"]);
    expect(asked.body).toContain("others can reach this address");
    expect(asked.body).toContain('name="to" value="/__mock/outbox"');
    const gate = `${at("email-alert-api")}/__gate`;
    const wrong = await browser.send(gate, { to: "/__mock/outbox", token: "nearly" });
    expect([wrong.status, wrong.body]).toEqual([
      401,
      expect.stringContaining("not the token of this preview"),
    ]);
    const right = await browser.send(gate, { to: "/__mock/outbox", token });
    expect([right.url, right.status]).toEqual([outbox, 200]);
    expect((await browser.open(at("mocks"))).status).toBe(401);
    const away = await browser.send(gate, { to: "//evil.example/", token });
    expect(new URL(away.url).origin).toBe(at("email-alert-api"));
  });

  test("the cookie is for this host and https alone, and no script reads it", async () => {
    const body = new URLSearchParams({ to: "/", token }).toString();
    const headers = { "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await preview.ask(`${at("mocks")}/__gate`, { method: "POST", headers, body });
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-mock_token=[^;]+; Path=\/; Secure; HttpOnly; SameSite=Strict$/,
    );
  });

  test("what is at no host of the preview is told where its website is", async () => {
    const answer = await preview.ask("https://elsewhere.example.org/");
    expect([answer.status, await answer.text()]).toEqual([421, expect.stringContaining(root)]);
  });
});

describe("without a token", () => {
  beforeAll(async () => {
    preview = await startPreview({ WEBSITE_ROOT: root });
  });
  afterAll(() => preview.close());

  test.each(controls)("%s %s is closed to everybody", async (method, url) => {
    for (const given of ["undefined", "", token]) {
      const headers = { Authorization: `Bearer ${given}`, Cookie: `__Host-mock_token=${given}` };
      expect((await preview.ask(url, { method, headers })).status).toBe(403);
    }
  });

  test("the page says so, and how it is opened; the gate's form opens nothing", async () => {
    const browser = createBrowser(preview);
    expect((await browser.open(at("mocks"))).body).toContain("wrangler secret put MOCK_TOKEN");
    expect((await browser.send(`${at("mocks")}/__gate`, { token: "undefined" })).status).toBe(403);
    expect((await browser.open(`${root}/demo/nothing`)).status).toBe(200);
  });
});

describe("variables that are wrong", () => {
  test.each<[what: string, variables: Record<string, string>, name: RegExp]>([
    ["no WEBSITE_ROOT", {}, /WEBSITE_ROOT/],
    ["a WEBSITE_ROOT with a path", { WEBSITE_ROOT: `${root}/` }, /WEBSITE_ROOT/],
    [
      "one part of a name, where there is none for the others",
      { WEBSITE_ROOT: "https://demo" },
      /WEBSITE_ROOT/,
    ],
    ["a short token", { WEBSITE_ROOT: root, MOCK_TOKEN: "s3cret" }, /MOCK_TOKEN/],
  ])("%s: every request is told so, and the log names it", async (_what, variables, name) => {
    const wrong = await startPreview(variables);
    const answer = await wrong.ask(`${at("one-login")}/authorize`);
    expect([answer.status, await answer.text()]).toEqual([
      500,
      expect.stringMatching(/^This worker is misconf/),
    ]);
    await expect.poll(wrong.logged).toMatch(name);
    expect(wrong.logged()).not.toContain("s3cret");
    await wrong.close();
  });
});
