import { type ServerType, serve } from "@hono/node-server";
import type { Hono } from "hono";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import {
  createEmailAlertApi,
  type EmailAlertApiOptions,
} from "../../../src/origin-mocks/email-alert-api/index.ts";
import { createSignon } from "../../../src/origin-mocks/signon/index.ts";

export const TOKEN = "token-with-internal-app";
export const PLAIN_TOKEN = "token-without-permission";
export const PUSH_TOKEN = "token-of-the-one-who-pushes";
export const DELIVERY_TOKEN = "token-of-the-one-who-delivers";
export const SECRET = "a secret of two applications";

const application = "email-alert-api";
const apiUser = (number: number, token: string, permissions: string[]) => ({
  uid: `0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d0${number}`,
  name: `API user ${number}`,
  email: `api${number}@example.com`,
  suspended: false,
  tokens: [{ application, token, permissions }],
});
const world = {
  applications: [{ name: application, uid: "email-alert-api-uid" }],
  apiUsers: [
    apiUser(1, TOKEN, ["signin", "internal_app"]),
    apiUser(2, PLAIN_TOKEN, ["signin"]),
    apiUser(3, PUSH_TOKEN, ["signin", "user_update_permission"]),
    apiUser(4, DELIVERY_TOKEN, ["signin", "status_updates"]),
  ],
};

/** Something that listens on a loopback socket. */
export async function listen(app: Pick<Hono, "fetch">) {
  const { promise, resolve } = Promise.withResolvers<number>();
  const options = { fetch: app.fetch, port: 0, hostname: "127.0.0.1" };
  const server: ServerType = serve(options, ({ port }) => resolve(port));
  return {
    url: `http://127.0.0.1:${await promise}`,
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        if ("closeAllConnections" in server) server.closeAllConnections();
      }),
  };
}

/** What a scripted account-api was asked. */
export interface Asked {
  readonly call: string;
  readonly headers: Headers;
  readonly body: string;
}

/** An account-api that knows the sessions it is told of; it deletes nobody. */
async function startAccountApi() {
  const asked: Asked[] = [];
  const users = new Map<string, unknown>();
  let status: number | undefined;
  const listening = await listen({
    async fetch(request: Request) {
      const { pathname } = new URL(request.url);
      const { method, headers } = request;
      asked.push({ call: `${method} ${pathname}`, headers, body: await request.text() });
      if (status !== undefined) return new Response(null, { status });
      if (pathname !== "/api/user") return new Response(null, { status: 404 });
      const user = users.get(headers.get("GOVUK-Account-Session") ?? "");
      return user === undefined ? new Response(null, { status: 401 }) : Response.json(user);
    },
  });
  return {
    url: listening.url,
    close: listening.close,
    asked,
    /** Makes a session good. */
    know(session: string, user: Record<string, unknown>) {
      users.set(session, {
        id: "42",
        email_verified: true,
        govuk_account_session: `new ${session}`,
        ...user,
      });
    },
    fail(next: number) {
      status = next;
    },
    reset() {
      asked.length = 0;
      users.clear();
      status = undefined;
    },
  };
}

/** email-alert-api on a socket, with a real Signon and a scripted account-api, all under one clock. */
export async function startEmailAlertApi(options: Partial<EmailAlertApiOptions> = {}) {
  const clock = movableClock();
  const signon = createSignon({ world, clock });
  const signonListening = await listen(signon.app);
  const accountApi = await startAccountApi();
  const emailAlertApi = createEmailAlertApi({
    websiteRoot: "https://www.gov.uk",
    signon: { url: signonListening.url, clientId: "email-alert-api-uid" },
    accountApi: { url: accountApi.url, bearerToken: "token-for-account-api" },
    authTokenSecret: SECRET,
    clock,
    ...options,
  });
  const listening = await listen(emailAlertApi.app);

  /** A request as the real client makes it: every method but GET has a JSON body. */
  function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
    const json = method === "GET" ? {} : { "Content-Type": "application/json" };
    return fetch(listening.url + path, {
      method,
      headers: { Accept: "application/json", Authorization: `Bearer ${TOKEN}`, ...json, ...headers },
      ...(method !== "GET" && { body: JSON.stringify(body ?? {}) }),
    });
  }

  return {
    ...{ clock, signon, accountApi, send, url: listening.url, signonUrl: signonListening.url },
    /** The JSON of an answer, which must be a success. */
    async json(method: string, path: string, body?: unknown) {
      const response = await send(method, path, body);
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
      return JSON.parse(await response.text());
    },
    async emails() {
      const response = await fetch(`${listening.url}/__mock/outbox.json`);
      return JSON.parse(await response.text()).emails;
    },
    reset() {
      emailAlertApi.reset();
      signon.reset();
      accountApi.reset();
    },
    async close() {
      await Promise.all([listening.close(), signonListening.close(), accountApi.close()]);
    },
  };
}

/** What was started. */
export type Started = Awaited<ReturnType<typeof startEmailAlertApi>>;

/** One email-alert-api for all tests of a file, reset before each. */
export function useEmailAlertApi(options: Partial<EmailAlertApiOptions> = {}): () => Started {
  let started: Started | undefined;
  beforeAll(async () => {
    started = await startEmailAlertApi(options);
  });
  afterAll(() => started?.close());
  const now = () => {
    if (!started) throw new Error("email-alert-api runs while tests run.");
    return started;
  };
  beforeEach(() => now().reset());
  return now;
}

/** Makes a list and gives its id. */
export async function addList({ json }: Started, title: string, more: Record<string, unknown> = {}) {
  const { subscriber_list } = await json("POST", "/subscriber-lists", {
    title,
    tags: { topics: [title] },
    ...more,
  });
  return subscriber_list;
}

/** Subscribes and gives the subscription. */
export async function subscribe(
  { json }: Started,
  address: string,
  subscriber_list_id: number,
  frequency = "daily",
) {
  const body = { subscriber_list_id, address, frequency, skip_confirmation_email: true };
  return (await json("POST", "/subscriptions", body)).subscription;
}
