import { generateKeyPair } from "jose";
import { describe, expect, it } from "vitest";
import { type Claims, now, requestObject } from "./request-objects.ts";
import { baseUrl, client, encode, type Query, redirectUri, startOneLogin } from "./support.ts";

const address = "https://vocab.account.gov.uk/v1/address" as const;
const clients = [
  client({ Claims: [address], IdentityVerificationSupported: true, ClientLoCs: ["P2"] }),
  client({ ClientID: "inactive", IsActive: false }),
  client({ ClientID: "enforced", PKCEEnforced: true }),
  client({ ClientID: "signed-only", JarValidationRequired: true }),
];
const { app } = await startOneLogin({ clients });
const stranger = (await generateKeyPair("RS256")).privateKey;

function authorize(request: string, query: Query = {}, from = app) {
  const usual = { client_id: "rp", response_type: "code", scope: "openid email", request };
  return Promise.resolve(from.request(`/authorize?${encode({ ...usual, ...query })}`));
}

describe("a request object that must not lead back", () => {
  const trust = "Trust chain validation failed";
  const rows: readonly [fault: string, claims: Claims, query: Query, body: string][] = [
    ["an unknown client", {}, { client_id: "nobody" }, "Invalid Request"],
    ["an expiry that has passed", { exp: now - 1 }, {}, trust],
    ["a time before which it is not valid", { nbf: now + 60 }, {}, trust],
    ["no redirect_uri", { redirect_uri: undefined }, {}, "Invalid Request"],
    ["an unregistered redirect_uri", { redirect_uri: "https://evil.test/" }, {}, "Invalid Request"],
    ["an unknown response_mode", { response_mode: "form_post" }, {}, "Invalid Request"],
    ["no response_type in the query", {}, { response_type: undefined }, "Invalid Request"],
    ["no scope in the query", {}, { scope: undefined }, "Invalid Request"],
    ["a subject that is the client", { sub: "rp" }, {}, "Invalid Request"],
  ];
  it.each(rows)("with %s is answered 400", async (_fault, claims, query, body) => {
    const response = await authorize(await requestObject(claims), query);
    expect([response.status, await response.text()]).toEqual([400, body]);
  });

  it("signed by a stranger, or with an algorithm that is not RSA, is not trusted", async () => {
    const strange = await authorize(await requestObject({}, { alg: "RS256" }, stranger));
    const ec = await generateKeyPair("ES256");
    const elliptic = await authorize(await requestObject({}, { alg: "ES256" }, ec.privateKey));
    expect([await strange.text(), await elliptic.text()]).toEqual([trust, trust]);
  });

  it("leads back without state when it cannot be parsed and the query has a registered redirect_uri", async () => {
    const response = await authorize("a.b.c", { redirect_uri: redirectUri, state: "s" });
    expect(response.headers.get("Location")).toBe(
      `${redirectUri}?error=invalid_request&error_description=Invalid%20Request`,
    );
  });
});

describe("a request object that breaks a rule", () => {
  const unauthorized = ["unauthorized_client", "Unauthorized client"] as const;
  const type = ["unsupported_response_type", "Unsupported response type"] as const;
  const scope = ["invalid_scope", "Invalid, unknown or malformed scope"] as const;
  const invalid = (description: string) => ["invalid_request", description] as const;
  const vtr = invalid("Request vtr not valid");
  const rows: readonly [fault: string, Claims, Query, readonly [error: string, description: string]][] = [
    ["an unsupported response_type in the query", {}, { response_type: "token" }, type],
    ["an unknown scope in the query", {}, { scope: "openid x" }, scope],
    ["no client_id", { client_id: undefined }, {}, unauthorized],
    ["another client_id", { client_id: "other" }, {}, unauthorized],
    ["a request inside", { request: "x" }, {}, invalid("Invalid request")],
    ["a request_uri inside", { request_uri: "x" }, {}, invalid("Invalid request")],
    [
      "another audience",
      { aud: `${baseUrl}/token` },
      {},
      ["access_denied", "Access denied by resource owner or authorization server"],
    ],
    ["another issuer", { iss: "other" }, {}, unauthorized],
    ["another response_type", { response_type: "code token" }, {}, type],
    ["no scope", { scope: undefined }, {}, scope],
    ["an unknown scope", { scope: "openid x" }, {}, scope],
    ["a scope without openid", { scope: "email" }, {}, scope],
    [
      "an unknown claim",
      { claims: { userinfo: { shoeSize: null } } },
      {},
      invalid("Request contains invalid claims"),
    ],
    ["claims that are no JSON", { claims: "{" }, {}, invalid("Request contains invalid claims")],
    ["no nonce", { nonce: undefined }, {}, invalid("Request is missing nonce parameter")],
    ["a vector that is not permitted", { vtr: ["Cl.Cm.P1"] }, {}, vtr],
    ["a vtr that is a number", { vtr: 7 }, {}, vtr],
    ["a negative max_age", { max_age: -5 }, {}, invalid("Max age is negative in request object")],
    [
      "a max_age that is no number",
      { max_age: "abc" },
      {},
      invalid("Max age could not be parsed to an integer"),
    ],
    [
      "a blank code_challenge",
      { code_challenge: " " },
      {},
      invalid("Invalid value for code_challenge parameter."),
    ],
    ["a long login_hint", { login_hint: "x".repeat(257) }, {}, invalid("login_hint parameter is invalid")],
    ["an unknown channel", { channel: "pigeon" }, {}, invalid("Invalid value for channel parameter.")],
    ["an unknown prompt", { prompt: "maybe" }, {}, invalid("Invalid Request")],
    [
      "prompt select_account",
      { prompt: "select_account" },
      {},
      ["unmet_authentication_requirements", "Unmet authentication requirements"],
    ],
  ];
  it.each(rows)(
    "with %s leads back with its own state",
    async (_fault, claims, query, [error, description]) => {
      const response = await authorize(await requestObject(claims), { state: "query-state", ...query });
      expect(response.headers.get("Location")).toBe(
        `${redirectUri}?error=${error}&error_description=${encodeURIComponent(description)}&state=signed-state`,
      );
    },
  );

  it("without state leads back without one, whatever the query has", async () => {
    const response = await authorize(await requestObject({ state: undefined }), { state: "query-state" });
    expect(response.headers.get("Location")).toMatch(/missing%20state%20parameter$/);
  });

  it("is what some clients must send", async () => {
    const query = { client_id: "signed-only", request: undefined, redirect_uri: redirectUri, state: "s" };
    const response = await authorize("", query);
    expect(response.headers.get("Location")).toContain(
      "error=access_denied&error_description=JAR%20required",
    );
  });
});

describe("a request object that is allowed", () => {
  const claims = { userinfo: { [address]: { essential: true } } };
  const rows: readonly [what: string, Claims][] = [
    ["nothing optional", {}],
    ["no expiry", { exp: undefined }],
    ["claims as an object and vtr as a list, as documented", { claims, vtr: ["Cl.Cm.P2"] }],
    [
      "claims and vtr as text, as openid-client sends them",
      { claims: JSON.stringify(claims), vtr: '["Cl.Cm.P2"]' },
    ],
    ["a list of audiences", { aud: [`${baseUrl}/authorize`] }],
    ["max_age, login_hint and channel", { max_age: 0, login_hint: "bryn", channel: "generic_app" }],
  ];
  it.each(rows)("with %s gets the sign-in page", async (_what, overrides) => {
    expect((await authorize(await requestObject(overrides))).status).toBe(200);
  });

  it.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])("may be signed with %s", async (alg) => {
    expect((await authorize(await requestObject({}, { alg }))).status).toBe(200);
  });

  it("counts alone: the query's state, nonce and redirect_uri do not", async () => {
    const { app: auto } = await startOneLogin({ clients, approval: "auto" });
    const query = { redirect_uri: "https://evil.test/", state: "query", nonce: "query" };
    const response = await authorize(await requestObject({ response_mode: "fragment" }), query, auto);
    expect(response.headers.get("Location")).toMatch(
      new RegExp(`^${redirectUri}#code=[\\w-]{43}&state=signed-state$`),
    );
  });
});

describe("where the official simulator stumbles", () => {
  it.each<[string, Claims]>([
    ["claims that are no JSON", { claims: "{" }],
    ["claims that are a list", { claims: ["address"] }],
    ["a scope without openid", { scope: "email" }],
    ["an unknown prompt", { prompt: "maybe" }],
  ])("%s are answered 500 when it is to be like it", async (_what, claims) => {
    const { app: like } = await startOneLogin({ clients, likeSimulator: true });
    const response = await authorize(await requestObject(claims), {}, like);
    expect([response.status, await response.json()]).toEqual([500, { message: "Internal Server Error" }]);
  });
});
