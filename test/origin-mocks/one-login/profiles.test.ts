import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import {
  isProfileName,
  type OneLoginOptions,
  profileNames,
} from "../../../src/origin-mocks/one-login/index.ts";
import { exchange, getJson, sendToken, userinfo } from "./service.ts";
import { assertion, authorizePath, baseUrl, client, redirectUri, startOneLogin } from "./support.ts";

type ProfileName = NonNullable<OneLoginOptions["profile"]>;

const names = profileNames.filter(isProfileName);
const before = {
  "October 2024": new Set<ProfileName>([
    "sign-in-2022",
    "one-login-2024-02",
    "one-login-2024-04",
    "one-login-2024-07-01",
  ]),
  "April 2024": new Set<ProfileName>(["sign-in-2022", "one-login-2024-02"]),
  now: new Set<ProfileName>(names.filter((name) => name !== "current")),
};

const security = "https://vocab.account.gov.uk/v1/socialSecurityRecord";
const clients = [
  client({
    Scopes: ["openid", "email", "offline_access", "wallet-subject-id"],
    Claims: [
      security,
      "https://vocab.account.gov.uk/v1/address",
      "https://vocab.account.gov.uk/v1/coreIdentityJWT",
    ],
    IdentityVerificationSupported: true,
    ClientLoCs: ["P2"],
  }),
];
const start = (profile: ProfileName) => startOneLogin({ profile, clients });

describe.each(names)("in %s", (profile) => {
  it("a request that must not lead back is answered as it was then", async () => {
    const { app } = await start(profile);
    const response = await app.request(authorizePath({ client_id: "nobody" }));
    const old = before["October 2024"].has(profile);
    expect([response.status, await response.text()]).toEqual(
      old ? [502, '{"message": "Internal server error"}'] : [400, "Invalid Request"],
    );
    expect(response.headers.get("Content-Type")).toBe(old ? "application/json" : "text/html; charset=utf-8");
  });

  it("offline_access and the refresh grant are there, or unknown", async () => {
    const started = await start(profile);
    const old = before["April 2024"].has(profile);
    const response = await started.app.request(authorizePath({ scope: "openid offline_access" }));
    expect(response.headers.get("Location")?.includes("invalid_scope") ?? false).toBe(!old);
    const refused = await sendToken(started, { grant_type: "refresh_token" });
    expect(await refused.json()).toMatchObject({ error: old ? "invalid_request" : "unsupported_grant_type" });
  });

  it("socialSecurityRecord may be asked for, or is unknown", async () => {
    const { app } = await start(profile);
    const claims = JSON.stringify({ userinfo: { [security]: null } });
    const response = await app.request(authorizePath({ claims }));
    const then: ProfileName[] = ["one-login-2024-02", "one-login-2024-04", "one-login-2024-07-01"];
    expect(response.status).toBe(then.includes(profile) ? 200 : 302);
  });

  it("response_mode, max_age and PKCE count, or are not looked at", async () => {
    const { app, browser } = await start(profile);
    const old = before.now.has(profile);
    await browser.signIn("amina", { scope: "openid" });
    const back = await browser.send(authorizePath({ scope: "openid", response_mode: "fragment" }));
    expect(back.headers.get("Location")?.startsWith(`${redirectUri}${old ? "?" : "#"}code=`)).toBe(true);
    expect((await browser.send(authorizePath({ scope: "openid", max_age: "0" }))).status).toBe(
      old ? 302 : 200,
    );
    expect((await app.request(authorizePath({ code_challenge: " " }))).status).toBe(old ? 200 : 302);
  });

  it("an assertion may name the issuer as its audience, or not yet", async () => {
    const started = await start(profile);
    const code = await started.browser.code("amina", { scope: "openid" });
    const client_assertion = await assertion(started.clock.now(), { claims: { aud: `${baseUrl}/` } });
    const response = await sendToken(started, { code, client_assertion });
    expect(response.status).toBe(before.now.has(profile) ? 400 : 200);
  });

  it("the wallet's identifier is there, or an unknown scope", async () => {
    const started = await start(profile);
    const path = authorizePath({ scope: "openid wallet-subject-id" });
    expect((await started.app.request(path)).status).toBe(before.now.has(profile) ? 302 : 200);
  });

  it("the DID document is there since July 2024, and discovery says what there is", async () => {
    const started = await start(profile);
    const { app } = started;
    const old = before["October 2024"].has(profile);
    expect((await app.request("/.well-known/did.json")).status).toBe(old ? 404 : 200);
    const discovery = await getJson(started, "/.well-known/openid-configuration");
    expect(discovery).toMatchObject({
      token_endpoint_auth_methods_supported: old
        ? ["private_key_jwt"]
        : ["private_key_jwt", "client_secret_post"],
      request_parameter_supported: profile !== "sign-in-2022",
    });
    expect("registration_endpoint" in discovery).toBe(profile === "sign-in-2022");
    expect("code_challenge_methods_supported" in discovery).toBe(profile === "current");
  });

  it("signing out without a session leads to the service, or to the default page", async () => {
    const started = await start(profile);
    const tokens = await exchange(started, await started.browser.code("amina", { scope: "openid" }));
    const post_logout_redirect_uri = "https://www.rp.test/signed-out";
    const query = new URLSearchParams({ id_token_hint: tokens.id_token, post_logout_redirect_uri });
    const response = await started.app.request(`/logout?${query}`);
    expect(response.headers.get("Location")).toBe(
      before["April 2024"].has(profile)
        ? "https://signin.account.gov.uk/signed-out"
        : post_logout_redirect_uri,
    );
  });
});

describe("in 2022", () => {
  it("the service was called GOV.UK Sign In, told how data is shared once, and took the vector Cm", async () => {
    const { browser } = await start("sign-in-2022");
    const html = await (await browser.send(authorizePath({ vtr: '["Cm"]' }))).text();
    expect(html).toContain("GOV.UK Sign In</title>");
    const request = /name="request" value="([^"]*)"/.exec(html)?.[1];
    const notice = await (await browser.post("/sign-in", { request, person: "amina" })).text();
    expect(notice).toContain("How your data is shared");
    expect(notice).toContain("your email address");
    const shared = /name="request" value="([^"]*)"/.exec(notice)?.[1];
    expect((await browser.post("/share", { request: shared })).headers.get("Location")).toContain("?code=");
    expect((await browser.send(authorizePath())).status).toBe(302);
  });
});

describe("the wallet's identifier", () => {
  it("is another than the subject", async () => {
    const started = await start("current");
    const code = await started.browser.code("amina", { scope: "openid wallet-subject-id" });
    const info = await userinfo(started, (await exchange(started, code)).access_token);
    expect(info.wallet_subject_id).toMatch(/^urn:fdc:wallet\.account\.gov\.uk:2024:[\w-]{43}$/);
  });
});

describe("a refresh token", () => {
  async function signedIn() {
    const started = await start("one-login-2024-02");
    const code = await started.browser.code("amina", { scope: "openid email offline_access" });
    const tokens = await exchange(started, code);
    const refresh = (refresh_token: string | undefined) =>
      sendToken(started, {
        grant_type: "refresh_token",
        refresh_token,
        redirect_uri: undefined,
        code: undefined,
      });
    return { started, tokens, refresh };
  }

  it("is exchanged once for new tokens without ID token, and the next one for the next", async () => {
    const { started, tokens, refresh } = await signedIn();
    started.clock.advance(200);
    const response = await refresh(tokens.refresh_token);
    const body = JSON.parse(await response.text());
    expect(Object.keys(body)).toEqual(["access_token", "refresh_token", "token_type", "expires_in"]);
    expect(await userinfo(started, body.access_token)).toMatchObject({ email: "amina@example.com" });
    expect(decodeJwt(body.refresh_token)).toMatchObject({
      client_id: "rp",
      scope: ["openid", "email", "offline_access"],
    });
    const again = await refresh(tokens.refresh_token);
    expect([again.status, await again.json()]).toEqual([
      400,
      { error: "invalid_grant", error_description: "Invalid Refresh token" },
    ]);
    expect((await refresh(body.refresh_token)).status).toBe(200);
  });

  it.each<[string, string, string]>([
    ["nothing", "", "Request is missing refresh token"],
    ["garbage", "garbage", "Invalid refresh token"],
    ["a token that is none of ours", "e30.e30.e30", "Invalid grant"],
  ])("is not %s", async (_what, token, error_description) => {
    const { refresh } = await signedIn();
    expect(await (await refresh(token)).json()).toMatchObject({ error_description });
  });

  it("expires after an hour, and is worth nothing for scopes that the client lost", async () => {
    const { started, tokens, refresh } = await signedIn();
    await started.app.request("/__mock/clients/rp", {
      method: "PUT",
      body: JSON.stringify(client({ Scopes: ["openid"] })),
    });
    expect(await (await refresh(tokens.refresh_token)).json()).toMatchObject({ error: "invalid_scope" });
    const late = await signedIn();
    late.started.clock.advance(3600);
    expect(await (await late.refresh(late.tokens.refresh_token)).json()).toMatchObject({
      error_description: "Invalid grant",
    });
  });
});
