/**
 * The OpenID Connect relying party: sends people to the provider, and exchanges what they bring back.
 *
 * @module
 */
import { decodeProtectedHeader } from "jose";
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  ClientError,
  Configuration,
  clockSkew,
  clockTolerance,
  customFetch,
  enableNonRepudiationChecks,
  type ServerMetadata,
} from "openid-client";
import { type Clock, movableClock } from "../common/clock.ts";
import type { Random } from "../common/random.ts";
import { type SignInAttempt, stateOf } from "./attempts.ts";
import { appendQuery, authorizationUri } from "./authorization-uri.ts";
import { type ClientCredentials, clientAuthentication } from "./client-authentication.ts";
import { asCustomFetch } from "./custom-fetch.ts";
import { type LogoutToken, readLogoutToken } from "./logout-token.ts";
import type { Mode } from "./mode.ts";
import { createProviderMetadata } from "./provider-metadata.ts";
import { fetchUserinfo, type Userinfo } from "./userinfo.ts";

/** openid-client goes by the system's time, so it is told how far the mock's clock is from that. */
const systemClock = movableClock();

/** The OpenID provider, and who account-api is to it. */
export type ProviderOptions = ClientCredentials & {
  /** With the trailing slash that the provider writes. May be plain http. */
  readonly issuer: string;
  /** `openid email govuk-account` by default; the public simulator knows only `openid email phone`. */
  readonly scope?: string;
};

/** What an accepted authorization code stands for. */
export interface SignIn {
  readonly sub: string;
  /** The ID token's vector of trust is exactly `Cl.Cm`; what was asked for does not matter. */
  readonly mfa: boolean;
  /** Asks the userinfo endpoint, at most once. @throws {UserinfoUnavailable} */
  userinfo(): Promise<Userinfo>;
}

/** The provider answered the token request with something else than 200 or 201. */
export class CodeRefused extends Error {
  override readonly name = "CodeRefused";
}

/** The token answer has no ID token, or one that is not good (OpenID Connect Core section 3.1.3.7). */
export class IdTokenRefused extends Error {
  override readonly name = "IdTokenRefused";
}

/** The relying party. Every method but `reset` throws when the provider cannot be discovered. */
export interface RelyingParty {
  authorizationUri(attempt: SignInAttempt, mfa: boolean): Promise<string>;
  endSessionUri(idToken: string | null): Promise<string>;
  /**
   * @throws {CodeRefused}
   * @throws {IdTokenRefused}
   * @throws {Error} when there is no answer
   */
  exchange(code: string, nonce: string): Promise<SignIn>;
  /** Reads a logout token, under keys that are fetched anew. @throws {LogoutTokenRefused} */
  logoutToken(token: string): Promise<LogoutToken>;
  reset(): void;
}

interface Parts {
  readonly websiteRoot: string;
  readonly provider: ProviderOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly fetch: typeof fetch;
  readonly mode: Mode;
}

/** A relying party of one provider. */
export function createRelyingParty(parts: Parts): RelyingParty {
  const { clock, mode, provider } = parts;
  const { clientId, issuer, scope = "openid email govuk-account" } = provider;
  const redirectUri = new URL("/sign-in/callback", parts.websiteRoot).href;
  const metadata = createProviderMetadata(provider, clock, parts.fetch, mode);
  return {
    async authorizationUri(attempt, mfa) {
      const { authorization_endpoint = "" } = await metadata.get();
      const request = { clientId, redirectUri, scope, state: stateOf(attempt), nonce: attempt.nonce, mfa };
      return authorizationUri(authorization_endpoint, request);
    },
    async endSessionUri(idToken) {
      const { end_session_endpoint: endpoint } = await metadata.get();
      if (!endpoint) throw new Error("The provider has no end session endpoint.");
      return idToken === null ? endpoint : appendQuery(endpoint, [["id_token_hint", idToken]]);
    },
    async exchange(code, nonce) {
      const configuration = configure(await metadata.get(), parts);
      const callback = new URL(redirectUri);
      callback.searchParams.set("code", code);
      const checks = { expectedNonce: nonce, idTokenExpected: true };
      const tokens = await authorizationCodeGrant(configuration, callback, checks).catch(unwrapRefusal);
      const claims = tokens.claims();
      if (!claims || !tokens.id_token) throw new IdTokenRefused("The token answer has no ID token.");
      if (decodeProtectedHeader(tokens.id_token).kid === undefined) {
        throw new IdTokenRefused("The ID token has no kid.");
      }
      let answer: Promise<Userinfo> | undefined;
      const userinfo = () => {
        answer ??= fetchUserinfo(configuration, tokens.access_token);
        return answer;
      };
      return { sub: claims.sub, mfa: claims.vot === "Cl.Cm", userinfo };
    },
    async logoutToken(token) {
      const { jwks_uri = "" } = await metadata.get();
      const response = await parts.fetch(jwks_uri, { headers: { Accept: "application/json" } });
      const keys: unknown = await response.json();
      const now = Math.floor(clock.now() / 1000);
      return readLogoutToken(token, { issuer, clientId, keys, now, strict: mode === "corrected" });
    },
    reset: () => metadata.clear(),
  };
}

/**
 * One configuration for each sign-in: so the key set is fetched anew each time, as the real service does, and
 * the distance between the movable clock and the system's is that of now.
 */
function configure(metadata: ServerMetadata, parts: Parts): Configuration {
  const { provider, clock, random } = parts;
  const now = Math.floor(clock.now() / 1000);
  const authentication = clientAuthentication(provider, metadata.token_endpoint ?? "", now, random);
  const skew = { [clockSkew]: now - Math.floor(systemClock.now() / 1000), [clockTolerance]: 0 };
  // The callback brings code and state alone, so the provider's `iss` (RFC 9207) is never seen.
  const server = { ...metadata, authorization_response_iss_parameter_supported: false };
  const configuration = new Configuration(server, provider.clientId, skew, authentication);
  allowInsecureRequests(configuration);
  enableNonRepudiationChecks(configuration);
  const fetchAny = asCustomFetch(parts.fetch);
  const tokenEndpoint = URL.parse(metadata.token_endpoint ?? "")?.href;
  configuration[customFetch] = async (url, init) => {
    const response = await fetchAny(url, init);
    if (url !== tokenEndpoint || response.status === 200) return response;
    if (response.status === 201) return new Response(response.body, { headers: response.headers });
    await response.body?.cancel();
    throw new CodeRefused(`The token endpoint answered ${response.status}.`);
  };
  return configuration;
}

/** What openid-client says of an answer, in this service's own words; no answer is an error as it comes. */
function unwrapRefusal(error: unknown): never {
  if (!(error instanceof ClientError) || error.code === "OAUTH_TIMEOUT") throw error;
  throw error.cause instanceof CodeRefused
    ? error.cause
    : new IdTokenRefused(error.message, { cause: error });
}
