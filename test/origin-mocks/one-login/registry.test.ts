import { describe, expect, it } from "vitest";
import { examplePeople } from "../../../src/origin-mocks/one-login/example-people.ts";
import { startSimulator } from "./simulator-support.ts";
import { client, startOneLogin } from "./support.ts";

describe("a client for production", () => {
  it.each([
    ["RedirectUrls", { RedirectUrls: ["http://www.rp.test/callback"] }],
    ["RedirectUrls", { RedirectUrls: ["https://localhost/callback"] }],
    ["PostLogoutRedirectUrls", { PostLogoutRedirectUrls: ["http://www.rp.test/"] }],
    ["BackChannelLogoutUri", { BackChannelLogoutUri: "http://www.rp.test/" }],
    ["LandingPageUrl", { LandingPageUrl: "https://127.0.0.1/" }],
    ["Claims", { IdentityVerificationSupported: true, ClientLoCs: ["P2" as const] }],
  ])("is refused with a wrong %s, which development takes", async (field, overrides) => {
    const clients = [client(overrides)];
    await expect(startOneLogin({ clients, productionRules: true })).rejects.toThrow(`[0].${field}`);
    await expect(startOneLogin({ clients })).resolves.toBeDefined();
  });

  it("may be the production file as it is", async () => {
    const production = client({
      Channel: "WEB",
      ClientType: "web",
      CookieConsentShared: false,
      MaxAgeEnabled: false,
      OneLoginService: false,
      ServiceType: "MANDATORY",
      SmokeTest: false,
      TestClient: false,
      TestClientEmailAllowlist: [],
      Contacts: ["team@rp.test"],
    });
    await expect(startOneLogin({ clients: [production], productionRules: true })).resolves.toBeDefined();
  });
});

describe("the people who come with it", () => {
  it("are the published examples, each ready to sign in", async () => {
    const { app } = await startSimulator();
    const html = await (await app.request("/control")).text();
    for (const { name } of examplePeople) expect(html).toContain(name);
    expect(examplePeople.map(({ name }) => name)).toContain("Julie Syed Habib Eyles-Spencer");
  });

  it("must have an id each, and be somebody", async () => {
    const twice = [examplePeople[0], examplePeople[0]].flatMap((person) => person ?? []);
    await expect(startOneLogin({ people: twice })).rejects.toThrow("every id must be unique");
    const nobody = { id: "x", name: "", email: "x@example.com" };
    await expect(startOneLogin({ people: [nobody] })).rejects.toThrow("[0].name");
  });
});

describe("public documents", () => {
  it("may be read by tools of other origins", async () => {
    const { app } = await startOneLogin();
    for (const path of ["openid-configuration", "jwks.json", "did.json"]) {
      const response = await app.request(`/.well-known/${path}`, {
        headers: { Origin: "https://tool.test" },
      });
      expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    }
  });
});
