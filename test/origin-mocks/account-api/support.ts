import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { exportJWK, generateKeyPair, type JWTHeaderParameters, type JWTPayload, SignJWT } from "jose";
import { createApp } from "../../../src/origin-mocks/account-api/app.ts";
import { type AccountApiOptions, createService } from "../../../src/origin-mocks/account-api/service.ts";
import { type MovableClock, movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { createSignon } from "../../../src/origin-mocks/signon/index.ts";

export const CLIENT_ID = "account-api-client";
export const TOKEN = "token-with-internal-app";
export const PLAIN_TOKEN = "token-without-permission";

/** Something that listens on a loopback socket. */
export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

export async function listen(app: Hono): Promise<Listening> {
  const { promise, resolve } = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, resolve);
  const { port } = await promise;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

const world = {
  applications: [{ name: "account-api", uid: "account-api-uid" }],
  apiUsers: [
    {
      uid: "0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d01",
      name: "Frontend",
      email: "frontend@example.com",
      suspended: false,
      tokens: [{ application: "account-api", token: TOKEN, permissions: ["signin", "internal_app"] }],
    },
    {
      uid: "0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d02",
      name: "Somebody else",
      email: "else@example.com",
      suspended: false,
      tokens: [{ application: "account-api", token: PLAIN_TOKEN, permissions: ["signin"] }],
    },
  ],
};

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
  discoveryStatus: number;
}

interface RecordedTokenRequest {
  readonly form: URLSearchParams;
  readonly authorization: string | null;
}

const provider = await generateKeyPair("ES256", { extractable: true });
const stranger = await generateKeyPair("ES256", { extractable: true });
export const client = await generateKeyPair("RS512", { extractable: true });

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
  discoveryStatus: 200,
});

interface Calls {
  discovery: number;
  jwks: number;
  userinfo: number;
  tokens: RecordedTokenRequest[];
}

/** A small OpenID provider on a real socket: it says what its script says. */
async function startProvider(clock: MovableClock) {
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
    return c.json({
      keys: [{ ...(await exportJWK(provider.publicKey)), kid: "k1", use: "sig", alg: "ES256" }],
    });
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

/** account-api with a real Signon and a real provider, each on a socket, and all under one clock. */
export async function startStack(options: Partial<AccountApiOptions> = {}) {
  const clock = movableClock();
  const signon = createSignon({ world, clock });
  const signonListening = await listen(signon.app);
  const op = await startProvider(clock);
  const service = createService({
    websiteRoot: "https://www.gov.uk",
    signon: { url: signonListening.url, clientId: "account-api-uid" },
    provider: { issuer: op.issuer, clientId: CLIENT_ID, privateKey: client.privateKey },
    sessionSecret: "secret",
    clock,
    ...options,
  });
  const { app, reset } = createApp(service);

  /** A request of a caller that may call. */
  function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ Authorization: `Bearer ${TOKEN}`, Accept: "application/json" });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    return Promise.resolve(app.request(path, { ...init, headers }));
  }

  return {
    ...{ app, op, service, clock, request, signon, signonUrl: signonListening.url },
    json: async (path: string, init?: RequestInit) => record(await (await request(path, init)).json()),
    withSession: (session: string) => ({ headers: { "GOVUK-Account-Session": session } }),
    /** Begins a sign-in and visits the provider. */
    async begin(query = ""): Promise<string> {
      const answer = record(await (await request(`/api/oauth2/sign-in${query}`)).json());
      op.visit(String(answer.auth_uri));
      return String(answer.state);
    },
    callback: (fields: unknown) =>
      request("/api/oauth2/callback", {
        method: "POST",
        body: JSON.stringify(fields),
        headers: { "Content-Type": "application/json" },
      }),
    reset() {
      reset();
      signon.reset();
      op.reset();
    },
    async close() {
      await Promise.all([signonListening.close(), op.close()]);
    },
  };
}

/** A stack that was started. */
export type Stack = Awaited<ReturnType<typeof startStack>>;

/** Signs in and gives the session value. */
export async function signInTo(stack: Stack): Promise<string> {
  const response = await stack.callback({ state: await stack.begin(), code: "good" });
  return String(record(await response.json()).govuk_account_session);
}

/** A JSON object, or an error. */
export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value));
}
