import { decodeJwt } from "jose";
import { describe, expect, it, vi } from "vitest";
import type { OneLoginOptions } from "../../../src/origin-mocks/one-login/index.ts";
import { authorizePath, client, pendingId, startOneLogin } from "./support.ts";

const backChannel = "https://rp.test/back-channel";

async function start(overrides: Partial<OneLoginOptions> = {}) {
  const told: string[] = [];
  const oneLogin = await startOneLogin({
    clients: [client({ BackChannelLogoutUri: backChannel })],
    fetch: async (_url, init) => {
      told.push(new URLSearchParams(String(init.body)).get("logout_token") ?? "");
      return new Response();
    },
    ...overrides,
  });
  const change = (what: string) => oneLogin.app.request(`/__mock/people/amina/${what}`, { method: "POST" });
  return { ...oneLogin, told, change };
}

/** Waits for what nobody else waits for; the test then says when it never came. */
async function settled(told: readonly string[], count: number): Promise<void> {
  await vi.waitUntil(() => told.length >= count, { timeout: 3000, interval: 5 }).catch(() => undefined);
}
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("an account that is suspended or blocked", () => {
  it.each([
    ["suspend", "/unavailable-temporary", "not available for now", "ar gael am nawr"],
    ["block", "/unavailable-permanent", "has been blocked", "wedi’i rwystro"],
  ])(
    "by %s leads to %s, loses its sessions, and every service is told",
    async (what, path, english, welsh) => {
      const { browser, app, told, change } = await start();
      await browser.signIn();
      expect((await change(what)).status).toBe(200);
      await settled(told, 1);
      expect(told.map((token) => decodeJwt(token).aud)).toEqual(["rp"]);
      const html = await (await browser.send(authorizePath())).text();
      const back = await browser.post("/sign-in", { request: pendingId(html), person: "amina" });
      expect([back.status, back.headers.get("Location")]).toEqual([302, path]);
      expect((await browser.send(authorizePath())).status).toBe(200);
      const page = async (lng: string) =>
        (await app.request(path, { headers: { Cookie: `lng=${lng}` } })).text();
      expect(await page("en")).toContain(english);
      expect(await page("cy")).toContain(welsh);
      await change("reinstate");
      expect((await browser.signIn()).searchParams.has("code")).toBe(true);
    },
  );

  it("is turned away without pages, and in a session that goes on", async () => {
    const auto = await start({ approval: "auto" });
    await auto.change("suspend");
    const response = await auto.app.request(authorizePath({ login_hint: "amina" }));
    expect(response.headers.get("Location")).toBe("/unavailable-temporary");
    expect(response.headers.get("Set-Cookie")).toBeNull();
    const pages = await start();
    await pages.browser.signIn();
    const body = JSON.stringify({ intervention: "blocked" });
    await pages.app.request("/__mock/people/amina", { method: "PUT", body });
    const back = await pages.browser.send(authorizePath());
    expect(back.headers.get("Location")).toBe("/unavailable-permanent");
    expect(pages.browser.cookie).toBeUndefined();
  });

  it("says so in the log of requests", async () => {
    const { app, change } = await start({ approval: "auto" });
    await change("suspend");
    await app.request(authorizePath());
    expect(await (await app.request("/__mock/requests")).text()).toContain("the account is suspended");
  });
});

describe("a session that expires", () => {
  it("is told of to every service when that is asked for, once the clock says so", async () => {
    const { browser, app, told } = await start({ notifyOnExpiry: true });
    await browser.signIn();
    const move = (advance: number) =>
      app.request("/__mock/clock", { method: "POST", body: JSON.stringify({ advance }) });
    await move(3599);
    await quiet();
    expect(told).toEqual([]);
    await move(2);
    await settled(told, 1);
    expect(told.map((token) => decodeJwt(token).aud)).toEqual(["rp"]);
    await app.request("/");
    await quiet();
    expect(told).toHaveLength(1);
  });

  it("is not told of by default, nor is the end of one by a reset", async () => {
    const silent = await start();
    await silent.browser.signIn();
    silent.clock.advance(3600);
    await silent.browser.send(authorizePath());
    const reset = await start({ notifyOnExpiry: true });
    await reset.browser.signIn();
    reset.reset();
    await reset.app.request("/");
    await quiet();
    expect([...silent.told, ...reset.told]).toEqual([]);
  });

  it("is told of once when somebody comes back too late, or signs out", async () => {
    const { browser, clock, told } = await start({ notifyOnExpiry: true });
    await browser.signIn();
    clock.advance(3601);
    await browser.send(authorizePath());
    await browser.signIn();
    await browser.send("/logout");
    await settled(told, 2);
    await quiet();
    expect(told).toHaveLength(2);
  });
});
