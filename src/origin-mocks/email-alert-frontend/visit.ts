/**
 * One request to email-alert-frontend: what it brought, who it is from, and what its answer will say of it.
 *
 * @module
 */
import type { Account } from "../../personalisation/index.ts";
import { urlWithAnalytics } from "../../personalisation/index.ts";
import { isStatus } from "../common/api-client.ts";
import type { AuthTokens } from "../common/auth-token.ts";
import type { Html } from "../common/page.ts";
import type { BrowserSession } from "./browser-session.ts";
import type { Upstream } from "./upstream.ts";

/** Something asked for cannot be answered otherwise: the status, and no body. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly status: 400 | 404 | 422 | 429;

  constructor(status: 400 | 404 | 422 | 429) {
    super(`refused with ${status}`);
    this.status = status;
  }
}

/** What a visit is made of. */
export interface VisitParts {
  readonly headers: Headers;
  readonly account: Account;
  readonly browser: BrowserSession;
  readonly upstream: Upstream;
  readonly tokens: AuthTokens;
  /** Those of the query, the form and the path. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly websiteRoot: string;
}

/** One request. */
export interface Visit extends VisitParts {
  /** A parameter; undefined when it is not there. */
  get(name: string): string | undefined;
  /** A parameter that must be there and not blank. @throws {Refusal} 400 */
  required(name: string): string;
  /**
   * Whether the account's session is good. Asking makes the subscriber the account's, as a side effect; a
   * session that is refused ends.
   */
  isSignedInByAccount(): Promise<boolean>;
  /** The same, or whether somebody came by a link from an email. */
  isSignedIn(): Promise<boolean>;
  /** Who is signed in, once that is known. */
  subscriberId(): string | null;
  page(html: Html): Promise<Response>;
  /** A path of the website, as an absolute Location: browsers read some relative ones as another host. */
  redirect(path: string): Response;
  redirectWithAnalytics(path: string): Response;
  /** To One Login, and back to a path. */
  redirectToSignIn(path: string): Promise<Response>;
}

/** Puts a visit together. */
export function createVisit(parts: VisitParts): Visit {
  const { account, browser, upstream, parameters, websiteRoot } = parts;
  const query = new URLSearchParams([...parameters]);
  let byAccount: string | false | undefined;

  async function linkOnce(): Promise<string | false> {
    const { session } = account;
    if (!account.loggedIn || session === null) return false;
    try {
      const { govuk_account_session, subscriber } = await upstream.link(session);
      browser.subscriberId = null;
      account.setSession(govuk_account_session);
      return subscriber.id;
    } catch (error) {
      if (!isStatus(error, 401, 403)) throw error;
      account.logout();
      return false;
    }
  }

  const visit: Visit = {
    ...parts,
    get: (name) => parameters.get(name),
    required(name) {
      const value = parameters.get(name);
      if (value === undefined || value.trim() === "") throw new Refusal(400);
      return value;
    },
    async isSignedInByAccount() {
      byAccount ??= await linkOnce();
      return byAccount !== false;
    },
    isSignedIn: async () => (await visit.isSignedInByAccount()) || browser.subscriberId !== null,
    subscriberId: () => byAccount || browser.subscriberId,
    async page(html) {
      const headers = { "Content-Type": "text/html; charset=utf-8" };
      return new Response(String(await html), { headers });
    },
    redirect: (path) => redirectTo(locationOf(websiteRoot, path)),
    redirectWithAnalytics: (path) => redirectTo(urlWithAnalytics(locationOf(websiteRoot, path), query)),
    async redirectToSignIn(path) {
      return redirectTo(urlWithAnalytics(await upstream.signInUrl(path), query));
    },
  };
  return visit;
}

/** A path with parameters, sorted by name as Rails does; those that are undefined are left out. */
export function pathWith(path: string, parameters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  query.sort();
  return `${path}?${query}`;
}

/** Empty answers have no type. */
function redirectTo(location: string): Response {
  return new Response(null, { status: 302, headers: { Location: location } });
}

function locationOf(websiteRoot: string, path: string): string {
  const visible = path
    .toWellFormed()
    .replace(/\p{Cc}/gu, "")
    .replace(/[^\x21-\x7e]/gu, encodeURIComponent);
  return `${websiteRoot}/${visible.replace(/^\//, "")}`;
}
