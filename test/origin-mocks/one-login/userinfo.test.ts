import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { createProvider } from "../../../src/origin-mocks/one-login/provider.ts";
import { userinfo } from "../../../src/origin-mocks/one-login/userinfo.ts";
import { client, encode, options, person, startOneLogin, tokenForm } from "./support.ts";

const address = "https://vocab.account.gov.uk/v1/address";

/** The endpoint alone, so that the test can sign tokens the token endpoint would never issue. */
const provider = await createProvider(
  options({
    clients: [
      client({ Scopes: ["openid", "email"], IdentityVerificationSupported: true, Claims: [address] }),
    ],
  }),
);
const app = new Hono().route("/", userinfo(provider));

async function accessToken(overrides: Record<string, unknown> = {}): Promise<string> {
  const jti = crypto.randomUUID();
  provider.stores.accessTokens.set(jti, { token: undefined, personId: "amina", account: undefined });
  const { issuer: iss } = provider;
  const exp = provider.seconds() + 180;
  const claims = { exp, iss, jti, client_id: "rp", sub: "subject", scope: ["openid"], ...overrides };
  return provider.keys.sign("ES256", claims);
}

function ask(authorization: string): Promise<Response> {
  return Promise.resolve(app.request("/userinfo", { headers: { Authorization: authorization } }));
}

const invalidClaims = 'Bearer error="invalid_request", error_description="Invalid request"';
const invalidToken = 'Bearer error="invalid_token", error_description="Invalid access token"';
const invalidScope = 'Bearer error="invalid_scope", error_description="Invalid, unknown or malformed scope"';

describe("a userinfo request that is refused", () => {
  async function expectChallenge(response: Response, challenge: string) {
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toBe(challenge);
    expect(await response.text()).toBe("");
  }

  it("has no Authorization header", async () => {
    await expectChallenge(await app.request("/userinfo"), "Bearer");
  });

  it.each(["", "Bearer", "Bearer ", "Basic cnA6eA==", "Bearer garbage", "Bearer a.b.c", "Bearer e30.e30."])(
    "has the header %j",
    async (authorization) => {
      await expectChallenge(await ask(authorization), invalidToken);
    },
  );

  const rows: readonly [fault: string, overrides: Record<string, unknown>, challenge: string][] = [
    ["has expired", { exp: provider.seconds() }, invalidToken],
    ["has no expiry", { exp: undefined }, invalidToken],
    ["is another issuer's", { iss: "http://one-login.test" }, invalidToken],
    ["is for an unknown client", { client_id: "nobody", scope: [] }, invalidToken],
    ["has a scope that is text", { scope: "openid" }, invalidScope],
    ["has an unknown scope", { scope: ["openid", "x"] }, invalidScope],
    ["has a scope the client is not registered for", { scope: ["openid", "phone"] }, invalidScope],
    ["asks for a claim the client is not registered for", { claims: ["x"] }, invalidClaims],
    ["asks for claims that are no list", { claims: address }, invalidClaims],
    ["is not one that is remembered", { jti: "unheard-of" }, invalidToken],
  ];
  it.each(rows)("has a token that %s", async (_fault, overrides, challenge) => {
    await expectChallenge(await ask(`Bearer ${await accessToken(overrides)}`), challenge);
  });

  it("has a token signed by somebody else", async () => {
    const stranger = await createProvider(options());
    const [, , signature] = (await stranger.keys.sign("ES256", {})).split(".");
    const [header, payload] = (await accessToken()).split(".");
    await expectChallenge(await ask(`Bearer ${[header, payload, signature].join(".")}`), invalidToken);
  });
});

describe("what an access token shows", () => {
  async function show(scope: string, who = "amina") {
    const { app: oneLogin, browser, clock } = await startOneLogin();
    const form = await tokenForm(clock.now(), { code: await browser.code(who, { scope }) });
    const body = new URLSearchParams(encode(form));
    const answer: unknown = await (await oneLogin.request("/token", { method: "POST", body })).json();
    const token = answer && typeof answer === "object" && "access_token" in answer ? answer.access_token : "";
    const headers = { Authorization: `Bearer ${token}` };
    return { clock, get: (method = "GET") => oneLogin.request("/userinfo", { method, headers }) };
  }
  const sub = expect.stringMatching(/^urn:fdc:gov\.uk:2022:[\w-]{43}$/);

  it("is the subject alone without further scopes", async () => {
    const response = await (await show("openid")).get();
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    expect(await response.json()).toEqual({ sub });
  });

  it("is everything for all scopes, in the order of One Login, by POST as well", async () => {
    const { get } = await show("openid phone email govuk-account");
    const { email } = person("amina");
    const body: unknown = await (await get("POST")).json();
    expect(JSON.stringify(Object.keys(Object(body)))).toBe(
      '["sub","email","email_verified","phone_number","phone_number_verified","legacy_subject_id"]',
    );
    expect(body).toMatchObject({ sub, email, email_verified: true, phone_number: "+447700900101" });
    expect(body).toMatchObject({
      phone_number_verified: true,
      legacy_subject_id: expect.stringMatching(/^\w{64}$/),
    });
  });

  it("has no number for somebody with an authenticator app", async () => {
    const response = await (await show("openid phone", "bryn")).get();
    expect(await response.json()).toEqual({ sub, phone_number_verified: false });
  });

  it("says when the email address is not verified", async () => {
    const response = await (await show("openid email", "dana")).get();
    expect(await response.json()).toEqual({ sub, email: "dana@example.com", email_verified: false });
  });

  it("is the same for another mock with the same people", async () => {
    const [one, other] = await Promise.all([show("openid govuk-account"), show("openid govuk-account")]);
    expect(await (await one.get()).json()).toEqual(await (await other.get()).json());
  });

  it("is shown again and again, for 180 seconds", async () => {
    const { clock, get } = await show("openid");
    clock.advance(179);
    expect([(await get()).status, (await get()).status]).toEqual([200, 200]);
    clock.advance(1);
    expect((await get()).status).toBe(401);
  });
});
