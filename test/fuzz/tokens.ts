/**
 * What reads tokens in the mocks, with what must hold of whatever it is given.
 *
 * @module
 */
import { deepStrictEqual, ok } from "node:assert/strict";
import { base64url, CompactSign } from "jose";
import { LogoutTokenRefused, readLogoutToken } from "../../src/origin-mocks/account-api/logout-token.ts";
import { createSessionCodec } from "../../src/origin-mocks/account-api/session.ts";
import { createAuthTokens } from "../../src/origin-mocks/common/auth-token.ts";
import { secureRandom } from "../../src/origin-mocks/common/random.ts";
import { createSeal } from "../../src/origin-mocks/common/seal.ts";
import {
  AuthorizationError,
  AuthorizationFailure,
  AuthorizationRefused,
} from "../../src/origin-mocks/one-login/authorization-error.ts";
import { readAuthorizationRequest } from "../../src/origin-mocks/one-login/authorization-request.ts";
import { authenticateByAssertion } from "../../src/origin-mocks/one-login/client-assertion.ts";
import { createProvider } from "../../src/origin-mocks/one-login/provider.ts";
import { TokenError } from "../../src/origin-mocks/one-login/token-error.ts";
import { now, requestObject } from "../origin-mocks/one-login/request-objects.ts";
import {
  assertion,
  assertionType,
  authorizePath,
  baseUrl,
  options,
  redirectUri,
  startOneLogin,
  tokenForm,
} from "../origin-mocks/one-login/support.ts";
import type { Fuzzed } from "./fuzz.ts";

const strict = await createProvider(options());
/** Beyond the signature, which no mutation would ever get right. */
const trusting = { ...strict, clientKeys: { isSigned: async () => true, clear: () => undefined } };
const asToken = (json: string, header = '{"alg":"RS256"}') =>
  `${base64url.encode(header)}.${base64url.encode(json)}.c2ln`;

/** @throws what is no refusal that is documented */
async function refusedBy(
  kinds: readonly (abstract new (...args: never[]) => Error)[],
  act: () => Promise<unknown>,
) {
  try {
    await act();
    return false;
  } catch (error) {
    if (!kinds.some((kind) => error instanceof kind)) throw error;
    return true;
  }
}

const asserting = (provider: typeof strict, sent: string) =>
  refusedBy([TokenError], () =>
    authenticateByAssertion({ type: assertionType, assertion: sent, clientId: undefined }, provider),
  );
const authorizing = (provider: typeof strict, parameters: ReadonlyMap<string, string>) =>
  refusedBy([AuthorizationRefused, AuthorizationError, AuthorizationFailure], () =>
    readAuthorizationRequest(parameters, provider),
  );

const claims = { iss: "rp", sub: "rp", aud: `${baseUrl}/token`, exp: now + 300 };
const assertions = await Promise.all([
  assertion(now * 1000),
  assertion(now * 1000, { header: { alg: "PS256" } }),
]);
const requested = {
  ...{ aud: `${baseUrl}/authorize`, iss: "rp", client_id: "rp", response_type: "code", nonce: "n" },
  ...{ redirect_uri: redirectUri, scope: "openid email", state: "s", exp: now + 300 },
};
const queries = [
  authorizePath({ vtr: '["Cl.Cm"]', claims: '{"userinfo":{}}', prompt: "login", max_age: "1" }),
  authorizePath({ code_challenge: "x".repeat(43), code_challenge_method: "S256", ui_locales: "cy en" }),
].map((path) => path.slice("/authorize?".length));
const signed = `client_id=rp&response_type=code&scope=openid&request=`;

const oneLogin = await startOneLogin();
const accessToken = await signInForToken();

async function signInForToken(): Promise<string> {
  const form = await tokenForm(oneLogin.clock.now(), { code: await oneLogin.browser.code() });
  const answer: unknown = await (await oneLogin.browser.post("/token", form)).json();
  const token = typeof answer === "object" && answer && "access_token" in answer ? answer.access_token : "";
  return String(token);
}

const logoutKey = new Uint8Array(32).fill(7);
const logoutKeys = { keys: [{ kid: "k", kty: "oct", k: base64url.encode(logoutKey) }] };
const logout = {
  ...{ iss: "https://op.test/", aud: "rp", sub: "me", iat: 1, jti: "j", exp: 9e9 },
  events: { "http://schemas.openid.net/event/backchannel-logout": {} },
};
const signLogout = (json: string) =>
  new CompactSign(new TextEncoder().encode(json))
    .setProtectedHeader({ alg: "HS256", kid: "k" })
    .sign(logoutKey);
const readsLogout = (token: string) =>
  refusedBy([LogoutTokenRefused], () =>
    readLogoutToken(token, {
      ...{ issuer: logout.iss, clientId: logout.aud, keys: logoutKeys, now: 5, strict: true },
    }),
  );
const logoutToken = await signLogout(JSON.stringify(logout));

const sessions = createSessionCodec(createSeal("secret", secureRandom));
const session = await sessions.encode({ userId: "me", mfa: true, idToken: null });
const links = createAuthTokens("secret", { now: () => now * 1000 }, secureRandom);
const link = await links.create({ subscriber_id: 1 });

/** What a signature holds, however its last character is spelt. */
const saying = (token: string) => token.split(".").slice(0, 2).join(".");

/** They take a tenth of a millisecond or more each: cryptography. */
const slow = { share: 0.02 };

/** All of them. */
export const tokenReaders: readonly Fuzzed[] = [
  {
    name: "client assertions",
    seeds: [...assertions, asToken(JSON.stringify(claims)), "e30.e30.e30", "..x"],
    ...slow,
    async check(input) {
      const refused = await asserting(strict, input);
      ok(refused || assertions.some((one) => saying(one) === saying(input)), "it was taken");
    },
  },
  {
    name: "claims of a client assertion",
    seeds: [JSON.stringify(claims), JSON.stringify({ ...claims, jti: "j", nbf: 1, aud: [claims.aud] })],
    share: 0.1,
    async check(input) {
      await asserting(trusting, asToken(input));
    },
  },
  {
    name: "request objects",
    seeds: [await requestObject(), asToken(JSON.stringify(requested)), "e30.e30."],
    ...slow,
    async check(input) {
      const query = new URLSearchParams(`${signed}x`);
      query.set("request", input);
      await authorizing(strict, new Map(query));
    },
  },
  {
    name: "claims of a request object",
    seeds: [
      JSON.stringify(requested),
      JSON.stringify({
        ...requested,
        vtr: ["Cl.Cm.P2"],
        claims: { userinfo: {} },
        max_age: 1,
        prompt: "none",
      }),
    ],
    share: 0.1,
    async check(input) {
      await authorizing(trusting, new Map(new URLSearchParams(signed + asToken(input))));
    },
  },
  {
    name: "authorization requests",
    seeds: queries,
    share: 0.1,
    async check(input) {
      await authorizing(strict, new Map(new URLSearchParams(input)));
    },
  },
  {
    name: "access tokens",
    seeds: [accessToken, asToken('{"client_id":"rp","jti":"x"}')],
    ...slow,
    async check(input) {
      const token = input.replaceAll(/[^\x21-\x7e]/g, "");
      const headers = { Authorization: `Bearer ${token}` };
      const { status } = await oneLogin.app.request("/userinfo", { headers });
      deepStrictEqual(status, saying(token) === saying(accessToken) && status === 200 ? 200 : 401);
    },
  },
  {
    name: "logout tokens",
    seeds: [logoutToken, "e30.e30.e30"],
    ...slow,
    async check(input) {
      ok((await readsLogout(input)) || saying(input) === saying(logoutToken), "it was taken");
    },
  },
  {
    name: "claims of a logout token",
    seeds: [JSON.stringify(logout), JSON.stringify({ ...logout, sid: "s", aud: ["rp"], nonce: "n" })],
    ...slow,
    async check(input) {
      await readsLogout(await signLogout(input));
    },
  },
  {
    name: "account sessions",
    seeds: [session, `${session}$$flash`, btoa("x$$y")],
    ...slow,
    async check(input) {
      const read = await sessions.decode(input);
      ok(read === null || input.split("$$", 1)[0]?.trim() === session, "a changed session is taken");
    },
  },
  {
    name: "links in emails",
    seeds: [link, "YQ==--YQ==--YQ=="],
    ...slow,
    async check(input) {
      ok((await links.read(input)) === null || input === link, "a changed link is taken");
    },
  },
];
