import { decodeJwt } from "jose";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { exchange, sendToken, userinfo } from "./service.ts";
import { client, startOneLogin } from "./support.ts";

describe("faults of each endpoint, ordered once and for one client", () => {
  const clients = [client({ BackChannelLogoutUri: "https://rp.test/out" }), client({ ClientID: "other" })];
  const startFaulty = async () => {
    const told: string[] = [];
    const oneLogin = await startOneLogin({
      clients,
      fetch: async (_url, init) => {
        told.push(new URLSearchParams(String(init.body)).get("logout_token") ?? "");
        return new Response();
      },
    });
    const order = (body: object) =>
      oneLogin.app.request("/__mock/faults", { method: "POST", body: JSON.stringify({ times: 1, ...body }) });
    return { ...oneLogin, told, order };
  };

  it.each([
    ["INVALID_GRANT", 400, "invalid_grant"],
    ["UNAUTHORIZED_CLIENT", 400, "unauthorized_client"],
    ["TOKEN_SERVER_ERROR", 500, "server_error"],
  ])("make /token answer %s, and the code is still good", async (name, status, error) => {
    const oneLogin = await startFaulty();
    await oneLogin.order({ kind: "token", name, clientId: "rp" });
    const code = await oneLogin.browser.code();
    const refused = await sendToken(oneLogin, { code });
    expect([refused.status, await refused.json()]).toMatchObject([status, { error }]);
    expect((await sendToken(oneLogin, { code })).status).toBe(200);
  });

  it("leave another client alone", async () => {
    const oneLogin = await startFaulty();
    await oneLogin.order({ kind: "token", name: "INVALID_GRANT", clientId: "other" });
    expect((await sendToken(oneLogin, { code: await oneLogin.browser.code() })).status).toBe(200);
  });

  it("make /userinfo refuse the token, answer nothing, or speak of somebody else", async () => {
    const oneLogin = await startFaulty();
    const tokens = await exchange(oneLogin, await oneLogin.browser.code());
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    const ask = (fault?: string) =>
      oneLogin.app.request("/userinfo", { headers: { ...headers, ...(fault && { "Mock-Faults": fault }) } });
    expect((await ask("INVALID_TOKEN")).status).toBe(401);
    expect(await (await ask("EMPTY")).json()).toEqual({});
    const { sub } = await userinfo(oneLogin, tokens.access_token);
    const other = z.object({ sub: z.string() }).parse(await (await ask("OTHER_SUBJECT")).json());
    expect(other.sub).toMatch(/^urn:fdc:gov\.uk:2022:[\w-]{43}$/);
    expect(other.sub).not.toBe(sub);
  });

  it("make logout tokens come twice, expired, with a nonce, or wrongly signed", async () => {
    const { browser, told, order } = await startFaulty();
    for (const name of ["DUPLICATE", "TOKEN_EXPIRED", "WITH_NONCE", "INVALID_SIGNATURE"]) {
      await order({ kind: "logoutToken", name });
    }
    await browser.signIn();
    await browser.send("/logout");
    await vi.waitUntil(() => told.length === 2, { timeout: 3000, interval: 5 });
    expect(told[0]).toBe(told[1]);
    const claims = decodeJwt(told[0] ?? "");
    expect(claims).toHaveProperty("nonce");
    expect(claims.exp).toBe((claims.iat ?? 0) - 1);
    expect(told[0]?.split(".")[2]).toHaveLength(43);
  });
});
