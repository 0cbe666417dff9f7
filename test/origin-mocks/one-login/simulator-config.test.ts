import { describe, expect, it } from "vitest";
import { z } from "zod";
import { authorizePath, base, callback, clientId, configure, startSimulator } from "./simulator-support.ts";
import { publicKey } from "./support.ts";

const configSchema = z.object({ errorConfiguration: z.record(z.string(), z.array(z.string())) });
const jwksSchema = z.object({ keys: z.array(z.object({ kty: z.string() })) });
const vocabulary = "https://vocab.account.gov.uk/v1/";

describe("GET /config", () => {
  it("shows the defaults of the official simulator", async () => {
    const { app } = await startSimulator();
    expect(await (await app.request("/config")).json()).toMatchObject({
      clientConfiguration: {
        clientId,
        publicKeySource: "STATIC",
        publicKey,
        scopes: ["openid", "email", "phone"],
        redirectUrls: [callback],
        postLogoutRedirectUrls: ["http://localhost:8080/signed-out"],
        claims: ["coreIdentityJWT", "address", "returnCode"].map((name) => vocabulary + name),
        identityVerificationSupported: true,
        idTokenSigningAlgorithm: "ES256",
        clientLoCs: ["P0", "P2"],
        token_auth_method: "private_key_jwt",
      },
      errorConfiguration: { coreIdentityErrors: [], idTokenErrors: [], authoriseErrors: [] },
      responseConfiguration: {
        sub: "urn:fdc:gov.uk:2022:56P4CMsGh_02YOlWpd8PAOI-2sVlB2nsNU7mcLZYhYw=",
        email: "test@example.com",
        emailVerified: true,
        phoneNumber: "07123456789",
        phoneNumberVerified: true,
        maxLoCAchieved: "P2",
        coreIdentityVerifiableCredentials: { credentialSubject: { birthDate: [{ value: "1955-04-19" }] } },
        passportDetails: null,
        drivingPermitDetails: null,
        postalAddressDetails: [{ postalCode: "GL1 5QB", uprn: 100120472196 }],
        returnCodes: [],
      },
      simulatorUrl: base,
      publishNewIdTokenKeysEnabled: false,
      usingNewIdTokenSigningKeys: false,
    });
  });
});

describe("POST /config", () => {
  it("changes what it names, values that could not be registered among them, and leaves the rest", async () => {
    const { app } = await startSimulator();
    const clientConfiguration = {
      clientId: "me",
      scopes: ["scope1", "scope2"],
      publicKey: "test-public-key",
    };
    const responseConfiguration = { sub: "somebody", phoneNumber: null, socialSecurityRecordDetails: null };
    const response = await configure(app, { clientConfiguration, responseConfiguration });
    expect([response.status, await response.text()]).toEqual([200, ""]);
    expect(await (await app.request("/config")).json()).toMatchObject({
      clientConfiguration: { ...clientConfiguration, redirectUrls: [callback] },
      responseConfiguration: { sub: "somebody", phoneNumber: null, email: "test@example.com" },
    });
    const refused = await app.request(authorizePath());
    expect([refused.status, await refused.text()]).toEqual([400, "Invalid Request"]);
    expect(
      (await app.request(authorizePath({ client_id: "me", scope: "openid" }))).headers.get("Location"),
    ).toContain("error=invalid_scope");
  });

  it("switches off every fault that it does not mention, and knows no other names", async () => {
    const { app } = await startSimulator({ ID_TOKEN_ERRORS: "INVALID_ISS,NONSENSE" });
    const faults = async () =>
      configSchema.parse(await (await app.request("/config")).json()).errorConfiguration;
    expect((await faults()).idTokenErrors).toEqual(["INVALID_ISS"]);
    await configure(app, { errorConfiguration: { authoriseErrors: ["ACCESS_DENIED", "X"] } });
    expect(await faults()).toEqual({
      coreIdentityErrors: [],
      idTokenErrors: [],
      authoriseErrors: ["ACCESS_DENIED"],
    });
    expect((await app.request(authorizePath())).headers.get("Location")).toBe(
      `${callback}?error=access_denied&error_description=Access%20denied%20by%20resource%20owner%20or%20authorization%20server&state=state-1`,
    );
    await configure(app, { errorConfiguration: { authoriseErrors: ["TEMPORARILY_UNAVAILABLE"] } });
    expect((await app.request(authorizePath())).headers.get("Location")).toBe(
      `${callback}?error=temporarily_unavailable&error_description=&state=state-1`,
    );
    await configure(app, {});
    expect((await faults()).authoriseErrors).toEqual([]);
  });

  const field = (path: string, value: unknown) => ({
    [path]: { type: "field", value, msg: "Invalid value", path, location: "body" },
  });
  it.each<[string, unknown, object]>([
    ["a list", [], field("", [])],
    [
      "an unknown member",
      { nonsense: 1 },
      {
        _unknown_fields: {
          type: "unknown_fields",
          msg: "Unknown field(s)",
          fields: [{ path: "nonsense", value: 1, location: "body" }],
        },
      },
    ],
    ["null for an object", { clientConfiguration: null }, field("clientConfiguration", null)],
    ["a number for text", { responseConfiguration: { sub: 5 } }, field("responseConfiguration.sub", 5)],
    [
      "text for a boolean",
      { responseConfiguration: { emailVerified: "true" } },
      field("responseConfiguration.emailVerified", "true"),
    ],
    [
      "an unknown level",
      { responseConfiguration: { maxLoCAchieved: "P9" } },
      field("responseConfiguration.maxLoCAchieved", "P9"),
    ],
    [
      "a return code without code",
      { responseConfiguration: { returnCodes: [{}] } },
      field("responseConfiguration.returnCodes[0].code", undefined),
    ],
    ["a URL that is none", { simulatorUrl: "nowhere" }, field("simulatorUrl", "nowhere")],
    [
      "a flag that is none",
      { publishNewIdTokenSigningKeys: "no" },
      field("publishNewIdTokenSigningKeys", "no"),
    ],
  ])("refuses %s by name", async (_what, body, errors) => {
    const { app } = await startSimulator();
    const response = await configure(app, body);
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual(JSON.parse(JSON.stringify({ errors })));
  });

  it("refuses what is no JSON, and to use keys that are not published", async () => {
    const { app } = await startSimulator();
    expect((await configure(app, "{")).status).toBe(400);
    const response = await configure(app, { useNewIdTokenSigningKeys: true });
    expect([response.status, await response.text()]).toEqual([
      400,
      "Cannot enabled useNewIdTokenSigningKeys whilst publishNewIdTokenSigningKeys is false",
    ]);
  });

  it("publishes new keys after the old ones, and takes them back, for false as well as for its text", async () => {
    const { app } = await startSimulator();
    const keyTypes = async () => {
      const response = await app.request("/.well-known/jwks.json");
      return jwksSchema
        .parse(await response.json())
        .keys.map(({ kty }) => kty)
        .join();
    };
    await configure(app, { publishNewIdTokenSigningKeys: true, useNewIdTokenSigningKeys: "true" });
    expect(await keyTypes()).toBe("EC,RSA,EC,RSA");
    expect(await (await app.request("/config")).json()).toMatchObject({ usingNewIdTokenSigningKeys: true });
    await configure(app, { useNewIdTokenSigningKeys: "false" });
    expect(await (await app.request("/config")).json()).toMatchObject({
      publishNewIdTokenKeysEnabled: true,
      usingNewIdTokenSigningKeys: false,
    });
    await configure(app, { publishNewIdTokenSigningKeys: false });
    expect(await keyTypes()).toBe("EC,RSA");
  });

  it("moves the issuer, localhost among the places", async () => {
    const { app } = await startSimulator();
    await configure(app, { simulatorUrl: "http://localhost:9999/" });
    const discovery = await (await app.request("/.well-known/openid-configuration")).json();
    expect(discovery).toMatchObject({
      issuer: "http://localhost:9999/",
      token_endpoint: "http://localhost:9999/token",
    });
    expect(await (await app.request("/.well-known/did.json")).json()).toMatchObject({
      id: "did:web:localhost%3A9999",
    });
    await app.request("/config/reset", { method: "POST" });
    expect(await (await app.request("/config")).json()).toMatchObject({ simulatorUrl: base });
  });
});

it("without anybody to configure, what is missing is said, and a reset brings it back", async () => {
  const files = { people: [{ id: "eve", name: "Eve", email: "eve@example.com" }] };
  const { app } = await startSimulator({ INTERACTIVE_MODE: "true" }, files);
  await app.request("/__mock/people/eve", { method: "DELETE" });
  const answers = [
    await app.request("/config"),
    await configure(app, {}),
    await app.request(authorizePath()),
  ];
  expect(answers.map(({ status }) => status)).toEqual([409, 409, 409]);
  expect(await answers[0]?.text()).toContain("nobody to sign in as");
  await app.request("/config/reset", { method: "POST" });
  expect((await app.request("/config")).status).toBe(200);
});

describe("the environment", () => {
  it("has the simulator's variables", async () => {
    const { app } = await startSimulator({
      SIMULATOR_URL: "https://sim.example",
      CLIENT_ID: "me",
      SCOPES: "openid,email",
      REDIRECT_URLS: "http://a.test/x,http://a.test/y",
      CLIENT_LOCS: "P1",
      SUB: "somebody",
      EMAIL_VERIFIED: "false",
      PUBLISH_NEW_ID_TOKEN_SIGNING_KEYS: "true",
      USE_NEW_ID_TOKEN_SIGNING_KEYS: "true",
    });
    expect(await (await app.request("/config")).json()).toMatchObject({
      clientConfiguration: {
        clientId: "me",
        scopes: ["openid", "email"],
        redirectUrls: ["http://a.test/x", "http://a.test/y"],
        clientLoCs: ["P1"],
      },
      responseConfiguration: { sub: "somebody", emailVerified: false },
      simulatorUrl: "https://sim.example",
      publishNewIdTokenKeysEnabled: true,
      usingNewIdTokenSigningKeys: true,
    });
  });

  it.each<[string, Record<string, string>]>([
    ["IDENTITY_VERIFICATION_SUPPORTED=false", { TOKEN_AUTH_METHOD: "client_secret_post" }],
    ["Scopes", { SCOPES: "openid,nonsense" }],
    ["DOCS_PROFILE", { DOCS_PROFILE: "2019" }],
    ["CODE_TTL", { CODE_TTL: "soon" }],
  ])("is refused with %s named", async (name, environment) => {
    await expect(startSimulator(environment)).rejects.toThrow(name);
  });
});
