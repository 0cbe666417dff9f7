import { describe, expect, it } from "vitest";
import { authorizePath, client, publicKey, redirectUri, startOneLogin } from "./support.ts";

type App = Awaited<ReturnType<typeof startOneLogin>>["app"];

const post = (app: App, form: Record<string, string>, path = "/control/clients") =>
  Promise.resolve(app.request(path, { method: "POST", body: new URLSearchParams(form) }));

/** The fields as a browser sends them, without a fault but for what is overridden. */
function form(overrides: Record<string, string> = {}): Record<string, string> {
  return {
    original: "",
    ClientID: "new",
    ClientName: "New bins",
    RedirectUrls: `${redirectUri}\r\n\r\n ${redirectUri}/other `,
    PostLogoutRedirectUrls: "",
    "Scopes.openid": "true",
    "ClientLoCs.P0": "true",
    TokenAuthMethod: "private_key_jwt",
    PublicKeySource: "STATIC",
    PublicKey: publicKey,
    IdTokenSigningAlgorithm: "ES256",
    SubjectType: "pairwise",
    IsActive: "true",
    ...overrides,
  };
}

const registered = async (app: App) => {
  const { clients } = JSON.parse(await (await app.request("/__mock/clients")).text());
  return clients;
};

describe("the page of a client", () => {
  it("saves a new one, which can then be used", async () => {
    const { app } = await startOneLogin();
    expect((await post(app, form())).headers.get("Location")).toBe("/control?done=doneClient");
    const [, saved] = await registered(app);
    expect(saved).toMatchObject({
      RedirectUrls: [redirectUri, `${redirectUri}/other`],
      Scopes: ["openid"],
      Claims: [],
      PKCEEnforced: false,
    });
    const page = await app.request(authorizePath({ client_id: "new", scope: "openid" }));
    expect(await page.text()).toContain("New bins");
  });

  it("shows what it is, and keeps what it has no field for, its place and its secret", async () => {
    const hash = "$argon2id$v=19$m=15360,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA";
    const clients = [client({ Contacts: ["me@rp.test"], ClientSecret: hash }), client({ ClientID: "other" })];
    const { app } = await startOneLogin({ clients });
    const html = await (await app.request("/control/clients?id=rp")).text();
    expect(html).toContain('value="Check your bins"');
    expect(html).toContain(redirectUri);
    expect(html).not.toContain(hash);
    await post(app, form({ original: "rp", ClientID: "renamed", TokenAuthMethod: "client_secret_post" }));
    const [first, second, third] = await registered(app);
    expect([first.ClientID, first.Contacts, second.ClientID, third]).toEqual([
      "renamed",
      ["me@rp.test"],
      "other",
      undefined,
    ]);
  });

  const rows: readonly [field: string, overrides: Record<string, string>][] = [
    ["ClientID", { ClientID: "" }],
    ["ClientID", { ClientID: "rp" }],
    ["ClientName", { ClientName: " " }],
    ["RedirectUrls", { RedirectUrls: "" }],
    ["RedirectUrls", { RedirectUrls: "javascript:alert(1)" }],
    ["PostLogoutRedirectUrls", { PostLogoutRedirectUrls: "ftp://rp.test/" }],
    ["BackChannelLogoutUri", { BackChannelLogoutUri: "x" }],
    ["LandingPageUrl", { LandingPageUrl: "x" }],
    ["Scopes", { "Scopes.openid": "" }],
    ["PublicKey", { PublicKey: "x" }],
    ["PublicKey", { PublicKey: "" }],
    ["JwksUrl", { PublicKeySource: "JWKS" }],
    ["ClientSecret", { TokenAuthMethod: "client_secret_post" }],
    ["SectorIdentifierUri", { RedirectUrls: "https://one.test/\nhttps://two.test/" }],
    ["TokenAuthMethod", { TokenAuthMethod: "none" }],
    ["IdTokenSigningAlgorithm", { IdTokenSigningAlgorithm: "HS256" }],
    ["SubjectType", { SubjectType: "x" }],
    ["PublicKeySource", { PublicKeySource: "x" }],
  ];
  it.each(rows)("names %s, links to it and keeps what was typed: %j", async (field, overrides) => {
    const { app } = await startOneLogin();
    const response = await post(app, form({ ClientName: "Typed bins", ...overrides }));
    const html = await response.text();
    expect(response.status).toBe(400);
    expect(html).toMatch(new RegExp(`<a href="#${field}">${field}: [A-Z]`));
    expect(html).toContain(`id="${field}"`);
    expect(html).toContain(`id="${field}-error"`);
    expect(html).toContain(field === "ClientName" ? redirectUri : "Typed bins");
    expect(await registered(app)).toHaveLength(1);
  });

  it("names the switch that does not fit", async () => {
    const { app } = await startOneLogin();
    const hash = "$argon2id$v=19$m=15360,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$aGFzaGhhc2hoYXNoaGFzaA";
    const both = { TokenAuthMethod: "client_secret_post", ClientSecret: hash };
    const response = await post(app, form({ ...both, IdentityVerificationSupported: "true" }));
    expect(await response.text()).toContain('<a href="#IdentityVerificationSupported">');
  });

  it("takes a registration that is pasted, and says what is wrong with one", async () => {
    const { app } = await startOneLogin();
    const pasted = (value: unknown) =>
      post(app, { client: typeof value === "string" ? value : JSON.stringify(value) });
    expect((await pasted(client({ ClientID: "new" }))).status).toBe(303);
    expect(await (await pasted("{")).text()).toContain('<a href="#client">Paste one JSON object</a>');
    const unknown = await pasted({ ...client({ ClientID: "x" }), Colour: "red", Contacts: 7 });
    expect(await unknown.text()).toContain('<a href="#client">');
    const wrong = await pasted({ ...client({ ClientID: "x" }), Scopes: [] });
    expect(await wrong.text()).toContain('<a href="#Scopes">Scopes: ');
    const colour = await pasted({ ...client({ ClientID: "x" }), Colour: "red" });
    expect(await colour.text()).toContain("There is no such field: Colour");
    expect(await registered(app)).toHaveLength(2);
  });

  it("removes a client", async () => {
    const { app } = await startOneLogin();
    expect((await post(app, { original: "rp" }, "/control/clients/remove")).status).toBe(303);
    expect(await registered(app)).toEqual([]);
  });
});
