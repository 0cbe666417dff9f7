import { exportSPKI, generateKeyPair } from "jose";
import { createApp } from "../../../src/origin-mocks/account-api/app.ts";
import { createService } from "../../../src/origin-mocks/account-api/service.ts";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { applicationId, tokenOf } from "../../../src/origin-mocks/credentials.ts";
import { createEmailAlertApi } from "../../../src/origin-mocks/email-alert-api/index.ts";
import { createEmailAlertFrontend } from "../../../src/origin-mocks/email-alert-frontend/index.ts";
import { type ClientRegistration, createOneLogin } from "../../../src/origin-mocks/one-login/index.ts";
import { createSignon } from "../../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";
import { listen } from "../email-alert-api/support.ts";
import { Browser, pendingId } from "../one-login/support.ts";

const world = loadWorld();
const key = await generateKeyPair("RS512");
const websiteRoot = "https://www.gov.uk";
const oneLoginClient = {
  ClientID: "govuk",
  ClientName: "GOV.UK",
  RedirectUrls: [`${websiteRoot}/sign-in/callback`],
  Scopes: ["openid", "email", "govuk-account"],
  PublicKey: await exportSPKI(key.publicKey),
} satisfies ClientRegistration;

/**
 * email-alert-frontend, email-alert-api, account-api, Signon and One Login, over sockets and in one time. Who
 * calls whom is noted: F is email-alert-frontend, M email-alert-api, A account-api, S Signon, O One Login.
 */
export async function startEmails() {
  const clock = movableClock();
  const calls: string[] = [];
  const names = new Map<string, string>();
  const apps: { fetch(request: Request): Response | Promise<Response> }[] = [];
  const slots = await Promise.all(
    ["S", "A", "M", "F", "O"].map(async (name, index) => {
      const slot = await listen({
        fetch: async (request: Request) =>
          (await apps[index]?.fetch(request)) ?? new Response(null, { status: 503 }),
      });
      names.set(slot.url, name);
      return slot;
    }),
  );
  const [signonUrl = "", accountApiUrl = "", emailAlertApiUrl = "", url = "", oneLoginUrl = ""] = slots.map(
    (slot) => slot.url,
  );
  const noting =
    (caller: string): typeof fetch =>
    (input, init) => {
      const { origin, pathname } = new URL(String(input));
      calls.push(`${caller} to ${names.get(origin)}: ${init?.method ?? "GET"} ${pathname}`);
      return fetch(input, init);
    };
  const clientId = (name: string) => applicationId(world, name);
  const token = (user: string, name: string) => tokenOf(world, user, name);
  const signon = createSignon({ world, clock });
  const accounts = createService({
    websiteRoot,
    signon: { url: signonUrl, clientId: clientId("account-api") },
    provider: { issuer: `${oneLoginUrl}/`, clientId: "govuk", privateKey: key.privateKey },
    emailAlertApi: { url: emailAlertApiUrl, bearerToken: token("Account API", "email-alert-api") },
    sessionSecret: "secret",
    clock,
    fetch: noting("A"),
  });
  const oneLogin = await createOneLogin({
    ...{ baseUrl: oneLoginUrl, people: world.people, clock, fetch: noting("O") },
    clients: [
      {
        ...oneLoginClient,
        BackChannelLogoutUri: `${accountApiUrl}/api/oidc_events/backchannel_logout`,
      },
    ],
    accountApi: {
      ...{ url: accountApiUrl, clientId: "govuk" },
      bearerToken: token("One Login", "account-api"),
    },
    readAsset: async () => undefined,
  });
  const common = { websiteRoot, authTokenSecret: "secret", world, clock };
  const emailAlertApi = createEmailAlertApi({
    ...common,
    signon: { url: signonUrl, clientId: clientId("email-alert-api") },
    accountApi: { url: accountApiUrl, bearerToken: token("Email Alert API", "account-api") },
    fetch: noting("M"),
  });
  const frontend = createEmailAlertFrontend({
    ...common,
    emailAlertApi: { url: emailAlertApiUrl, bearerToken: token("Email Alert Frontend", "email-alert-api") },
    accountApi: { url: accountApiUrl, bearerToken: token("Email Alert Frontend", "account-api") },
    fetch: noting("F"),
  });
  const accountApi = createApp(accounts);
  apps.push(signon.app, accountApi.app, emailAlertApi.app, frontend.app, oneLogin.app);
  /** A request of frontend to account-api. */
  const asFrontend = async (path: string, init: RequestInit = {}) => {
    const headers = { Authorization: `Bearer ${token("Frontend", "account-api")}`, ...init.headers };
    return JSON.parse(await (await fetch(accountApiUrl + path, { ...init, headers })).text());
  };

  return {
    ...{ clock, url, signonUrl, emailAlertApiUrl, oneLoginUrl, accounts },
    /** The calls since last asked. */
    called: () => calls.splice(0),
    /** Somebody with an account, as if signed in. @returns the session and account-api's id */
    async signIn(email: string, emailVerified = true) {
      const { users } = accounts.stores;
      const user = users.update(users.create(`sub of ${email}`), { email, emailVerified });
      const session = { userId: user.sub, mfa: false, idToken: null };
      return { session: await accounts.sessions.encode(session), accountId: String(user.id) };
    },
    /** Signs in at One Login, in a browser of one's own. @returns the session and the browser */
    async signInAtOneLogin(person: string) {
      const overSocket = {
        request: (path: string, init?: RequestInit) => fetch(path, { ...init, redirect: "manual" }),
      };
      const browser = new Browser(overSocket);
      const { auth_uri, state } = await asFrontend("/api/oauth2/sign-in?mfa=false");
      const html = await (await browser.send(auth_uri)).text();
      const back = await browser.post(`${oneLoginUrl}/sign-in`, { request: pendingId(html), person });
      const code = new URL(back.headers.get("Location") ?? "").searchParams.get("code");
      const { govuk_account_session: session } = await asFrontend("/api/oauth2/callback", {
        method: "POST",
        body: JSON.stringify({ code, state }),
        headers: { "Content-Type": "application/json" },
      });
      return { session: String(session), browser };
    },
    /** The status of `GET /api/user`. */
    async userStatus(session: string): Promise<number> {
      const headers = {
        Authorization: `Bearer ${token("Frontend", "account-api")}`,
        "GOVUK-Account-Session": session,
      };
      return (await fetch(`${accountApiUrl}/api/user`, { headers })).status;
    },
    /** What account-api asks of email-alert-api, with its own token. */
    async asAccountApi(method: string, path: string, body: unknown = {}) {
      const response = await fetch(emailAlertApiUrl + path, {
        method,
        headers: {
          Authorization: `Bearer ${token("Account API", "email-alert-api")}`,
          "Content-Type": "application/json",
        },
        ...(method !== "GET" && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, body: text === "" ? null : JSON.parse(text) };
    },
    revoke: (user: string, application: string) =>
      fetch(`${signonUrl}/__mock/revoke`, {
        method: "POST",
        body: JSON.stringify({ token: token(user, application) }),
      }),
    async links(): Promise<string[]> {
      const response = await fetch(`${emailAlertApiUrl}/__mock/outbox.json`);
      const { emails } = JSON.parse(await response.text());
      return emails.flatMap(({ links }: { links: { href: string }[] }) => links.map(({ href }) => href));
    },
    reset() {
      for (const service of [signon, accountApi, emailAlertApi, frontend, oneLogin]) service.reset();
      calls.length = 0;
    },
    close: () => Promise.all(slots.map((slot) => slot.close())),
  };
}
