import { describe, expect, it } from "vitest";
import { client, startOneLogin } from "./support.ts";

const { app } = await startOneLogin({ likeSimulator: true, pkce: "optional" });
const BASE = "http://one-login.test";

describe("discovery", () => {
  it("has exactly the members of the simulator, with PKCE", async () => {
    const response = await app.request("/.well-known/openid-configuration");
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("Cache-Control")).toBe("max-age=86400");
    expect(await response.json()).toEqual({
      authorization_endpoint: `${BASE}/authorize`,
      token_endpoint: `${BASE}/token`,
      issuer: `${BASE}/`,
      jwks_uri: `${BASE}/.well-known/jwks.json`,
      scopes_supported: ["openid", "email", "phone"],
      response_types_supported: ["code"],
      grant_types_supported: ["authorization_code"],
      token_endpoint_auth_methods_supported: ["private_key_jwt", "client_secret_post"],
      token_endpoint_auth_signing_alg_values_supported: [
        "RS256",
        "RS384",
        "RS512",
        "PS256",
        "PS384",
        "PS512",
      ],
      ui_locales_supported: ["en", "cy"],
      service_documentation: "https://docs.sign-in.service.gov.uk/",
      op_policy_uri: "https://signin.account.gov.uk/privacy-notice",
      op_tos_uri: "https://signin.account.gov.uk/terms-and-conditions",
      request_parameter_supported: true,
      trustmarks: `${BASE}/trustmark`,
      subject_types_supported: ["public", "pairwise"],
      userinfo_endpoint: `${BASE}/userinfo`,
      end_session_endpoint: `${BASE}/logout`,
      id_token_signing_alg_values_supported: ["ES256", "RS256"],
      claim_types_supported: ["normal"],
      claims_supported: [
        "sub",
        "email",
        "email_verified",
        "phone_number",
        "phone_number_verified",
        "https://vocab.account.gov.uk/v1/passport",
        "https://vocab.account.gov.uk/v1/drivingPermit",
        "https://vocab.account.gov.uk/v1/coreIdentityJWT",
        "https://vocab.account.gov.uk/v1/address",
        "https://vocab.account.gov.uk/v1/returnCode",
      ],
      request_uri_parameter_supported: false,
      code_challenge_methods_supported: ["S256"],
    });
  });

  it("publishes the public halves of two signing keys", async () => {
    const response = await app.request("/.well-known/jwks.json");
    const text = { x: expect.any(String), y: expect.any(String), kid: expect.any(String) };
    expect(response.headers.get("Cache-Control")).toBe("max-age=86400");
    expect(await response.json()).toEqual({
      keys: [
        { kty: "EC", crv: "P-256", alg: "ES256", use: "sig", ...text },
        { kty: "RSA", n: expect.any(String), e: "AQAB", alg: "RS256", use: "sig", kid: expect.any(String) },
      ],
    });
  });

  it("publishes the vectors of trust", async () => {
    expect(await (await app.request("/trustmark")).text()).toBe(
      `{"idp":"${BASE}/","trustmark_provider":"${BASE}/","C":["Cl","Cl.Cm"],"P":["P0","P1","P2","P3"]}`,
    );
  });
});

describe("the root", () => {
  it("says that it lives, and shows a browser where to go", async () => {
    const live = await app.request("/", { headers: { Accept: "*/*" } });
    expect(await live.text()).toBe("GOV.UK One Login Simulator");
    expect(live.headers.get("Content-Type")).toContain("text/html");
    const page = await app.request("/", { headers: { Accept: "text/html,*/*;q=0.8" } });
    expect(await page.text()).toContain('href="/.well-known/openid-configuration"');
  });

  it("knows no other path, and no registration or introspection", async () => {
    for (const path of ["/nothing", "/introspect", "/connect/register", "/revoke"]) {
      expect((await app.request(path)).status).toBe(404);
    }
  });

  it("can be made to fail and to recover", async () => {
    const failing = await startOneLogin();
    const body = JSON.stringify({ path: "/token", status: 503, times: 1 });
    await failing.app.request("/__mock/failures", { method: "POST", body });
    expect((await failing.app.request("/token", { method: "POST" })).status).toBe(503);
    expect((await failing.app.request("/token", { method: "POST" })).status).toBe(400);
  });
});

describe("the registry of clients", () => {
  const ecKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEbad";
  it.each([
    ["PublicKey", { PublicKey: "nonsense" }],
    ["PublicKey", { PublicKey: ecKey }],
    ["RedirectUrls[0]", { RedirectUrls: ["/relative"] }],
    ["RedirectUrls[0]", { RedirectUrls: ["javascript:alert(1)"] }],
    ["RedirectUrls[0]", { RedirectUrls: ["https://rp.test/#fragment"] }],
    ["RedirectUrls", { RedirectUrls: [] }],
    ["PostLogoutRedirectUrls[0]", { PostLogoutRedirectUrls: ["nowhere"] }],
    ["Scopes", { Scopes: ["email" as const] }],
    ["ClientName", { ClientName: "" }],
    ["SectorIdentifierUri", { SectorIdentifierUri: "http://rp.test" }],
    ["SectorIdentifierUri", { RedirectUrls: ["https://a.test/", "https://b.test/"] }],
  ])("refuses a wrong %s by name", async (field, overrides) => {
    await expect(startOneLogin({ clients: [client(overrides)] })).rejects.toThrow(`[0].${field}`);
  });

  it("refuses the same ClientID twice, and a baseUrl with a trailing slash", async () => {
    await expect(startOneLogin({ clients: [client(), client()] })).rejects.toThrow("ClientID must be unique");
    await expect(startOneLogin({ baseUrl: `${BASE}/` })).rejects.toThrow("baseUrl");
  });
});
