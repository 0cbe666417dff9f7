import { createLocalJWKSet, decodeJwt, decodeProtectedHeader, importJWK, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { OneLoginOptions } from "../../../src/origin-mocks/one-login/index.ts";
import { exchange, getJson, userinfo } from "./service.ts";
import { authorizePath, baseUrl, client, pendingId, type Query, startOneLogin } from "./support.ts";

const vocabulary = "https://vocab.account.gov.uk/v1/" as const;
const core = `${vocabulary}coreIdentityJWT` as const;
const address = `${vocabulary}address` as const;
const passport = `${vocabulary}passport` as const;
const drivingPermit = `${vocabulary}drivingPermit` as const;
const returnCode = `${vocabulary}returnCode` as const;
const names = [core, address, passport, drivingPermit, returnCode];

const didSchema = z.object({
  id: z.string(),
  assertionMethod: z.array(z.object({ id: z.string(), publicKeyJwk: z.record(z.string(), z.string()) })),
});

const checks = client({ Claims: names, IdentityVerificationSupported: true, ClientLoCs: ["P1", "P2"] });
const ada = {
  id: "ada",
  name: "Ada Example",
  email: "ada@example.com",
  identity: {
    achieved: "P2" as const,
    credential: { type: ["VerifiableCredential", "IdentityCheckCredential"], credentialSubject: {} },
    addresses: [{ uprn: 1, postalCode: "SW1A 2AA" }],
    passports: [{ documentNumber: "1", icaoIssuerCode: "GBR" }],
    returnCodes: [{ code: "P" }],
  },
};

function query(claims: readonly string[] = names): Query {
  const userinfo = Object.fromEntries(claims.map((name) => [name, null]));
  return { vtr: '["Cl.Cm.P2"]', claims: JSON.stringify({ userinfo }) };
}

async function prove(
  outcome: Query,
  claims: readonly string[] = names,
  options: Partial<OneLoginOptions> = {},
) {
  const oneLogin = await startOneLogin({ clients: [checks], people: [ada], ...options });
  const back = await oneLogin.browser.signIn("ada", query(claims), outcome);
  return { oneLogin, back, code: back.searchParams.get("code") };
}

async function show(outcome: Query, claims?: readonly string[], options?: Partial<OneLoginOptions>) {
  const { oneLogin, code } = await prove(outcome, claims, options);
  const tokens = await exchange(oneLogin, code ?? "");
  return { oneLogin, tokens, info: await userinfo(oneLogin, tokens.access_token) };
}

describe("an identity that is proved", () => {
  it("is shown as asked for: arrays even when empty, nothing that is not known", async () => {
    const { info } = await show({ outcome: "proved" });
    expect(Object.keys(info).slice(-4)).toEqual([passport, address, returnCode, core]);
    expect(info).toMatchObject({
      [passport]: [{ documentNumber: "1", icaoIssuerCode: "GBR" }],
      [address]: [{ uprn: 1, postalCode: "SW1A 2AA" }],
      [returnCode]: [{ code: "P" }],
    });
    expect(info).not.toHaveProperty(drivingPermit);
    const few = await show({ outcome: "proved" }, [address]);
    expect(Object.keys(few.info)).toEqual(["sub", "email", "email_verified", address]);
  });

  it("is a token that the DID document verifies", async () => {
    const { oneLogin, info, tokens } = await show({ outcome: "proved" });
    const token = z.string().parse(info[core]);
    const did = didSchema.parse(await getJson(oneLogin, "/.well-known/did.json"));
    expect(did.id).toBe("did:web:one-login.test");
    const { kid } = decodeProtectedHeader(token);
    const method = did.assertionMethod.find(({ id }) => id === kid);
    const key = await importJWK(method?.publicKeyJwk ?? {}, "ES256");
    const currentDate = new Date(oneLogin.clock.now());
    const { payload } = await jwtVerify(token, key, { issuer: `${baseUrl}/`, audience: "rp", currentDate });
    expect(Object.keys(payload).join()).toBe("vot,vc,vtm,iss,sub,nbf,exp,aud,iat");
    expect(payload).toMatchObject({
      vot: "P2",
      vc: ada.identity.credential,
      sub: decodeJwt(tokens.id_token).sub,
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(1800);
  });

  it("is made up from the name for somebody of whom nothing else is known", async () => {
    const people = [{ id: "ada", name: "Ada Mary Example", email: "ada@example.com" }];
    const { info } = await show({ outcome: "proved" }, names, { people });
    expect(decodeJwt(z.string().parse(info[core])).vc).toMatchObject({
      credentialSubject: {
        name: [
          { nameParts: [{ value: "Ada" }, { value: "Mary" }, { value: "Example", type: "FamilyName" }] },
        ],
      },
    });
  });
});

const denied = "error=access_denied&error_description=Access%20denied%20by%20resource";

describe("an identity that is not proved", () => {
  it("leads back with return codes and nothing else, when they were asked for", async () => {
    const { info } = await show({ outcome: "return-code", codes: "a, Z" });
    expect(Object.keys(info)).toEqual(["sub", "email", "email_verified", returnCode]);
    expect(info[returnCode]).toEqual([{ code: "A" }, { code: "Z" }]);
  });

  it.each<[string, Query, readonly string[], string]>([
    ["return codes nobody asked for", { outcome: "return-code", codes: "A" }, [core], denied],
    ["no return code at all", { outcome: "return-code", codes: "" }, names, denied],
    ["a lower level", { outcome: "lower" }, names, denied],
    ["a cancelled check", { outcome: "cancelled" }, names, denied],
    ["a lost session", { outcome: "session-lost" }, names, denied],
    [
      "no capacity",
      { outcome: "capacity" },
      names,
      "error=temporarily_unavailable&error_description=&state=",
    ],
  ])("leads back with an error for %s", async (_what, outcome, claims, error) => {
    const { back, code } = await prove(outcome, claims);
    expect([back.search.includes(error), code]).toEqual([true, null]);
  });

  it("is told without pages as well, from what is known of somebody", async () => {
    const identity = { ...ada.identity, achieved: "P0" as const, returnCodes: null };
    const { app } = await startOneLogin({
      clients: [checks],
      people: [{ ...ada, identity }],
      approval: "auto",
    });
    expect((await app.request(authorizePath(query()))).headers.get("Location")).toContain(denied);
  });
});

describe("the page of the identity check", () => {
  it("asks again without an outcome, and shows the way in person", async () => {
    const landing = "https://www.rp.test/landing";
    const { browser } = await startOneLogin({ clients: [{ ...checks, LandingPageUrl: landing }] });
    const first = pendingId(await (await browser.send(authorizePath(query()))).text());
    const id = pendingId(await (await browser.post("/sign-in", { request: first, person: "amina" })).text());
    const again = await browser.post("/prove-identity", { request: id, outcome: "magic" });
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining("Select an outcome")]);
    const pending = await browser.post("/prove-identity", { request: id, outcome: "pending" });
    expect(await pending.text()).toContain(`href="${landing}"`);
  });

  it("is nobody else's: without the session that began it, access is denied", async () => {
    const { app, browser } = await startOneLogin({ clients: [checks] });
    const first = pendingId(await (await browser.send(authorizePath(query()))).text());
    const id = pendingId(await (await browser.post("/sign-in", { request: first, person: "amina" })).text());
    const body = new URLSearchParams({ request: id, outcome: "proved" });
    const response = await app.request("/prove-identity", { method: "POST", body });
    expect(response.headers.get("Location")).toContain(denied);
  });
});

describe("an identity check that began", () => {
  it("is not for somebody else who signed in in the meantime", async () => {
    const { browser } = await startOneLogin({ clients: [checks] });
    const first = pendingId(await (await browser.send(authorizePath(query()))).text());
    const id = pendingId(await (await browser.post("/sign-in", { request: first, person: "amina" })).text());
    await browser.signIn("bryn", { prompt: "login" });
    const response = await browser.post("/prove-identity", { request: id, outcome: "proved" });
    expect(response.headers.get("Location")).toContain(denied);
  });
});

describe("a token with a fault that was ordered", () => {
  const header = (faults: string) => ({ "Mock-Faults": faults });
  const rows: readonly [name: string, changed: object][] = [
    ["INVALID_ISS", { iss: "https://example.com/identity-provider" }],
    ["INVALID_AUD", { aud: expect.stringMatching(/^[\w-]{43}$/) }],
    ["TOKEN_EXPIRED", { exp: 1767225600 - 86400 }],
    ["TOKEN_NOT_VALID_YET", { iat: 1767225600 + 86400, exp: 1767225600 + 120 }],
    ["NONCE_NOT_MATCHING", { nonce: expect.not.stringContaining("nonce-1") }],
    ["INCORRECT_VOT", { vot: "Cl" }],
    ["CLOCK_SKEW", { iat: 1767225600 + 600 }],
  ];
  it.each(rows)("is an ID token with %s", async (name, changed) => {
    const { oneLogin, code } = await prove({ outcome: "proved" });
    const tokens = await exchange(oneLogin, code ?? "", "rp", header(name));
    expect(decodeJwt(tokens.id_token)).toMatchObject(changed);
    expect((await userinfo(oneLogin, tokens.access_token)).email).toBe("ada@example.com");
  });

  it.each(["INVALID_SIGNATURE", "INVALID_ALG_HEADER", "UNKNOWN_KID"])(
    "does not verify with %s",
    async (name) => {
      const { oneLogin, code } = await prove({ outcome: "proved" });
      const jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string() })) });
      const select = createLocalJWKSet(jwks.parse(await getJson(oneLogin, "/.well-known/jwks.json")));
      const { id_token } = await exchange(oneLogin, code ?? "", "rp", header(name));
      await expect(
        jwtVerify(id_token, select, { currentDate: new Date(oneLogin.clock.now()) }),
      ).rejects.toThrow();
      if (name === "INVALID_ALG_HEADER") expect(decodeProtectedHeader(id_token).alg).toBe("HS256");
    },
  );

  it("is a core identity with a wrong subject and an unknown key of the same controller", async () => {
    const { oneLogin, tokens } = await show({ outcome: "proved" });
    const ordered = header("INCORRECT_SUB, INVALID_ALG_HEADER");
    const token = z.string().parse((await userinfo(oneLogin, tokens.access_token, ordered))[core]);
    expect(decodeJwt(token).sub).not.toBe(decodeJwt(tokens.id_token).sub);
    expect(decodeProtectedHeader(token)).toEqual({
      alg: "HS256",
      kid: "did:web:one-login.test#60c01993-94cd-4d32-a4da-2a44dba7e45b",
    });
  });
});
