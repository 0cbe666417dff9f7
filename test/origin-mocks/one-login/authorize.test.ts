import { describe, expect, it } from "vitest";
import { authorizePath, client, encode, type Query, redirectUri, startOneLogin } from "./support.ts";

const address = "https://vocab.account.gov.uk/v1/address";
const { app } = await startOneLogin({
  clients: [
    client({ Claims: [address] }),
    client({ ClientID: "enforced", PKCEEnforced: true }),
    client({ ClientID: "lenient", PermitMissingNonce: true, Scopes: ["openid"] }),
    client({ ClientID: "inactive", IsActive: false }),
    client({ ClientID: "query", RedirectUrls: [`${redirectUri}?tenant=a`] }),
  ],
});

const missing = "Request is missing parameters";
const invalid = "Invalid Request";

describe("a request that must not lead back", () => {
  const rows: readonly [fault: string, overrides: Query, body: string][] = [
    ["no client_id", { client_id: undefined }, missing],
    ["an empty client_id", { client_id: "" }, missing],
    ["no redirect_uri", { redirect_uri: undefined }, missing],
    ["a relative redirect_uri", { redirect_uri: "/callback" }, missing],
    ["a redirect_uri that runs code", { redirect_uri: "javascript:alert(1)" }, missing],
    ["a data redirect_uri", { redirect_uri: "data:text/html,hello" }, missing],
    ["a vbscript redirect_uri", { redirect_uri: "vbscript:x" }, missing],
    ["a redirect_uri with a code", { redirect_uri: `${redirectUri}?code=1` }, missing],
    ["a redirect_uri with a state", { redirect_uri: `${redirectUri}?state=1` }, missing],
    ["a redirect_uri with a response", { redirect_uri: `${redirectUri}?response=1` }, missing],
    ["an unknown client", { client_id: "nobody" }, invalid],
    ["an unknown client and a bad prompt", { client_id: "nobody", prompt: "maybe" }, invalid],
    ["an unregistered redirect_uri", { redirect_uri: `${redirectUri}/` }, invalid],
    [
      "an unregistered redirect_uri and no scope",
      { redirect_uri: "https://evil.test/", scope: undefined },
      invalid,
    ],
    ["an unknown response_mode", { response_mode: "form_post" }, invalid],
    ["a max_age that is no number", { max_age: "soon" }, invalid],
    ["a fractional max_age", { max_age: "1.5" }, invalid],
  ];

  it.each(rows)("with %s is answered 400 on the spot", async (_fault, overrides, body) => {
    const response = await app.request(authorizePath(overrides));
    expect(response.status).toBe(400);
    expect(response.headers.get("Content-Type")).toBe("text/html; charset=utf-8");
    expect(await response.text()).toBe(body);
  });

  it("without any parameter is answered 400", async () => {
    const response = await app.request("/authorize");
    expect([response.status, await response.text()]).toEqual([400, missing]);
  });
});

describe("a request that cannot be parsed", () => {
  const rows: readonly [fault: string, overrides: Query][] = [
    ["an unknown response_type", { response_type: "code cookie" }],
    ["no response_type", { response_type: undefined }],
    ["an illegal request_uri", { request_uri: "nowhere" }],
    ["a request object that is none", { request: "garbage" }],
    ["a request object that only looks like one", { request: "a.b.c" }],
    ["both request and request_uri", { request: "e30.e30.x", request_uri: "https://rp.test/request" }],
    ["an unknown prompt", { prompt: "login maybe" }],
    ["no scope", { scope: undefined }],
    ["a scope without openid", { scope: "email" }],
    ["claims that are no JSON", { claims: "{" }],
    ["claims that are null", { claims: "null" }],
  ];

  it.each(rows)("with %s leads back without state", async (_fault, overrides) => {
    const response = await app.request(authorizePath(overrides));
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe(
      `${redirectUri}?error=invalid_request&error_description=Invalid%20Request`,
    );
  });
});

describe("a request that breaks a rule", () => {
  const challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
  const rows: readonly [fault: string, overrides: Query, error: string, description: string][] = [
    ["a deactivated client", { client_id: "inactive" }, "unauthorized_client", "client deactivated"],
    [
      "a request_uri",
      { request_uri: "https://rp.test/r" },
      "request_uri_not_supported",
      "Request URI parameter not supported",
    ],
    [
      "a hybrid response_type",
      { response_type: "code id_token" },
      "unsupported_response_type",
      "Unsupported response type",
    ],
    [
      "an unknown scope",
      { scope: "openid offline_access" },
      "invalid_scope",
      "Invalid, unknown or malformed scope",
    ],
    [
      "an unregistered scope",
      { client_id: "lenient" },
      "invalid_scope",
      "Invalid, unknown or malformed scope",
    ],
    [
      "an unknown claim",
      { claims: '{"userinfo":{"shoeSize":null}}' },
      "invalid_request",
      "Request contains invalid claims",
    ],
    [
      "an unregistered claim",
      { client_id: "enforced", claims: JSON.stringify({ userinfo: { [address]: null } }) },
      "invalid_request",
      "Request contains invalid claims",
    ],
    ["no nonce", { nonce: undefined }, "invalid_request", "Request is missing nonce parameter"],
    ["an unknown vector", { vtr: '["Cm"]' }, "invalid_request", "Request vtr not valid"],
    ["a negative max_age", { max_age: "-2" }, "invalid_request", "Max age is negative in query params"],
    [
      "no code_challenge where PKCE is enforced",
      { client_id: "enforced" },
      "invalid_request",
      "Request is missing code_challenge parameter, but PKCE is enforced.",
    ],
    [
      "a blank code_challenge",
      { code_challenge: "" },
      "invalid_request",
      "Invalid value for code_challenge parameter.",
    ],
    [
      "a code_challenge without method",
      { code_challenge: challenge },
      "invalid_request",
      "Request is missing code_challenge_method parameter. code_challenge_method is required when code_challenge is present.",
    ],
    [
      "a plain code_challenge",
      { code_challenge: challenge, code_challenge_method: "plain" },
      "invalid_request",
      "Invalid value for code_challenge_method parameter.",
    ],
    ["an unknown channel", { channel: "pigeon" }, "invalid_request", "Invalid value for channel parameter."],
    [
      "prompt select_account",
      { prompt: "select_account" },
      "unmet_authentication_requirements",
      "Unmet authentication requirements",
    ],
    ["prompt none and nobody signed in", { prompt: "none" }, "login_required", "Login required"],
  ];

  it.each(rows)("with %s leads back with error and state", async (_fault, overrides, error, description) => {
    const response = await app.request(authorizePath(overrides));
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe(
      `${redirectUri}?error=${error}&error_description=${encodeURIComponent(description)}&state=state-1`,
    );
  });

  it("without state leads back without one", async () => {
    const response = await app.request(authorizePath({ state: undefined }));
    expect(response.headers.get("Location")).toBe(
      `${redirectUri}?error=invalid_request&error_description=Request%20is%20missing%20state%20parameter`,
    );
  });

  it("has its state encoded, joined with & to a query, and put in the fragment when asked", async () => {
    const hostile = { state: "a b&c=d#e", nonce: undefined };
    const query = await app.request(
      authorizePath({ ...hostile, client_id: "query", redirect_uri: `${redirectUri}?tenant=a` }),
    );
    expect(query.headers.get("Location")).toBe(
      `${redirectUri}?tenant=a&error=invalid_request&error_description=Request%20is%20missing%20nonce%20parameter&state=a%20b%26c%3Dd%23e`,
    );
    const fragment = await app.request(authorizePath({ ...hostile, response_mode: "fragment" }));
    expect(fragment.headers.get("Location")).toMatch(
      /callback#error=invalid_request&.*&state=a%20b%26c%3Dd%23e$/,
    );
  });
});

describe("a request that is allowed", () => {
  const rows: readonly [what: string, overrides: Query][] = [
    ["nothing optional", {}],
    ["no nonce where that is permitted", { client_id: "lenient", scope: "openid", nonce: undefined }],
    ["a max_age of -1", { max_age: "-1" }],
    ["registered claims", { claims: JSON.stringify({ userinfo: { [address]: { essential: true } } }) }],
    ["claims for nothing", { claims: "[]" }],
    [
      "ui_locales, an id_token_hint and login_hint that mean nothing",
      { ui_locales: "xx", id_token_hint: "garbage", login_hint: "x".repeat(300) },
    ],
    ["a code_challenge_method alone", { code_challenge_method: "plain" }],
    ["channel generic_app", { channel: "generic_app" }],
  ];

  it.each(rows)("with %s gets the sign-in page", async (_what, overrides) => {
    const response = await app.request(authorizePath(overrides));
    expect(response.status).toBe(200);
    expect(await response.text()).toContain("<title>Create your GOV.UK One Login or sign in");
  });

  it("may come as a form, and not by any other method", async () => {
    const body = new URLSearchParams(authorizePath().slice("/authorize?".length));
    expect((await app.request("/authorize", { method: "POST", body })).status).toBe(200);
    const put = await app.request("/authorize", { method: "PUT" });
    expect([put.status, await put.text()]).toEqual([405, 'Method "PUT not allowed"']);
    expect((await app.request(authorizePath(), { method: "HEAD" })).status).toBe(405);
  });

  it("keeps the last of repeated parameters and drops bracketed ones", async () => {
    const last = await app.request(`${authorizePath({ client_id: "nobody" })}&client_id=rp`);
    expect(last.status).toBe(200);
    const bracketed = await app.request(
      `${authorizePath({ nonce: undefined })}&${encode({ "nonce[x]": "1" })}`,
    );
    expect(bracketed.headers.get("Location")).toContain("missing%20nonce");
    const list = await app.request(`${authorizePath({ nonce: undefined })}&${encode({ "nonce[]": "1" })}`);
    expect(list.status).toBe(200);
  });
});
