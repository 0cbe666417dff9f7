import { afterAll, beforeAll, beforeEach } from "vitest";
import { createAuthTokens } from "../../../src/origin-mocks/common/auth-token.ts";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import {
  createEmailAlertFrontend,
  type EmailAlertFrontendOptions,
} from "../../../src/origin-mocks/email-alert-frontend/index.ts";
import { listen } from "../email-alert-api/support.ts";

const ROOT = "https://www.gov.uk";
export const AUTH_URI = "https://oidc.example/authorize?client_id=x";
const SECRET = "a secret of two applications";

/** What an API answers: a status, and JSON. */
type Answer = readonly [status: number, body?: unknown];

export const fish = { id: 3, slug: "fish", title: "Fish", url: "/fish", content_id: null };
export const noUrl = { ...fish, url: null };
export const unlinked = { id: 7, address: "amina@example.com", govuk_account_id: null };
export const linked = { ...unlinked, govuk_account_id: "42" };
export const subscription = {
  id: "719efe7b-00d0-4168-ac30-99fe6093e3fc",
  frequency: "daily",
  ended_at: null,
  subscriber_list: fish,
  subscriber: linked,
};
export const other = {
  ...subscription,
  id: "other",
  subscriber_list: { ...fish, id: 4, title: "Other <list>" },
};

/** The session s1 is good, and everything it may lead to. M is email-alert-api, A is account-api. */
const good: Readonly<Record<string, Answer>> = {
  "A GET /api/oauth2/sign-in": [200, { auth_uri: AUTH_URI, state: "state" }],
  "A GET /api/user/match-by-email": [404],
  "M GET /subscriber-lists/fish": [200, { subscriber_list: fish }],
  "M POST /subscriber-lists": [200, { subscriber_list: fish }],
  "M POST /subscribers/govuk-account": [200, { govuk_account_session: "s2", subscriber: linked }],
  "M POST /subscribers/govuk-account/link": [200, { govuk_account_session: "s3", subscriber: linked }],
  "M GET /subscribers/7/subscriptions": [200, { subscriber: linked, subscriptions: [other] }],
  "M POST /subscriptions": [200, { subscription }],
  [`M GET /subscriptions/${subscription.id}`]: [200, { subscription }],
  [`M GET /subscriptions/${subscription.id}/latest`]: [200, { subscription }],
  [`M POST /unsubscribe/${subscription.id}`]: [204],
  "M PATCH /subscriptions/other": [200, { subscription: other }],
  "M PATCH /subscribers/7": [200, { subscriber: linked }],
  "M DELETE /subscribers/7": [204],
  "M POST /subscribers/auth-token": [201, { subscriber: unlinked }],
  "M POST /subscriptions/auth-token": [200, {}],
};

/** What the session s1 is, if it is not good. */
export const refused = (status: number): Record<string, Answer> => ({
  "M POST /subscribers/govuk-account": [status, {}],
  "M POST /subscribers/govuk-account/link": [status, {}],
});

/** One call of an API, as a line: who, what, and the body if it says anything. */
interface Call {
  readonly line: string;
  readonly headers: Headers;
}

/** email-alert-frontend on a socket, in front of two scripted APIs, whose calls are noted in order. */
async function start(options: Partial<EmailAlertFrontendOptions>) {
  const calls: Call[] = [];
  let script = good;
  const api = (name: string) =>
    listen({
      async fetch(request: Request) {
        const { pathname, search } = new URL(request.url);
        const { method, headers } = request;
        const body = await request.text();
        const line = [name, method, decodeURIComponent(pathname + search), body === "{}" ? "" : body].join(
          " ",
        );
        calls.push({ line: line.trim(), headers });
        const [status, answer] = script[`${name} ${method} ${pathname}`] ?? [404];
        return status === 204 ? new Response(null, { status }) : Response.json(answer ?? {}, { status });
      },
    });
  const [accountApi, emailAlertApi] = await Promise.all([api("A"), api("M")]);
  const clock = movableClock();
  const page = {
    path: "/fish",
    title: "Fish",
    varies: "nothing" as const,
    maxAge: 0,
    summary: "All of them",
  };
  const frontend = createEmailAlertFrontend({
    websiteRoot: ROOT,
    emailAlertApi: { url: emailAlertApi.url, bearerToken: "token-m" },
    accountApi: { url: accountApi.url, bearerToken: "token-a" },
    authTokenSecret: SECRET,
    world: { pages: [page], subscriberLists: [] },
    outboxUrl: "http://127.0.0.1:9/outbox",
    clock,
    ...options,
  });
  const listening = await listen(frontend.app);
  return {
    ...{ clock, calls, url: listening.url },
    tokens: createAuthTokens(SECRET, clock, (length) => crypto.getRandomValues(new Uint8Array(length))),
    /** Changes what the APIs answer. */
    script(changes: Readonly<Record<string, Answer>>) {
      script = { ...script, ...changes };
    },
    /** The calls since last asked, as lines. */
    called() {
      return calls.splice(0).map(({ line }) => line);
    },
    reset() {
      frontend.reset();
      calls.length = 0;
      script = good;
    },
    async close() {
      await Promise.all([listening.close(), accountApi.close(), emailAlertApi.close()]);
    },
  };
}

/** What was started. */
export type Started = Awaited<ReturnType<typeof start>>;

/** One email-alert-frontend for all tests of a file, reset before each. */
export function useEmailAlertFrontend(options: Partial<EmailAlertFrontendOptions> = {}): () => Started {
  let started: Started | undefined;
  beforeAll(async () => {
    started = await start(options);
  });
  afterAll(() => started?.close());
  const now = () => {
    if (!started) throw new Error("email-alert-frontend runs while tests run.");
    return started;
  };
  beforeEach(() => now().reset());
  return now;
}

/** A browser: it keeps the application's cookie, and sends forms with their token. */
export function createBrowser(site: Started, session?: string) {
  let cookie = "";
  let formToken = "";
  async function send(path: string, init: RequestInit = {}) {
    const headers = new Headers(init.headers);
    if (cookie) headers.set("Cookie", cookie);
    if (session !== undefined) headers.set("GOVUK-Account-Session", session);
    const response = await fetch(site.url + path, { ...init, headers, redirect: "manual" });
    const [set] = response.headers.getSetCookie();
    if (set) cookie = set.split(";", 1)[0] ?? "";
    const text = await response.text();
    formToken = /name="authenticity_token" value="([^"]*)"/.exec(text)?.[1] ?? formToken;
    return { ...seen(response), text, setCookie: set ?? null };
  }
  return {
    get: (path: string) => send(path),
    post(path: string, fields: Record<string, string> = {}) {
      const body = new URLSearchParams({ authenticity_token: formToken, ...fields });
      return send(path, { method: "POST", body });
    },
    /** Fetches a page with a form, and forgets the calls that took. */
    async withForm() {
      const response = await fetch(`${site.url}/email/manage/authenticate`, { headers: { Cookie: cookie } });
      cookie = response.headers.getSetCookie()[0]?.split(";", 1)[0] ?? cookie;
      formToken = /name="authenticity_token" value="([^"]*)"/.exec(await response.text())?.[1] ?? formToken;
      site.called();
      return this;
    },
    /** Comes by the link of an email. */
    async signInByLink(subscriber_id: unknown = 7) {
      const token = await site.tokens.create({ subscriber_id });
      const answer = await send(`/email/manage/authenticate/process?token=${encodeURIComponent(token)}`);
      site.called();
      return answer;
    },
  };
}

/** What an answer says to caches and of the session; null for what it does not say. */
function seen({ status, headers }: Response) {
  const location = headers.get("Location");
  return {
    status,
    location: location?.startsWith(ROOT) ? location.slice(ROOT.length) : location,
    session: headers.get("GOVUK-Account-Session"),
    ended: headers.get("GOVUK-Account-End-Session"),
    cacheControl: headers.get("Cache-Control"),
    vary: headers.get("Vary"),
  };
}

/** Where One Login sends people back to is asked of account-api. */
export const signInCall = (path: string) => `A GET /api/oauth2/sign-in?redirect_path=${path}&mfa=false`;
