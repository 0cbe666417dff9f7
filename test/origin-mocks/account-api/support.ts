import { generateKeyPair } from "jose";
import { createApp } from "../../../src/origin-mocks/account-api/app.ts";
import { type AccountApiOptions, createService } from "../../../src/origin-mocks/account-api/service.ts";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { createSignon } from "../../../src/origin-mocks/signon/index.ts";
import { listen } from "./listen.ts";
import { CLIENT_ID, startProvider } from "./scripted-provider.ts";

export { listen } from "./listen.ts";
export { CLIENT_ID } from "./scripted-provider.ts";
export const TOKEN = "token-with-internal-app";
export const PLAIN_TOKEN = "token-without-permission";
/** That of the provider: it may change what nobody else may, and nothing else. */
export const PROVIDER_TOKEN = "token-with-update-protected-attributes";
export const client = await generateKeyPair("RS512", { extractable: true });

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
    {
      uid: "0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d03",
      name: "One Login",
      email: "one-login@example.com",
      suspended: false,
      tokens: [
        {
          application: "account-api",
          token: PROVIDER_TOKEN,
          permissions: ["signin", "update_protected_attributes"],
        },
      ],
    },
  ],
};

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
  const { app, reset, save, restore } = createApp(service);

  /** A request of a caller that may call. */
  function request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers({ Authorization: `Bearer ${TOKEN}`, Accept: "application/json" });
    for (const [name, value] of new Headers(init.headers)) headers.set(name, value);
    return Promise.resolve(app.request(path, { ...init, headers }));
  }

  return {
    ...{ app, op, service, clock, request, signon, save, restore, signonUrl: signonListening.url },
    json: async (path: string, init?: RequestInit) => record(await (await request(path, init)).json()),
    /** A request of the provider, with a JSON body. */
    asProvider: (method: string, path: string, body?: unknown) =>
      request(path, {
        method,
        headers: { Authorization: `Bearer ${PROVIDER_TOKEN}`, "Content-Type": "application/json" },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
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
