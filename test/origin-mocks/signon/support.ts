/** Signon on a real socket, a browser in front of it, and an application that is told of changes. */
import { createHash } from "node:crypto";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { Hono } from "hono";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { createSignon, loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import { codeAt } from "../../../src/origin-mocks/signon/totp.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";

export const PASSWORD = "a mock password";
export const FRONTEND_TOKEN = "mock-token-frontend-to-account-api";
export const PUBLISHER = {
  id: "example-publisher-oauth-id",
  secret: "mock-secret-of-example-publisher",
};
export const people = {
  superadmin: "sana.superadmin@example.com",
  admin: "ade.admin@example.com",
  super_organisation_admin: "suri.superorg@example.com",
  organisation_admin: "oren.orgadmin@example.com",
  normal: "nia.normal@example.com",
  suspended: "sol.suspended@example.com",
} as const;
const NIA_SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

/** Something that listens on loopback. */
interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

async function listen(app: Hono): Promise<Listening> {
  const { promise, resolve } = Promise.withResolvers<AddressInfo>();
  const server = serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, resolve);
  const { port } = await promise;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => new Promise((done) => server.close(() => done())),
  };
}

/** What an application was told. */
interface Told {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** An application that writes down what Signon tells it. */
async function startApplication() {
  const told: Told[] = [];
  const answers = { status: 200 };
  const app = new Hono();
  app.get("/auth/gds/callback", (c) => c.text("Welcome back"));
  app.all("/auth/gds/api/*", async (c) => {
    const { method, path } = c.req;
    told.push({ method, path, authorization: c.req.header("Authorization"), body: await c.req.json() });
    return c.body(null, answers.status === 200 ? 200 : 503);
  });
  return { ...(await listen(app)), told, answers };
}

/** The world with the one caller that the tests are about. */
export function onlyFrontend() {
  const world = loadWorld();
  return { ...world, apiUsers: world.apiUsers.filter(({ name }) => name === "Frontend") };
}

/** A Signon on a socket, with one application that listens. */
export async function startSignon(options: Partial<Parameters<typeof createSignon>[0]> = {}) {
  const application = await startApplication();
  const clock = movableClock();
  const data = loadSignonData();
  const applications = data.applications.map((each) =>
    each.uid === PUBLISHER.id ? { ...each, redirectUri: `${application.url}/auth/gds/callback` } : each,
  );
  const signon = createSignon({ world: onlyFrontend(), data: { ...data, applications }, clock, ...options });
  const listening = await listen(signon.app);
  return {
    signon,
    clock,
    application,
    url: listening.url,
    callback: `${application.url}/auth/gds/callback`,
    /** A POST of JSON to the controls. */
    control: (path: string, body: unknown = {}) =>
      fetch(`${listening.url}/__mock${path}`, { method: "POST", body: JSON.stringify(body) }),
    state: async () => record(await (await fetch(`${listening.url}/__mock`)).json()),
    userJson: (token: string, query = "") =>
      fetch(`${listening.url}/user.json${query}`, { headers: { Authorization: `Bearer ${token}` } }),
    reset() {
      signon.reset();
      application.told.length = 0;
      application.answers.status = 200;
    },
    async close() {
      await Promise.all([listening.close(), application.close()]);
    },
  };
}

/** A Signon that was started. */
export type Started = Awaited<ReturnType<typeof startSignon>>;

/** A browser that keeps cookies, and does not follow redirects by itself. */
export function createBrowser(origin: string) {
  const jar = new Map<string, string>();
  let referer = `${origin}/`;

  async function send(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set("Referer", referer);
    headers.set("Cookie", [...jar].map(([name, value]) => `${name}=${value}`).join("; "));
    const response = await fetch(new URL(path, origin), { ...init, headers, redirect: "manual" });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      jar.set(name, value);
    }
    if (response.status === 200) referer = new URL(path, origin).href;
    return response;
  }

  return {
    jar,
    send,
    get: (path: string) => send(path),
    text: async (path: string) => (await send(path)).text(),
    /** Sends a form; `_method` is among the fields when the page has it. */
    post: (path: string, fields: Record<string, string> | [string, string][] = {}) =>
      send(path, { method: "POST", body: new URLSearchParams(fields) }),
    /** Goes where an answer leads. */
    follow: async (response: Response) => (await send(response.headers.get("Location") ?? "/")).text(),
  };
}

/** A browser of somebody. */
export type Browser = ReturnType<typeof createBrowser>;

/** A browser in which somebody is signed in. */
export async function signInAs(started: Started, who: keyof typeof people): Promise<Browser> {
  const browser = createBrowser(started.url);
  const fields = { "user[email]": people[who], "user[password]": PASSWORD };
  const response = await browser.post("/users/sign_in", fields);
  if (response.status !== 302) throw new Error(`${who} could not sign in: ${response.status}`);
  if (who === "normal") {
    const code = await codeAt(NIA_SECRET, started.clock.now());
    await browser.post("/users/two_step_verification_session", { code });
  }
  return browser;
}

/** The path of a page of a user, found by the address. */
export async function userId(
  browser: Browser,
  list: "/users" | "/api_users",
  email: string,
): Promise<string> {
  const text = await browser.text(list);
  const rows = text.split("govuk-summary-card__title-wrapper").filter((row) => row.includes(email));
  const [, id] = new RegExp(`${list}/(\\d+)/edit`).exec(rows.join("")) ?? [];
  if (id === undefined) throw new Error(`${email} is not in ${list}`);
  return id;
}

/** A verifier and its challenge (RFC 7636). */
export function pkce(): { verifier: string; challenge: string } {
  const verifier = crypto.randomUUID() + crypto.randomUUID();
  return { verifier, challenge: createHash("sha256").update(verifier).digest("base64url") };
}

/** A JSON object, or an error. */
export function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error(`not an object: ${JSON.stringify(value)}`);
  return Object.fromEntries(Object.entries(value));
}
