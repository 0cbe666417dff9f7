import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { logout } from "../../../src/origin-mocks/one-login/logout.ts";
import { createProvider } from "../../../src/origin-mocks/one-login/provider.ts";
import { client, encode, options, type Query, signedOutUri, startOneLogin } from "./support.ts";

const withQuery = `${signedOutUri}?from=one-login`;
const provider = await createProvider(
  options({ clients: [client({ PostLogoutRedirectUrls: [signedOutUri, withQuery] })] }),
);
const app = new Hono().route("/", logout(provider));
const { keys } = provider;
const home = "https://signin.account.gov.uk/signed-out";

const hint = await keys.sign("ES256", { aud: "rp", sub: "subject", exp: 1 });
const rsaHint = await keys.sign("RS256", { aud: ["rp"], sub: "subject" });
const hintWithoutSubject = await keys.sign("ES256", { aud: "rp" });
const hintWithoutAudience = await keys.sign("ES256", { sub: "subject" });
const hintOfStranger = await keys.sign("ES256", { aud: "nobody", sub: "subject" });
const oddHint = await keys.sign("ES256", JSON.parse('{"aud":7}'));
const forgedHint = await (await createProvider(options())).keys.sign("ES256", { aud: "rp", sub: "subject" });
const notValidated = `${home}?error_code=invalid_request&error_description=unable+to+validate+id_token_hint`;

const rows: readonly [situation: string, query: Query, target: string][] = [
  ["no parameters", {}, home],
  ["no hint", { post_logout_redirect_uri: signedOutUri, state: "a b" }, `${home}?state=a+b`],
  ["no hint and no state", { post_logout_redirect_uri: signedOutUri }, home],
  ["a hint that is garbage", { id_token_hint: "garbage", state: "s" }, `${notValidated}&state=s`],
  ["a hint of three garbage parts", { id_token_hint: "a.b.c" }, notValidated],
  ["a hint signed elsewhere", { id_token_hint: forgedHint }, notValidated],
  [
    "a hint with odd claims",
    { id_token_hint: oddHint },
    `${home}?error_code=invalid_request&error_description=invalid+id_token_hint`,
  ],
  ["a hint without sub", { id_token_hint: hintWithoutSubject, state: "s" }, `${home}?state=s`],
  ["a hint without aud", { id_token_hint: hintWithoutAudience, state: "s" }, `${home}?state=s`],
  [
    "a hint of an unknown client",
    { id_token_hint: hintOfStranger, state: "s" },
    `${home}?error_code=unauthorized_client&error_description=client+not+found&state=s`,
  ],
  ["no post_logout_redirect_uri", { id_token_hint: hint, state: "s" }, `${home}?state=s`],
  [
    "an unregistered post_logout_redirect_uri",
    { id_token_hint: hint, post_logout_redirect_uri: "https://evil.test/" },
    `${home}?error_code=invalid_request&error_description=client+registry+does+not+contain+post_logout_redirect_uri`,
  ],
  [
    "all in order, with an expired hint",
    { id_token_hint: hint, post_logout_redirect_uri: signedOutUri, state: "s&t" },
    `${signedOutUri}?state=s%26t`,
  ],
  [
    "all in order, with an RSA hint and no state",
    { id_token_hint: rsaHint, post_logout_redirect_uri: signedOutUri },
    signedOutUri,
  ],
  [
    "all in order, with a query in the URI",
    { id_token_hint: hint, post_logout_redirect_uri: withQuery, state: "s" },
    `${withQuery}&state=s`,
  ],
];

describe("signing out", () => {
  it.each(rows)("with %s leads on, by GET and by POST", async (_situation, query, target) => {
    const get = await app.request(`/logout?${encode(query)}`);
    const post = await app.request("/logout", { method: "POST", body: new URLSearchParams(encode(query)) });
    for (const response of [get, post]) {
      expect(response.status).toBe(302);
      expect(response.headers.get("Location")).toBe(target);
      expect(response.headers.get("Set-Cookie")).toBe("gs=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax");
    }
  });

  it("ends the session even when an error is reported", async () => {
    const { app: oneLogin, browser } = await startOneLogin();
    await browser.signIn();
    const stolen = `${browser.cookie}; bsid=${browser.browserId}`;
    await browser.send("/logout?id_token_hint=garbage");
    expect(browser.cookie).toBeUndefined();
    const headers = { Cookie: `gs=${stolen}` };
    const page = await oneLogin.request("/your-services", { headers });
    expect(await page.text()).toContain("Nobody is signed in");
  });

  it("leads to the page the mock was given", async () => {
    const { app: oneLogin } = await startOneLogin({ defaultLogoutUrl: "http://www.dev.gov.uk/bye?x=1" });
    const response = await oneLogin.request("/logout?state=s");
    expect(response.headers.get("Location")).toBe("http://www.dev.gov.uk/bye?x=1&state=s");
  });
});
