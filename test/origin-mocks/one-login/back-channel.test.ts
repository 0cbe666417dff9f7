import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import type { OneLoginOptions } from "../../../src/origin-mocks/one-login/index.ts";
import { exchange, getJson } from "./service.ts";
import { authorizePath, Browser, client, startOneLogin } from "./support.ts";

const uri = "https://www.rp.test/back-channel";

async function start(answers: (number | "unreachable")[] = [], options: Partial<OneLoginOptions> = {}) {
  const calls: { readonly url: string; readonly token: string; readonly type: string }[] = [];
  const waited: number[] = [];
  const oneLogin = await startOneLogin({
    clients: [
      client({ BackChannelLogoutUri: uri }),
      client({
        ClientID: "other",
        BackChannelLogoutUri: `${uri}/other`,
        SectorIdentifierUri: "https://other.test",
      }),
      client({ ClientID: "silent" }),
    ],
    fetch: async (url, init) => {
      const request = new Request(url, init);
      const body = new URLSearchParams(await request.text());
      const type = request.headers.get("Content-Type") ?? "";
      calls.push({ url, token: body.get("logout_token") ?? "", type });
      const answer = answers.shift() ?? 200;
      if (answer === "unreachable") throw new TypeError("fetch failed");
      return new Response(null, { status: answer });
    },
    wait: async (milliseconds) => void waited.push(milliseconds),
    ...options,
  });
  return { ...oneLogin, calls, waited };
}

/** Waits for what nobody else waits for; gives up when it never comes, and the test then says so. */
async function settled(done: () => boolean): Promise<void> {
  await vi.waitUntil(done, { timeout: 3000, interval: 5 }).catch(() => undefined);
}

/** Lets what would come, and must not, come to its end. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe("signing out", () => {
  it("tells every service of the session that has an address for it, each in its own words", async () => {
    const started = await start();
    const { browser, calls, clock } = started;
    const tokens = await exchange(started, await browser.code());
    for (const client_id of ["other", "silent"]) await browser.send(authorizePath({ client_id }));
    await browser.send("/logout");
    await settled(() => calls.length === 2);
    expect(calls.map(({ url }) => url).sort()).toEqual([uri, `${uri}/other`]);
    // Which of them comes first is not said.
    const [call, another] = [uri, `${uri}/other`].map((to) => calls.find(({ url }) => url === to));
    expect(call?.type).toContain("application/x-www-form-urlencoded");
    const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
    const select = createLocalJWKSet(jwks.parse(await getJson(started, "/.well-known/jwks.json")));
    const currentDate = new Date(clock.now());
    const verify = (token = "", audience = "rp") => jwtVerify(token, select, { currentDate, audience });
    const { payload, protectedHeader } = await verify(call?.token);
    expect(protectedHeader).toEqual({ alg: "ES256", kid: expect.any(String), typ: "logout+jwt" });
    const id = await jwtVerify(tokens.id_token, select, { currentDate });
    expect(payload).toEqual({
      iss: "http://one-login.test/",
      sub: id.payload.sub,
      aud: "rp",
      iat: clock.now() / 1000,
      exp: clock.now() / 1000 + 120,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    expect((await verify(another?.token, "other")).payload.sub).not.toBe(payload.sub);
  });

  it("tells a service that does not answer 200 again, up to four times in all", async () => {
    const { app, browser, calls, waited } = await start([500, "unreachable", 204, 302, 200]);
    await browser.signIn();
    await browser.send("/logout");
    await settled(() => calls.length === 4);
    expect([calls.length, waited]).toEqual([4, [1000, 5000, 30_000]]);
    expect(new Set(calls.map(({ token }) => token)).size).toBe(4);
    await quiet();
    expect(await (await app.request("/__mock/deliveries")).json()).toEqual({
      deliveries: [{ clientId: "rp", uri, attempts: ["500", "fetch failed", "204", "302"], isDone: false }],
    });
  });

  it("tells each of them when all have the one session identifier of the simulator", async () => {
    const { browser, calls } = await start([], { likeSimulator: true });
    await browser.signIn();
    await browser.send(authorizePath({ client_id: "other" }));
    await browser.send("/logout");
    await settled(() => calls.length === 2);
    expect(calls.map(({ url }) => url).sort()).toEqual([uri, `${uri}/other`]);
  });

  it("tells nobody when nobody was signed in", async () => {
    const { browser, calls } = await start();
    await browser.send("/logout");
    await quiet();
    expect(calls).toEqual([]);
  });

  it("everywhere ends the sessions of one person in every browser, and of nobody else", async () => {
    const { app, browser, calls } = await start();
    const second = new Browser(app);
    const third = new Browser(app);
    await browser.signIn("amina");
    await second.signIn("amina");
    await third.signIn("bryn");
    const response = await app.request("/__mock/people/amina/sign-out-everywhere", { method: "POST" });
    expect(await response.json()).toEqual({ sessions: 2 });
    await settled(() => calls.length === 2);
    expect(calls).toHaveLength(2);
    const statuses = [browser, second, third].map(async (one) => (await one.send(authorizePath())).status);
    expect(await Promise.all(statuses)).toEqual([200, 200, 302]);
  });

  it("happens as well when somebody else signs in, but not when the same person does again", async () => {
    const { browser, calls } = await start();
    await browser.signIn("amina");
    await browser.signIn("amina", { prompt: "login" });
    await quiet();
    expect(calls).toHaveLength(0);
    await browser.signIn("bryn", { prompt: "login" });
    await settled(() => calls.length === 2);
    expect(calls).toHaveLength(2);
  });

  it("named the session in 2022", async () => {
    const { browser, calls } = await start([], { profile: "sign-in-2022" });
    await browser.signIn();
    await browser.send("/logout");
    await settled(() => calls.length === 1);
    const claims = JSON.parse(Buffer.from(calls[0]?.token.split(".")[1] ?? "", "base64url").toString());
    expect(claims.sid).toMatch(/^[\w-]{27}$/);
    expect(claims).not.toHaveProperty("exp");
  });
});
