import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { authorizePath, base, callback, clientId, configure, startSimulator } from "./simulator-support.ts";
import { assertion, encode, type Query, tokenForm } from "./support.ts";

const tokensSchema = z.object({ access_token: z.string(), id_token: z.string() });
const vocabulary = "https://vocab.account.gov.uk/v1/";

/** What the form carries of a request, as the simulator writes it. */
function carried(overrides: object = {}): string {
  const usual = {
    claims: [],
    nonce: "nonce-1",
    redirectUri: callback,
    scopes: ["openid", "email"],
    vtr: { credentialTrust: "Cl.Cm", levelOfConfidence: null },
  };
  return Buffer.from(JSON.stringify({ ...usual, ...overrides })).toString("base64url");
}

type Started = Awaited<ReturnType<typeof startSimulator>>;

async function exchange({ app, clock }: Started, code: string, redirect_uri = callback) {
  const aud = `${base}/token`;
  const client_assertion = await assertion(clock.now(), { claims: { iss: clientId, sub: clientId, aud } });
  const form = await tokenForm(clock.now(), {
    code,
    client_id: clientId,
    redirect_uri,
    client_assertion,
  });
  const response = await app.request("/token", { method: "POST", body: new URLSearchParams(encode(form)) });
  return tokensSchema.parse(await response.json());
}

async function userinfo({ app }: Started, token: string) {
  const response = await app.request("/userinfo", { headers: { Authorization: `Bearer ${token}` } });
  return z.record(z.string(), z.unknown()).parse(await response.json());
}

function submit({ app }: Started, form: Query): Promise<Response> {
  return Promise.resolve(
    app.request("/form-submit", { method: "POST", body: new URLSearchParams(encode(form)) }),
  );
}

describe("without a form", () => {
  it("/authorize answers at once, with tokens and userinfo as configured", async () => {
    const started = await startSimulator();
    const claims = JSON.stringify({
      userinfo: { [`${vocabulary}returnCode`]: null, [`${vocabulary}coreIdentityJWT`]: null },
    });
    const back = await started.app.request(authorizePath({ vtr: '["Cl.Cm.P2"]', claims }));
    const location = new URL(back.headers.get("Location") ?? "");
    expect(location.href).toMatch(/callback\?code=[\w-]{43}&state=state-1$/);
    const tokens = await exchange(started, location.searchParams.get("code") ?? "");
    expect(decodeJwt(tokens.id_token)).toMatchObject({
      sid: "50a9041b5d57cb53632a0e9259864b71",
      vot: "Cl.Cm",
    });
    const info = await userinfo(started, tokens.access_token);
    expect(Object.keys(info)).toEqual([
      "sub",
      "email",
      "email_verified",
      "phone_number",
      "phone_number_verified",
      `${vocabulary}returnCode`,
      `${vocabulary}coreIdentityJWT`,
    ]);
    expect(info).toMatchObject({ phone_number: "07123456789", [`${vocabulary}returnCode`]: [] });
    // Changing who it is does not make tokens worthless that somebody has.
    await configure(started.app, { responseConfiguration: { sub: "another", email: "new@example.com" } });
    expect(await userinfo(started, tokens.access_token)).toMatchObject({
      email: "new@example.com",
      sub: info.sub,
    });
  });

  it("ignores PKCE unless it is enabled, and then asks for it", async () => {
    const query = { code_challenge: "", code_challenge_method: "plain" };
    const off = await startSimulator();
    expect((await off.app.request(authorizePath(query))).headers.get("Location")).toContain("code=");
    const on = await startSimulator({ PKCE_ENABLED: "true" });
    for (const challenge of [query, {}]) {
      expect((await on.app.request(authorizePath(challenge))).headers.get("Location")).toContain(
        "Invalid%20value%20for%20code_challenge%20parameter.",
      );
    }
  });
});

describe("the form", () => {
  it("is shown in interactive mode, filled in and escaped, and leads back when it is sent", async () => {
    const started = await startSimulator({
      INTERACTIVE_MODE: "true",
      EMAIL: `"><script>x</script>@example.com`,
    });
    const response = await started.app.request(authorizePath({ state: `"><script>` }));
    const html = await response.text();
    const hidden = (name: string) =>
      new RegExp(`<input type="hidden" name="${name}" value="(.*?)"/>`).exec(html)?.[1];
    expect(html).toContain("<title>Simulator Response Configuration");
    expect(html).toContain(`action="${base}/form-submit"`);
    expect(html).not.toContain("<script");
    for (const id of ["email-verified", "core-identity-vc", "return-codes", "max-loc-achieved"]) {
      expect(html).toContain(`data-testid="${id}"`);
    }
    const authCode = hidden("authCode") ?? "";
    const form = {
      authCode,
      authRequestParams: hidden("authRequestParams"),
      state: "s",
      sub: "me",
      email: "",
    };
    const back = await submit(started, form);
    expect(back.headers.get("Location")).toBe(`${callback}?code=${authCode}&state=s`);
    const tokens = await exchange(started, authCode);
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: "me", nonce: "nonce-1" });
    const errors = await started.app.request(authorizePath({ nonce: undefined }));
    expect(errors.status).toBe(302);
  });

  it("takes a code that was never asked for, and what it says of the user", async () => {
    const started = await startSimulator();
    const claims = [`${vocabulary}returnCode`, `${vocabulary}passport`, `${vocabulary}coreIdentityJWT`];
    await configure(started.app, { clientConfiguration: { claims } });
    const vtr = { credentialTrust: "Cl.Cm", levelOfConfidence: "P2" };
    const response = await submit(started, {
      authCode: "my-code",
      authRequestParams: carried({ claims, vtr }),
      state: "s",
      sub: "me",
      // As /config does, it takes any text.
      email: "me at example",
      emailVerified: "true",
      phoneNumberVerified: "no",
      passportDetails: '[{"documentNumber":"1"}]',
      returnCodes: '[{"code":"A"}]',
    });
    expect(response.headers.get("Location")).toBe(`${callback}?code=my-code&state=s`);
    const tokens = await exchange(started, "my-code");
    expect(await userinfo(started, tokens.access_token)).toMatchObject({
      sub: "me",
      email: "me at example",
      [`${vocabulary}passport`]: [{ documentNumber: "1" }],
      [`${vocabulary}returnCode`]: [{ code: "A" }],
      [`${vocabulary}coreIdentityJWT`]: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    });
  });

  const rows: readonly [field: string, value: string, messages: readonly string[]][] = [
    ["sub", "", ["Subject claim is a required field"]],
    ["emailVerified", "perhaps", ["Invalid value"]],
    ["phoneNumberVerified", "2", ["Invalid value"]],
    ["maxLoCAchieved", "P4", ["Invalid Level of Confidence"]],
    ["coreIdentityVerifiableCredentials", "[]", ["Invalid CoreIdentity Verifiable Credential"]],
    ["passportDetails", "{}", ["Invalid Passport Details"]],
    ["drivingPermitDetails", "7", ["Invalid Driving Permit details"]],
    ["postalAddressDetails", "nonsense", ["Invalid value", "Invalid Postal Address details"]],
    ["returnCodes", '[{"code":"A","x":1}]', ["Invalid Return Codes"]],
  ];
  it.each(rows)("is refused with a wrong %s", async (field, value, messages) => {
    const started = await startSimulator();
    const form = { authCode: "c", authRequestParams: carried(), state: "s", sub: "me", [field]: value };
    const response = await submit(started, form);
    expect([response.status, await response.json()]).toEqual([
      400,
      { error: "Invalid request", invalid_fields: messages.map((message) => ({ field, message })) },
    ]);
  });

  it.each(["", "garbage", carried({ redirectUri: "javascript:alert(1)" }), carried({ vtr: 7 })])(
    "leads nowhere with the request %s",
    async (authRequestParams) => {
      const response = await submit(await startSimulator(), { authCode: "c", authRequestParams, sub: "me" });
      expect(response.status).toBe(400);
    },
  );

  it("keeps a code for an address that is not registered, but sends no browser there", async () => {
    const started = await startSimulator();
    const redirectUri = "https://elsewhere.test/";
    const form = { authCode: "c", authRequestParams: carried({ redirectUri }), state: "s", sub: "me" };
    const response = await submit(started, form);
    expect([response.status, response.headers.get("Location")]).toEqual([200, null]);
    const exchanged = await exchange(started, "c", redirectUri);
    expect(decodeJwt(exchanged.id_token).sub).toBe("me");
  });

  it("is taken from our own pages, not from those of another site; so is the configuration", async () => {
    const { app } = await startSimulator();
    for (const path of ["/form-submit", "/config", "/config/reset"]) {
      const request = { method: "POST", body: "{}", headers: { Origin: "https://evil.test" } };
      expect((await app.request(path, request)).status).toBe(403);
      const own = { ...request, headers: { Origin: base, "Content-Type": "application/json" } };
      expect((await app.request(path, own)).status).not.toBe(403);
    }
  });
});
