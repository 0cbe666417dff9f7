import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { exchange, getJson, sendToken, userinfo } from "./service.ts";
import { authorizePath, client, type Query, startOneLogin } from "./support.ts";

async function start() {
  const oneLogin = await startOneLogin();
  const change = (what: string, body?: object, id = "amina") =>
    oneLogin.app.request(`/__mock/people/${id}/${what}`, {
      method: "POST",
      body: JSON.stringify(body ?? {}),
    });
  const form = (what: string, fields: Record<string, string> = {}, headers = {}) =>
    oneLogin.app.request(`/control/people/amina/${what}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers,
    });
  const show = async (query: Query = {}) => {
    const tokens = await exchange(oneLogin, await oneLogin.browser.code("amina", query));
    return { tokens, info: await userinfo(oneLogin, tokens.access_token) };
  };
  return { ...oneLogin, change, form, show };
}
const scope = { scope: "openid email phone" };

describe("somebody's email address", () => {
  it("may change, and the subject stays", async () => {
    const { change, show } = await start();
    const before = await show(scope);
    expect((await change("email", { email: "new@example.com" })).status).toBe(200);
    expect((await show(scope)).info).toEqual({ ...before.info, email: "new@example.com" });
  });

  it.each([
    ["somebody else's", { email: "BRYN@example.com" }],
    ["none", { email: "amina" }],
    ["missing", {}],
  ])("is not changed to one that is %s", async (_what, body) => {
    const { change, show, form } = await start();
    const response = await change("email", body);
    expect([response.status, await response.text()]).toEqual([400, expect.stringContaining("email")]);
    expect((await form("email", body)).status).toBe(400);
    expect((await show(scope)).info.email).toBe("amina@example.com");
  });
});

describe("somebody's second factor", () => {
  it("may be an authenticator app, and a phone again", async () => {
    const { change, show } = await start();
    await change("second-factor", { phone: null });
    const { info } = await show(scope);
    expect([info.phone_number, info.phone_number_verified]).toEqual([undefined, false]);
    await change("second-factor", { phone: "+447700900999" });
    expect((await show(scope)).info).toMatchObject({
      phone_number: "+447700900999",
      phone_number_verified: true,
    });
    expect((await change("second-factor", { phone: "0770" })).status).toBe(400);
  });
});

describe("an account that is deleted and made again", () => {
  it("has another subject, and what was given out for the old one is worth nothing", async () => {
    const oneLogin = await start();
    const { change, show, browser, app } = oneLogin;
    const before = await show();
    const code = (await browser.send(authorizePath())).headers.get("Location") ?? "";
    expect((await change("recreate")).status).toBe(200);
    const headers = { Authorization: `Bearer ${before.tokens.access_token}` };
    expect((await app.request("/userinfo", { headers })).status).toBe(401);
    const late = await sendToken(oneLogin, { code: new URL(code).searchParams.get("code") ?? "" });
    expect(await late.json()).toMatchObject({ error: "invalid_grant" });
    expect((await browser.send(authorizePath())).status).toBe(200);
    const after = await show();
    expect(after.info).toMatchObject({ email: "amina@example.com" });
    const subjects = [before, after].map(({ tokens }) => decodeJwt(tokens.id_token).sub);
    expect(subjects[1]).toMatch(/^urn:fdc:gov\.uk:2022:/);
    expect(new Set(subjects).size).toBe(2);
    await change("recreate");
    const third = decodeJwt((await show()).tokens.id_token).sub;
    expect(subjects).not.toContain(third);
  });

  it("is told how data is shared once more, and loses its refresh tokens", async () => {
    const scopes = ["openid", "offline_access"] as const;
    const oneLogin = await startOneLogin({
      profile: "sign-in-2022",
      clients: [client({ Scopes: [...scopes] })],
    });
    const query = { scope: scopes.join(" ") };
    const tokens = await exchange(oneLogin, await oneLogin.browser.code("amina", query));
    await oneLogin.app.request("/__mock/people/amina/recreate", { method: "POST" });
    const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
    expect((await sendToken(oneLogin, refresh)).status).toBe(400);
    const page = await (await oneLogin.browser.send(authorizePath(query))).text();
    const request = /name="request" value="([^"]*)"/.exec(page)?.[1];
    const next = await oneLogin.browser.post("/sign-in", { request, person: "amina" });
    expect(await next.text()).toContain("How your data is shared");
  });
});

describe("the page of a person in the control room", () => {
  it("shows what is known and the authenticator app, in both languages, and changes the account", async () => {
    const oneLogin = await start();
    const { app, form } = oneLogin;
    const page = async (lng = "en") =>
      (await app.request("/control/people/amina", { headers: { Cookie: `lng=${lng}` } })).text();
    const { authenticator } = await getJson(oneLogin, "/__mock/people/amina");
    const { secret, code } = z.object({ secret: z.string(), code: z.string() }).parse(authenticator);
    const html = await page();
    for (const text of [secret, code, "amina@example.com", "+447700900101", "Suspend"])
      expect(html).toContain(text);
    expect(await page("cy")).toContain("Dileu a gwneud eto");
    const done = await form("email", { email: "new@example.com" });
    expect([done.status, done.headers.get("Location")]).toEqual([303, "/control/people/amina?done=1"]);
    await form("second-factor", { phone: "" });
    await form("recreate");
    await form("block");
    const after = await page();
    for (const text of ["new@example.com", "1 times", "blocked", "Reinstate"]) expect(after).toContain(text);
    expect(after).not.toContain("+447700900101");
    await form("reinstate");
    expect(await page()).toContain("active");
  });

  it("knows nobody else and no other change, and is not for pages of other sites", async () => {
    const { app, form, change } = await start();
    expect((await app.request("/control/people/nobody")).status).toBe(404);
    expect((await form("promote")).status).toBe(404);
    expect((await change("promote")).status).toBe(404);
    expect((await change("recreate", {}, "nobody")).status).toBe(404);
    expect((await form("recreate", {}, { Origin: "https://evil.test" })).status).toBe(403);
  });
});
