import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { exchange, userinfo } from "./service.ts";
import { startSimulator } from "./simulator-support.ts";
import { authorizePath, pendingId, startOneLogin } from "./support.ts";

describe("the cookie of the browser session", () => {
  it("ends with the browser, is for the server alone, and is new at every sign-in", async () => {
    const { app, browser } = await startOneLogin();
    const html = await (await browser.send(authorizePath())).text();
    const body = new URLSearchParams({ request: pendingId(html), person: "amina" });
    const ids = new Set<string>();
    for (let time = 0; time < 2; time++) {
      const response = await app.request("/sign-in", { method: "POST", body });
      const cookie = response.headers.getSetCookie().find((set) => set.startsWith("bsid=")) ?? "";
      expect(cookie).toMatch(/^bsid=[\w-]{27}; Path=\/; HttpOnly; SameSite=Lax$/);
      ids.add(cookie);
    }
    expect(ids.size).toBe(2);
  });

  it.each([
    ["gone", undefined],
    ["another", "AAAAAAAAAAAAAAAAAAAAAAAAAAA"],
  ])("that is %s means that somebody must authenticate again", async (_what, browserId) => {
    const { browser } = await startOneLogin();
    await browser.signIn();
    expect((await browser.send(authorizePath())).status).toBe(302);
    browser.browserId = browserId;
    expect((await browser.send(authorizePath())).status).toBe(200);
    const silent = await browser.send(authorizePath({ prompt: "none" }));
    expect(silent.headers.get("Location")).toContain("error=login_required");
    expect(await (await browser.send("/your-services")).text()).toContain("Nobody is signed in");
  });

  it("does not keep a session alive once it is gone, and signing out needs it no more", async () => {
    const { browser, clock } = await startOneLogin();
    await browser.signIn();
    const { browserId } = browser;
    browser.browserId = undefined;
    clock.advance(3000);
    await browser.send(authorizePath());
    clock.advance(700);
    browser.browserId = browserId;
    expect((await browser.send(authorizePath())).status).toBe(200);
    await browser.signIn();
    browser.browserId = undefined;
    await browser.send("/logout");
    expect(browser.cookie).toBeUndefined();
  });
});

describe("the cookie that outlives sessions", () => {
  it("names the browser and when it first came, for more than a year, and is set once", async () => {
    const { app } = await startOneLogin({ approval: "auto" });
    const cookies = async (headers = {}) =>
      (await app.request(authorizePath(), { headers })).headers
        .getSetCookie()
        .filter((set) => set.startsWith("di-persistent-session-id="));
    const [cookie = ""] = await cookies();
    expect(cookie).toMatch(
      /^di-persistent-session-id=[\w-]{27}--\d{13}; Max-Age=34190000; Path=\/; HttpOnly;/,
    );
    expect(await cookies({ Cookie: cookie.split(";", 1).join() })).toEqual([]);
  });
});

describe("the session identifier in tokens", () => {
  it("is another for every journey, though the session is one", async () => {
    const oneLogin = await startOneLogin();
    const ids = [await oneLogin.browser.code(), await oneLogin.browser.code()].map(async (code) => {
      const { id_token, access_token } = await exchange(oneLogin, code);
      expect(decodeJwt(access_token).sid).toBe(decodeJwt(id_token).sid);
      return decodeJwt(id_token).sid;
    });
    expect(new Set(await Promise.all(ids)).size).toBe(2);
  });
});

describe("the person of one request", () => {
  it.each([{ "Mock-Person": "bryn" }, { "Mock-Person": "BRYN@example.com" }, { Cookie: "mock-person=bryn" }])(
    "is chosen by %j, without a page, and leaves who is signed in",
    async (headers) => {
      const oneLogin = await startOneLogin();
      const { browser } = oneLogin;
      await browser.signIn("amina");
      const { cookie } = browser;
      const back = await browser.send(authorizePath(), { headers });
      expect(back.headers.get("Set-Cookie")).toBeNull();
      const code = new URL(back.headers.get("Location") ?? "").searchParams.get("code") ?? "";
      const info = await userinfo(oneLogin, (await exchange(oneLogin, code)).access_token);
      expect(info.email).toBe("bryn@example.com");
      expect(browser.cookie).toBe(cookie);
      expect(await (await browser.send("/your-services")).text()).toContain("Amina Example");
    },
  );

  it("may be many at the same time", async () => {
    const oneLogin = await startOneLogin({ approval: "auto" });
    const emails = ["amina", "bryn", "chidi", "dana"].map(async (name) => {
      const back = await oneLogin.app.request(authorizePath(), { headers: { "Mock-Person": name } });
      const code = new URL(back.headers.get("Location") ?? "").searchParams.get("code") ?? "";
      return (await userinfo(oneLogin, (await exchange(oneLogin, code)).access_token)).email;
    });
    expect(await Promise.all(emails)).toEqual(
      ["amina", "bryn", "chidi", "dana"].map((name) => `${name}@example.com`),
    );
  });

  it("must be somebody, and may be suspended, which is no other's fault", async () => {
    const { app, browser } = await startOneLogin();
    const headers = { "Mock-Person": "nobody" };
    const unknown = await app.request(authorizePath(), { headers });
    expect([unknown.status, await unknown.text()]).toEqual([400, "Mock-Person names nobody"]);
    await browser.signIn("amina");
    await app.request("/__mock/people/bryn/suspend", { method: "POST" });
    const away = await browser.send(authorizePath(), { headers: { "Mock-Person": "bryn" } });
    expect(away.headers.get("Location")).toBe("/unavailable-temporary");
    expect((await browser.send(authorizePath())).headers.get("Location")).toContain("?code=");
  });
});

describe("the password before the pages of integration, until February 2025", () => {
  const basicAuth = { user: "user", password: "p:ß" };
  const right = `Basic ${Buffer.from("user:p:ß").toString("base64")}`;

  it("is asked for before each page, and lets in who has it", async () => {
    const { app } = await startOneLogin({ profile: "one-login-2024-10", basicAuth });
    const status = async (path: string, Authorization?: string) =>
      (await app.request(path, Authorization ? { headers: { Authorization } } : {})).status;
    for (const path of [authorizePath(), "/sign-in?request=x", "/sign-in/email", "/create-account"]) {
      const refused = await app.request(path);
      expect([refused.status, refused.headers.get("WWW-Authenticate")]).toEqual([
        401,
        'Basic realm="GOV.UK One Login", charset="UTF-8"',
      ]);
      expect(await refused.text()).not.toContain("<form");
      expect(await status(path, right)).not.toBe(401);
      expect(await status(path, "Basic dXNlcjp4")).toBe(401);
    }
    const form = await app.request("/sign-in", { method: "POST" });
    expect(form.status).toBe(401);
  });

  it("is not asked for by what services call, nor before a redirect back", async () => {
    const { app } = await startOneLogin({ profile: "one-login-2024-10", basicAuth });
    const found = await app.request("/.well-known/openid-configuration");
    expect(found.status).toBe(200);
    expect((await app.request("/token", { method: "POST" })).status).toBe(400);
    expect((await app.request(authorizePath({ prompt: "none" }))).status).toBe(302);
    expect((await app.request("/control")).status).toBe(200);
  });

  it("is not there later, in production, or unless it is set; it comes by variable", async () => {
    for (const options of [
      { profile: "current", basicAuth },
      { profile: "one-login-2024-10", environment: "production", basicAuth },
      { profile: "one-login-2024-10" },
    ] as const) {
      const { app } = await startOneLogin(options);
      expect((await app.request(authorizePath())).status).toBe(200);
    }
    const { app } = await startSimulator({ DOCS_PROFILE: "one-login-2024-10", BASIC_AUTH: "user:p:ß" });
    expect((await app.request("/sign-in")).status).toBe(401);
    expect((await app.request("/sign-in", { headers: { Authorization: right } })).status).toBe(400);
    await expect(startSimulator({ BASIC_AUTH: "user" })).rejects.toThrow("BASIC_AUTH");
  });
});
