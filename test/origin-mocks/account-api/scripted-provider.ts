/**
 * A small OpenID provider on a real socket, which does what a test tells it.
 */
import { Hono } from "hono";
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import type { MovableClock } from "../../../src/origin-mocks/common/clock.ts";
import { listen } from "./listen.ts";

export const CLIENT_ID = "account-api-client";

/** What the provider does next; a test changes what it is about. */
interface Script {
  sub: string;
  vot: string;
  /** Claims put over the good ones; undefined takes one away. */
  claims: Record<string, unknown>;
  header: Partial<JWTHeaderParameters>;
  signedBy: "provider" | "stranger";
  /** Put over the good token answer; undefined takes a member away. */
  tokenAnswer: Record<string, unknown>;
  tokenStatus: number;
  /** One answer a call, the last one for all after it. */
  userinfo: { status: number; body: string; headers?: Record<string, string> }[];
  metadata: Record<string, unknown>;
  /** In place of the provider's own keys. */
  keys: readonly Record<string, unknown>[] | undefined;
  discoveryStatus: number;
}

interface RecordedTokenRequest {
  readonly form: URLSearchParams;
  readonly authorization: string | null;
}

export const provider = await generateKeyPair("ES256", { extractable: true });
export const stranger = await generateKeyPair("ES256", { extractable: true });

const good = (): Script => ({
  sub: "urn:fdc:gov.uk:2022:JG0RJI1pYbnanbvPs-j4j5-a-PFcmhry9Qu9NCEp5d4",
  vot: "Cl",
  claims: {},
  header: {},
  signedBy: "provider",
  tokenAnswer: {},
  tokenStatus: 200,
  userinfo: [{ status: 200, body: '{"sub":"x","email":"amina@example.com","email_verified":true}' }],
  metadata: {},
  keys: undefined,
  discoveryStatus: 200,
});

interface Calls {
  discovery: number;
  jwks: number;
  userinfo: number;
  tokens: RecordedTokenRequest[];
}

/** A small OpenID provider on a real socket: it says what its script says. */
export async function startProvider(clock: MovableClock) {
  const script = good();
  const calls: Calls = { discovery: 0, jwks: 0, userinfo: 0, tokens: [] };
  /** The nonce of the sign-in under way, as a browser would have brought it. */
  let nonce = "";
  const app = new Hono();
  const listening = await listen(app);
  const issuer = `${listening.url}/`;

  app.get("/.well-known/openid-configuration", () => {
    calls.discovery += 1;
    const metadata = {
      issuer,
      authorization_endpoint: `${issuer}authorize`,
      token_endpoint: `${issuer}token`,
      userinfo_endpoint: `${issuer}userinfo`,
      end_session_endpoint: `${issuer}logout`,
      jwks_uri: `${issuer}jwks`,
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["ES256", "RS256"],
      ...script.metadata,
    };
    return new Response(JSON.stringify(metadata), {
      status: script.discoveryStatus,
      headers: { "Content-Type": "application/json" },
    });
  });
  app.get("/jwks", async (c) => {
    calls.jwks += 1;
    const own = { ...(await exportJWK(provider.publicKey)), kid: "k1", use: "sig", alg: "ES256" };
    return c.json({ keys: script.keys ?? [own] });
  });
  app.post("/token", async (c) => {
    const form = new URLSearchParams(await c.req.text());
    calls.tokens.push({ form, authorization: c.req.header("Authorization") ?? null });
    const status = { status: script.tokenStatus };
    if (script.tokenStatus >= 300) return Response.json({ error: "invalid_grant" }, status);
    const id_token = await idToken(script, issuer, nonce, clock);
    const answer = { access_token: "an-access-token", token_type: "Bearer", expires_in: 180, id_token };
    return Response.json({ ...answer, ...script.tokenAnswer }, status);
  });
  app.get("/userinfo", (c) => {
    const answer = script.userinfo[Math.min(calls.userinfo, script.userinfo.length - 1)];
    calls.userinfo += 1;
    if (c.req.header("Authorization") !== "Bearer an-access-token" || !answer) return c.body(null, 400);
    const headers = { "Content-Type": "application/json", ...answer.headers };
    return new Response(answer.body, { status: answer.status, headers });
  });

  return {
    issuer,
    script,
    calls,
    close: listening.close,
    /** Follows an `auth_uri` as far as the provider needs: it remembers the nonce. */
    visit(authUri: string) {
      nonce = new URL(authUri).searchParams.get("nonce") ?? "";
    },
    reset() {
      Object.assign(script, good());
      Object.assign(calls, { discovery: 0, jwks: 0, userinfo: 0, tokens: [] });
    },
  };
}

async function idToken(script: Script, issuer: string, nonce: string, clock: MovableClock): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  const { sub, vot } = script;
  const claims = { iss: issuer, aud: CLIENT_ID, sub, nonce, vot, iat: now, exp: now + 180, ...script.claims };
  const payload: JWTPayload = JSON.parse(JSON.stringify(claims));
  const key = script.signedBy === "provider" ? provider.privateKey : stranger.privateKey;
  return new SignJWT(payload).setProtectedHeader({ alg: "ES256", kid: "k1", ...script.header }).sign(key);
}
