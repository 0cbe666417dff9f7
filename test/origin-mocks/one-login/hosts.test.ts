import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { coreIdentity, identityClient, identityQuery } from "./proving.ts";
import { requestObject } from "./request-objects.ts";
import { exchange, getJson, sendToken, userinfo } from "./service.ts";
import { startSimulator } from "./simulator-support.ts";
import { assertion, authorizePath, baseUrl, client, publicKey, startOneLogin } from "./support.ts";

const discovery = "/.well-known/openid-configuration";
const insecure = client({ RedirectUrls: ["http://localhost:8080/callback"] });

describe("the environment", () => {
  it.each([
    ["integration", "https://signin.integration.account.gov.uk"],
    ["production", "https://signin.account.gov.uk"],
    [undefined, "https://signin.account.gov.uk"],
  ] as const)("%s has its own pages, which discovery and signing out name", async (environment, host) => {
    const started = await startOneLogin(environment ? { environment } : {});
    expect(await getJson(started, discovery)).toMatchObject({
      issuer: `${baseUrl}/`,
      op_policy_uri: `${host}/privacy-notice`,
      op_tos_uri: `${host}/terms-and-conditions`,
    });
    const out = await started.app.request("/logout");
    expect(out.headers.get("Location")).toBe(`${host}/signed-out`);
  });

  it("of production refuses clients that are not public and encrypted, at the start and later; integration takes them", async () => {
    const rule = "must be https, and not localhost, in production";
    await expect(startOneLogin({ environment: "production", clients: [insecure] })).rejects.toThrow(rule);
    await expect(startOneLogin({ environment: "integration", clients: [insecure] })).resolves.toBeDefined();
    const { app } = await startOneLogin({ environment: "production" });
    const put = { method: "PUT", body: JSON.stringify(insecure) };
    const refused = await app.request("/__mock/clients/rp", put);
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining(rule)]);
    const old = await startOneLogin({ environment: "production", profile: "sign-in-2022" });
    const metadata = { redirect_uris: ["http://localhost/x"], client_name: "x", public_key: publicKey };
    const register = {
      method: "POST",
      body: JSON.stringify({ ...metadata, contacts: [], scopes: ["openid"] }),
    };
    expect(await (await old.app.request("/connect/register", register)).json()).toMatchObject({
      error: "invalid_redirect_uri",
    });
    const body = new URLSearchParams({ original: "rp", client: JSON.stringify(insecure) });
    const form = await app.request("/control/clients", { method: "POST", body });
    const field = "RedirectUrls: Enter addresses with https, and not localhost, in production";
    expect([form.status, await form.text()]).toEqual([400, expect.stringContaining(field)]);
  });

  it("comes by variable: sample users in integration, nobody but those of the file in production", async () => {
    const https = { REDIRECT_URLS: "https://rp.test/x", POST_LOGOUT_REDIRECT_URLS: "https://rp.test/" };
    const people = async (variables: Record<string, string>) => {
      const { app } = await startSimulator({ ...https, ...variables });
      return (await app.request("/control")).text();
    };
    expect(await people({ ONE_LOGIN_ENVIRONMENT: "integration" })).toContain("kenneth@example.com");
    expect(await people({})).toContain("kenneth@example.com");
    const production = await people({ ONE_LOGIN_ENVIRONMENT: "production" });
    expect(production).toContain("test@example.com");
    expect(production).not.toContain("kenneth@example.com");
    await expect(startSimulator({ ONE_LOGIN_ENVIRONMENT: "production" })).rejects.toThrow("RedirectUrls");
    await expect(startSimulator({ ONE_LOGIN_ENVIRONMENT: "test" })).rejects.toThrow("ONE_LOGIN_ENVIRONMENT");
  });

  it.each([
    ["integration", 1, 2],
    ["production", 1, 1],
  ] as const)("%s changes the keys of core identities in its own rhythm", async (name, before, after) => {
    const https = { REDIRECT_URLS: "https://rp.test/x", POST_LOGOUT_REDIRECT_URLS: "https://rp.test/" };
    const started = await startSimulator({ ...https, ONE_LOGIN_ENVIRONMENT: name });
    const keys = async () =>
      z.array(z.unknown()).parse((await getJson(started, "/.well-known/did.json")).assertionMethod).length;
    expect(await keys()).toBe(before);
    started.clock.advance(6 * 24 * 3600);
    expect(await keys()).toBe(after);
  });
});

describe("a host of its own for identities", () => {
  it("is the issuer of the core identity and the controller of its keys; all else stays", async () => {
    const identityUrl = "https://identity.test:8443";
    const started = await startOneLogin({ identityUrl, clients: [identityClient] });
    const tokens = await exchange(started, await started.browser.code("amina", identityQuery()));
    const core = z.string().parse((await userinfo(started, tokens.access_token))[coreIdentity]);
    const did = await getJson(started, "/.well-known/did.json");
    expect(did.id).toBe("did:web:identity.test%3A8443");
    expect(decodeProtectedHeader(core).kid?.startsWith(`${did.id}#`)).toBe(true);
    expect(decodeJwt(core)).toMatchObject({ iss: `${identityUrl}/`, vtm: `${baseUrl}/trustmark` });
    expect(decodeJwt(tokens.id_token).iss).toBe(`${baseUrl}/`);
  });

  it("comes by variable, and must be a URL", async () => {
    const started = await startSimulator({ IDENTITY_URL: "https://identity.test/" });
    expect((await getJson(started, "/.well-known/did.json")).id).toBe("did:web:identity.test");
    await expect(startSimulator({ IDENTITY_URL: "identity" })).rejects.toThrow("IDENTITY_URL");
    await expect(startOneLogin({ identityUrl: "identity" })).rejects.toThrow("identityUrl is not valid");
  });
});

describe("one URL for browsers and another for services", () => {
  const internalUrl = "http://one-login.internal:3000";

  it("is what discovery says, wherever it is read; the issuer is that of browsers", async () => {
    const { app } = await startOneLogin({ internalUrl });
    for (const origin of [baseUrl, internalUrl]) {
      expect(await (await app.request(origin + discovery)).json()).toMatchObject({
        issuer: `${baseUrl}/`,
        authorization_endpoint: `${baseUrl}/authorize`,
        end_session_endpoint: `${baseUrl}/logout`,
        token_endpoint: `${internalUrl}/token`,
        userinfo_endpoint: `${internalUrl}/userinfo`,
        jwks_uri: `${internalUrl}/.well-known/jwks.json`,
      });
    }
  });

  it("may both be the audience of what a service signs, and no other URL may", async () => {
    const started = await startOneLogin({ internalUrl });
    for (const [url, status] of [
      [baseUrl, 200],
      [internalUrl, 200],
      ["http://elsewhere.test", 400],
    ] as const) {
      const code = await started.browser.code();
      const client_assertion = await assertion(started.clock.now(), { claims: { aud: `${url}/token` } });
      expect((await sendToken(started, { code, client_assertion })).status).toBe(status);
      const request = await requestObject({ aud: `${url}/authorize` });
      const asked = await started.app.request(authorizePath({ request }));
      expect(asked.status).toBe(status === 200 ? 200 : 302);
    }
  });

  it("may both be where a form of the control room comes from", async () => {
    const { app } = await startOneLogin({ internalUrl });
    const press = async (Origin: string) =>
      (await app.request("/control/inbox/clear", { method: "POST", headers: { Origin } })).status;
    expect([await press(internalUrl), await press(baseUrl), await press("http://evil.test")]).toEqual([
      303, 303, 403,
    ]);
  });

  it("comes by variable", async () => {
    const started = await startSimulator({ INTERNAL_URL: `${internalUrl}/` });
    expect(await getJson(started, discovery)).toMatchObject({ token_endpoint: `${internalUrl}/token` });
  });
});
