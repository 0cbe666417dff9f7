import { describe, expect, it } from "vitest";
import {
  type AssertionOverrides,
  assertion,
  baseUrl,
  encode,
  type Query,
  startOneLogin,
  tokenForm,
} from "./support.ts";

const { app, browser, clock } = await startOneLogin();
const now = Math.floor(clock.now() / 1000);

async function exchange(overrides: Query, request = app.request): Promise<Response> {
  const body = new URLSearchParams(encode(await tokenForm(clock.now(), { code: "unknown", ...overrides })));
  return request("/token", { method: "POST", body });
}

const unsigned = (header: object, payload: object, signature = "c2lnbmF0dXJl") =>
  [...[header, payload].map((part) => btoa(JSON.stringify(part)).replaceAll("=", "")), signature].join(".");

describe("an assertion that is refused", () => {
  const claims = { iss: "rp", sub: "rp", aud: `${baseUrl}/token`, exp: now + 300 };
  const invalid = [400, "invalid_request", "Invalid private_key_jwt"] as const;
  const badSignature = [400, "invalid_client", "Invalid signature in private_key_jwt"] as const;

  const unreadable: readonly [fault: string, assertion: string][] = [
    ["two parts", "e30.e30"],
    ["four parts", "e30.e30.e30.e30"],
    ["a header that is no JSON", "x.e30.e30"],
    ["a payload that is an array", unsigned({ alg: "RS256" }, [])],
    ["no signature", unsigned({ alg: "RS256" }, claims, "")],
    ["a blank signature", unsigned({ alg: "RS256" }, claims, " ")],
    ["algorithm none", unsigned({ alg: "none" }, claims)],
    ["an elliptic curve algorithm", unsigned({ alg: "ES256" }, claims)],
    ["a symmetric algorithm", unsigned({ alg: "HS256" }, claims)],
    ["no sub", unsigned({ alg: "RS256" }, { ...claims, sub: undefined })],
    ["no iss", unsigned({ alg: "RS256" }, { ...claims, iss: undefined })],
    ["no aud", unsigned({ alg: "RS256" }, { ...claims, aud: undefined })],
    ["no exp", unsigned({ alg: "RS256" }, { ...claims, exp: undefined })],
    ["an exp that is text", unsigned({ alg: "RS256" }, { ...claims, exp: "later" })],
    ["an nbf that is text", unsigned({ alg: "RS256" }, { ...claims, nbf: "now" })],
    ["an iat that is text", unsigned({ alg: "RS256" }, { ...claims, iat: "now" })],
  ];
  it.each(unreadable)("has %s", async (_fault, client_assertion) => {
    const response = await exchange({ client_assertion });
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: invalid[1], error_description: invalid[2] },
    ]);
  });

  const rows: readonly [string, AssertionOverrides, Query, readonly [number, string, string]][] = [
    ["another type", {}, { client_assertion_type: "urn:other" }, invalid],
    ["a client_id beside it that differs", {}, { client_id: "other" }, invalid],
    [
      "an unknown client",
      { claims: { sub: "nobody", exp: 1 } },
      { client_id: undefined },
      [401, "invalid_client", "Client authentication failed"],
    ],
    [
      "a past expiry and a wrong audience",
      { claims: { exp: now - 0.5, aud: "x" } },
      {},
      [400, "invalid_grant", "private_key_jwt has expired"],
    ],
    ["another audience", { claims: { aud: "https://elsewhere.test/token" } }, {}, badSignature],
    [
      "an audience too many",
      { claims: { aud: [`${baseUrl}/token`, "https://elsewhere.test"] } },
      {},
      badSignature,
    ],
    ["an empty list of audiences", { claims: { aud: [] } }, {}, badSignature],
    ["an issuer that is not its subject", { claims: { iss: "other" } }, {}, badSignature],
    ["a stranger's signature", { signedByStranger: true }, {}, badSignature],
  ];
  it.each(rows)("has %s", async (_fault, overrides, form, [status, error, error_description]) => {
    const response = await exchange({ client_assertion: await assertion(clock.now(), overrides), ...form });
    expect([response.status, await response.json()]).toEqual([status, { error, error_description }]);
  });
});

describe("an assertion that is accepted", () => {
  /** The code is unknown, so whoever gets this answer was authenticated. */
  const authenticated = { error: "invalid_grant", error_description: "Invalid grant" };

  it.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])("is signed with %s", async (alg) => {
    const client_assertion = await assertion(clock.now(), { header: { alg } });
    expect(await (await exchange({ client_assertion })).json()).toEqual(authenticated);
  });

  it.each<[string, Record<string, unknown>]>([
    ["the issuer as its audience", { aud: `${baseUrl}/` }],
    ["both audiences", { aud: [`${baseUrl}/token`, `${baseUrl}/`] }],
    ["fractional times", { iat: now - 0.5, exp: now + 0.5 }],
    ["no iat and no jti", { iat: undefined, jti: undefined }],
  ])("has %s", async (_what, claims) => {
    const client_assertion = await assertion(clock.now(), { claims });
    expect(await (await exchange({ client_assertion, client_id: undefined })).json()).toEqual(authenticated);
  });

  it("wins over a secret, and may come in a JSON body", async () => {
    const form = await tokenForm(clock.now(), { code: await browser.code(), client_secret: "ignored" });
    const headers = { "Content-Type": "application/json; charset=utf-8" };
    const response = await app.request("/token", { method: "POST", body: JSON.stringify(form), headers });
    expect(response.status).toBe(200);
  });
});

describe("an assertion with a jti", () => {
  const replayed = { error: "invalid_client", error_description: "private_key_jwt has already been used" };

  it("is accepted once, also under another signature", async () => {
    const claims = { jti: "once" };
    expect((await exchange({ client_assertion: await assertion(clock.now(), { claims }) })).status).toBe(400);
    const again = await exchange({
      client_assertion: await assertion(clock.now(), { claims, header: { alg: "PS256" } }),
    });
    expect([again.status, await again.json()]).toEqual([400, replayed]);
  });

  it("is not used up by somebody who cannot sign", async () => {
    const claims = { jti: "guessed" };
    await exchange({ client_assertion: await assertion(clock.now(), { claims, signedByStranger: true }) });
    const own = await exchange({ client_assertion: await assertion(clock.now(), { claims }) });
    expect(await own.json()).toMatchObject({ error: "invalid_grant" });
  });

  it("is remembered for as long as the assertion is valid", async () => {
    const far = await startOneLogin();
    const claims = { jti: "long", exp: now + 86_400 };
    const client_assertion = await assertion(far.clock.now(), { claims });
    await exchange({ client_assertion }, far.app.request);
    far.clock.advance(86_400);
    expect(await (await exchange({ client_assertion }, far.app.request)).json()).toEqual(replayed);
    far.clock.advance(1);
    expect(await (await exchange({ client_assertion }, far.app.request)).json()).toMatchObject({
      error_description: "private_key_jwt has expired",
    });
  });

  it("may be used again where the mock is told to be as lenient as the live service", async () => {
    const lenient = await startOneLogin({ rejectReplayedAssertions: false });
    const client_assertion = await assertion(clock.now());
    for (let use = 0; use < 2; use += 1) {
      const response = await exchange({ client_assertion }, lenient.app.request);
      expect(await response.json()).toMatchObject({ error_description: "Invalid grant" });
    }
  });
});
