import { describe, expect, it } from "vitest";
import { authorizePath, Browser, client, pendingId, redirectUri, startOneLogin } from "./support.ts";

describe("the sign-in page", () => {
  it("names the service that asks and lists the people", async () => {
    const { browser } = await startOneLogin();
    const response = await browser.send(authorizePath());
    const html = await response.text();
    expect(html).toContain("<strong>Check your bins</strong>");
    expect(html).toContain("Amina Example");
    expect(html).toContain("bryn@example.com");
    expect(html).not.toContain("checked");
    expect(response.headers.get("Cache-Control")).toBe("no-store");
  });

  it.each(["bryn@example.com", "BRYN@example.com", "bryn"])(
    "preselects the person hinted at by %s",
    async (hint) => {
      const { browser } = await startOneLogin();
      const html = await (await browser.send(authorizePath({ login_hint: hint }))).text();
      expect(html.match(/value="(\w+)"[^>]*checked/)?.[1]).toBe("bryn");
    },
  );

  it("sends the chosen person back with a code and the state", async () => {
    const { browser } = await startOneLogin();
    const back = await browser.signIn("amina", { state: "a b&c" });
    expect(back.href).toMatch(/^https:\/\/www\.rp\.test\/callback\?code=[\w-]{43}&state=a%20b%26c$/);
  });

  it("puts the code in the fragment when asked", async () => {
    const { browser } = await startOneLogin();
    const back = await browser.signIn("amina", { response_mode: "fragment" });
    expect(back.hash).toMatch(/^#code=[\w-]{43}&state=state-1$/);
  });

  it.each([undefined, "", "nobody"])("asks again when %s is chosen", async (choice) => {
    const { browser } = await startOneLogin();
    const first = await (await browser.send(authorizePath())).text();
    const response = await browser.post("/sign-in", { request: pendingId(first), person: choice });
    const html = await response.text();
    expect(response.status).toBe(400);
    expect(html).toContain("<title>Error: ");
    expect(html).toContain('<a href="#person">Select who you want to sign in as</a>');
    expect(pendingId(html)).toBe(pendingId(first));
    expect(browser.cookie).toBeUndefined();
  });

  it("takes nothing but the choice from the form", async () => {
    const { browser } = await startOneLogin();
    const html = await (await browser.send(authorizePath())).text();
    const response = await browser.post("/sign-in", {
      request: pendingId(html),
      person: "amina",
      redirect_uri: "https://evil.test/",
      state: "stolen",
    });
    expect(response.headers.get("Location")).toMatch(new RegExp(`^${redirectUri}\\?code=.*&state=state-1$`));
  });

  it("expires after an hour, and says so for an unknown request as well", async () => {
    const { browser, clock } = await startOneLogin();
    const html = await (await browser.send(authorizePath())).text();
    clock.advance(3601);
    for (const request of [pendingId(html), "unknown", ""]) {
      const response = await browser.post("/sign-in", { request, person: "amina" });
      expect(response.status).toBe(400);
      expect(await response.text()).toContain("Your sign in has expired");
    }
  });

  it("escapes what strangers can write into it", async () => {
    const attack = `"><script>alert(1)</script>`;
    const { browser } = await startOneLogin({
      clients: [client({ ClientName: attack })],
      people: [{ id: attack, name: attack, email: "x@example.com", emailVerified: true, phone: null }],
    });
    const path = authorizePath({ state: attack, login_hint: attack, nonce: attack });
    const html = await (await browser.send(path)).text();
    expect(html).not.toContain("<script");
    expect(html).toContain("&lt;script&gt;");
    const back = await browser.signIn(attack, { state: attack });
    expect(back.searchParams.get("state")).toBe(attack);
    expect(await (await browser.send("/your-services")).text()).not.toContain("<script");
  });
});

describe("a session", () => {
  it("signs in silently, for another service as well", async () => {
    const { browser } = await startOneLogin({ clients: [client(), client({ ClientID: "other" })] });
    await browser.signIn();
    const response = await browser.send(authorizePath({ client_id: "other", prompt: "none" }));
    expect(response.headers.get("Location")).toMatch(/callback\?code=[\w-]{43}&state=state-1$/);
  });

  it("lasts an hour from the last interaction", async () => {
    const { browser, clock } = await startOneLogin();
    await browser.signIn();
    clock.advance(3000);
    expect((await browser.send(authorizePath())).status).toBe(302);
    clock.advance(3000);
    expect((await browser.send(authorizePath())).status).toBe(302);
    clock.advance(3601);
    expect((await browser.send(authorizePath())).status).toBe(200);
  });

  it("is kept in a cookie that scripts cannot read, Secure only over https", async () => {
    const attributes = "Max-Age=3600; Path=/; HttpOnly";
    for (const [url, expected] of [
      ["http://one-login.test", `${attributes}; SameSite=Lax`],
      ["https://one-login.test", `${attributes}; Secure; SameSite=Lax`],
    ]) {
      const { app, browser } = await startOneLogin({ baseUrl: url ?? "" });
      const html = await (await browser.send(authorizePath())).text();
      const body = new URLSearchParams({ request: pendingId(html), person: "amina" });
      const response = await app.request("/sign-in", { method: "POST", body });
      expect(response.headers.getSetCookie()[0]?.replace(/^gs=[\w-]{43}; /, "")).toBe(expected);
    }
  });

  it.each<[string, { prompt?: string; max_age?: string }, number]>([
    ["prompt=login", { prompt: "login" }, 0],
    ["max_age=0", { max_age: "0" }, 0],
    ["a max_age that has passed", { max_age: "60" }, 61],
  ])("is not enough for %s", async (_what, query, seconds) => {
    const { browser, clock } = await startOneLogin();
    await browser.signIn();
    clock.advance(seconds);
    expect((await browser.send(authorizePath(query))).status).toBe(200);
    const silent = await browser.send(authorizePath({ ...query, prompt: `none ${query.prompt ?? ""}` }));
    expect(silent.headers.get("Location")).toContain("error=login_required");
  });

  it("is enough for a max_age that has not passed", async () => {
    const { browser, clock } = await startOneLogin();
    await browser.signIn();
    clock.advance(60);
    expect((await browser.send(authorizePath({ max_age: "60" }))).status).toBe(302);
  });

  it("gets a new id at every sign-in, and the old one is worth nothing", async () => {
    const { app, browser } = await startOneLogin();
    await browser.signIn();
    const before = browser.cookie;
    await browser.signIn("bryn", { prompt: "login" });
    expect(browser.cookie).not.toBe(before);
    const other = new Browser(app);
    other.cookie = before;
    other.browserId = browser.browserId;
    expect((await other.send(authorizePath())).status).toBe(200);
    expect(await (await browser.send("/your-services")).text()).toContain("Bryn Sampl");
  });

  it("is shown at /your-services, and forgotten by a reset", async () => {
    const { browser, reset, app } = await startOneLogin();
    expect(await (await browser.send("/your-services")).text()).toContain("Nobody is signed in");
    await browser.signIn();
    const html = await (await browser.send("/your-services")).text();
    expect(html).toContain("<title>Your services");
    expect(html).toContain("<strong>Amina Example</strong> (amina@example.com)");
    expect(html).toContain('href="/logout"');
    expect(await (await app.request("/__mock")).json()).toMatchObject({ sessions: 1, codes: 1 });
    reset();
    expect(await (await app.request("/__mock")).json()).toMatchObject({ sessions: 0, codes: 0 });
    expect(await (await browser.send("/your-services")).text()).toContain("Nobody is signed in");
  });
});
