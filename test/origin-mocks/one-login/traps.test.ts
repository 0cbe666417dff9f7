/** What integrations stumble over, each a small test where no other file has it. */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { createStores, usualLifetimes } from "../../../src/origin-mocks/one-login/stores.ts";
import { coreIdentity, identityClient, identityQuery } from "./proving.ts";
import { requestObject } from "./request-objects.ts";
import { exchange, getJson, sendToken, userinfo } from "./service.ts";
import { configure, authorizePath as simulatorPath, startSimulator } from "./simulator-support.ts";
import { assertion, baseUrl, client, encode, publicKey, startOneLogin } from "./support.ts";

const locationOf = async (response: Response | Promise<Response>) =>
  new URL((await response).headers.get("Location") ?? "about:blank");

describe("an identity", () => {
  it("is signed with ES256 for a client whose own tokens are RSA, and says only how sure One Login is", async () => {
    const oneLogin = await startOneLogin({
      clients: [{ ...identityClient, IdTokenSigningAlgorithm: "RS256" }],
    });
    const tokens = await exchange(oneLogin, await oneLogin.browser.code("amina", identityQuery()));
    const core = z.string().parse((await userinfo(oneLogin, tokens.access_token))[coreIdentity]);
    expect(decodeProtectedHeader(tokens.id_token).alg).toBe("RS256");
    expect(decodeProtectedHeader(core).alg).toBe("ES256");
    expect([decodeJwt(tokens.id_token).vot, decodeJwt(core).vot]).toEqual(["Cl.Cm", "P2"]);
  });

  it("is asked for by the first vector, and judged by what the client may have now, not then", async () => {
    const oneLogin = await startOneLogin({ clients: [identityClient] });
    const tokens = await exchange(oneLogin, await oneLogin.browser.code("amina", identityQuery()));
    const body = JSON.stringify({ ...identityClient, Claims: [] });
    await oneLogin.app.request("/__mock/clients/rp", { method: "PUT", body });
    const headers = { Authorization: `Bearer ${tokens.access_token}` };
    const refused = await oneLogin.app.request("/userinfo", { headers });
    expect(refused.headers.get("WWW-Authenticate")).toContain('error="invalid_request"');
  });
});

describe("a logout token", () => {
  it("is signed with ES256 for a client whose own tokens are RSA", async () => {
    const told: string[] = [];
    const { browser } = await startOneLogin({
      clients: [client({ IdTokenSigningAlgorithm: "RS256", BackChannelLogoutUri: "https://rp.test/out" })],
      fetch: async (_url, init) => {
        told.push(new URLSearchParams(String(init.body)).get("logout_token") ?? "");
        return new Response();
      },
    });
    await browser.signIn();
    await browser.send("/logout");
    await vi.waitUntil(() => told.length > 0, { timeout: 3000, interval: 5 });
    expect(told.map((token) => decodeProtectedHeader(token).alg)).toEqual(["ES256"]);
  });
});

describe("the log of requests", () => {
  it("has the tokens that came along, decoded and without signature or secrets, also of a form", async () => {
    const oneLogin = await startOneLogin();
    const request = await requestObject({ nonce: "a-secret-nonce", state: "a-secret-state" });
    const query = { client_id: "rp", response_type: "code", scope: "openid email", request };
    await oneLogin.app.request(`/authorize?${encode(query)}`);
    await sendToken(oneLogin, { code: "unknown" });
    await oneLogin.app.request("/logout?id_token_hint=garbage");
    const text = await (await oneLogin.app.request("/__mock/requests")).text();
    const [logout, token, authorize] = JSON.parse(text).requests;
    expect(logout.tokens).toEqual([]);
    expect(token).toMatchObject({
      parameters: expect.arrayContaining(["client_assertion", "code"]),
      tokens: [
        { name: "client_assertion", header: { alg: "RS512" }, claims: { iss: "rp", jti: "(not shown)" } },
      ],
    });
    expect(authorize.tokens).toMatchObject([
      { name: "request", header: { alg: "PS512" }, claims: { aud: `${baseUrl}/authorize` } },
    ]);
    const page = await (await oneLogin.app.request("/control")).text();
    expect(page).toContain("<code>client_assertion</code></span></summary>");
    for (const secret of ["a-secret", request.split(".")[2] ?? "-", "unknown"])
      expect(text + page).not.toContain(secret);
  });
});

describe("a body that is too large", () => {
  it("is not read, not even for the log", async () => {
    const { app } = await startOneLogin();
    let pulls = 0;
    const body = new ReadableStream({
      pull(controller) {
        pulls += 1;
        if (pulls < 100) controller.enqueue(new TextEncoder().encode("grant_type=x&"));
        else controller.close();
      },
    });
    const headers = { "Content-Type": "application/x-www-form-urlencoded", "Content-Length": "1000000" };
    const init = { method: "POST", body, headers, duplex: "half" as const };
    expect((await app.request("/token", init)).status).toBe(400);
    expect(pulls).toBeLessThan(3);
  });
});

describe("the configuration of the simulator", () => {
  it("may change the subject, and access tokens from before go on", async () => {
    const oneLogin = await startSimulator();
    const code = (await locationOf(oneLogin.app.request(simulatorPath()))).searchParams.get("code") ?? "";
    const claims = { iss: "HGIOgho9HIRhgoepdIOPFdIUWgewi0jw", sub: "HGIOgho9HIRhgoepdIOPFdIUWgewi0jw" };
    const client_assertion = await assertion(oneLogin.clock.now(), {
      claims: { ...claims, aud: "http://localhost:3000/token" },
    });
    const redirect_uri = "http://localhost:8080/oidc/authorization-code/callback";
    const form = { code, client_id: undefined, client_assertion, redirect_uri };
    const { access_token } = z
      .object({ access_token: z.string() })
      .parse(await (await sendToken(oneLogin, form)).json());
    await configure(oneLogin.app, { responseConfiguration: { sub: "somebody-else" } });
    const headers = { Authorization: `Bearer ${access_token}` };
    expect((await oneLogin.app.request("/userinfo", { headers })).status).toBe(200);
  });

  it("has a phone number as documented, unless it is to be like the simulator", async () => {
    const phone = async (variables: Record<string, string>) => {
      const { app } = await startSimulator(variables);
      const { responseConfiguration } = JSON.parse(await (await app.request("/config")).text());
      return responseConfiguration.phoneNumber;
    };
    expect(await phone({})).toBe("07123456789");
    expect(await phone({ STRICT_SIMULATOR_COMPAT: "false" })).toBe("+447123456789");
  });

  it("may change how the client authenticates, which the simulator's may not", async () => {
    const { app } = await startSimulator();
    await configure(app, { clientConfiguration: { token_auth_method: "client_secret_post" } });
    expect(await (await app.request("/config")).json()).toMatchObject({
      clientConfiguration: { token_auth_method: "client_secret_post" },
    });
  });

  it("takes a key with armour on one line, as the published examples send it", async () => {
    const { app } = await startSimulator();
    const oneLine = publicKey.replaceAll("\n", "");
    const claims = { coreIdentityVerifiableCredentials: {} };
    const sent = { clientConfiguration: { publicKey: oneLine }, responseConfiguration: claims };
    expect((await configure(app, sent)).status).toBe(200);
    const clientId = "HGIOgho9HIRhgoepdIOPFdIUWgewi0jw";
    const request = await requestObject({
      aud: "http://localhost:3000/authorize",
      iss: clientId,
      client_id: clientId,
      redirect_uri: "http://localhost:8080/oidc/authorization-code/callback",
    });
    const query = encode({ client_id: clientId, response_type: "code", scope: "openid email", request });
    expect((await locationOf(app.request(`/authorize?${query}`))).searchParams.has("code")).toBe(true);
  });
});

describe("time", () => {
  it("can stand still, be moved all the same, and go on from where it stood", async () => {
    let real = 1_000_000;
    const clock = movableClock(() => real);
    const { app } = await startOneLogin({ clock });
    const send = (body: object) =>
      app.request("/__mock/clock", { method: "POST", body: JSON.stringify(body) });
    expect((await send({ freeze: true })).status).toBe(200);
    real += 5000;
    expect(clock.now()).toBe(1_000_000);
    await send({ advance: 60 });
    expect(clock.now()).toBe(1_060_000);
    await send({ freeze: false });
    expect(clock.now()).toBe(1_060_000);
    real += 1000;
    expect(clock.now()).toBe(1_061_000);
    await send({ freeze: true });
    await app.request("/__mock/reset", { method: "POST" });
    real += 1000;
    expect(clock.now()).toBe(real);
    expect((await send({ freeze: "yes" })).status).toBe(400);
  });

  it("for which services keep the keys is a day, or less where that is asked for", async () => {
    const cache = async (variables: Record<string, string>) => {
      const { app } = await startSimulator(variables);
      return (await app.request("/.well-known/jwks.json")).headers.get("Cache-Control");
    };
    expect(await cache({})).toBe("max-age=86400");
    expect(await cache({ JWKS_MAX_AGE: "0" })).toBe("max-age=0");
  });
});

describe("what is remembered", () => {
  it("is bounded, and goes with its time", () => {
    let now = 1;
    const stores = createStores({ now: () => now }, usualLifetimes);
    const session = {
      personId: "a",
      browserId: "b",
      authTime: 0,
      credentialTrust: "Cl",
      clientSessions: new Map(),
    } as const;
    for (let index = 0; index < 10_001; index++) stores.sessions.set(String(index), session);
    expect(stores.sessions.size).toBe(10_000);
    now += 3_600_001;
    stores.sessions.purgeStale();
    expect(stores.sessions.size).toBe(0);
  });
});

describe("discovery", () => {
  it("says more than the simulator does, unless it is to be like it", async () => {
    const discovery = "/.well-known/openid-configuration";
    const own = await getJson(await startOneLogin(), discovery);
    expect(own).toMatchObject({
      backchannel_logout_supported: true,
      claims_parameter_supported: true,
      response_modes_supported: ["query", "fragment"],
    });
    const like = await getJson(await startOneLogin({ likeSimulator: true }), discovery);
    expect(Object.keys(own).filter((name) => !(name in like))).toHaveLength(3);
  });
});
