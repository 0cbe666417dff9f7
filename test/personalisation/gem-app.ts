/**
 * The app the gem is tested with, and pages that do whatever they are told, in each way an app can use the
 * library on web standards alone.
 */
import { Hono } from "hono";
import {
  type Account,
  type AccountEnvironment,
  createAccount,
  personalisation,
  redirectWithAnalytics,
} from "../../src/personalisation/index.ts";

/** What a page answers, before anything is said of the account. */
export interface Page {
  readonly status: number;
  readonly body: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where `/redirect` leads, with analytics. */
export const redirectTarget = "https://example.com?keep=this";

/**
 * `/show` tells what it knows, `/update` and `/delete` change the session as the query says, and `/steps`
 * does several things in turn, such as `?do=set:xyz&do=keep`.
 */
export function pageFor(account: Account, { pathname, searchParams }: URL): Page {
  if (pathname === "/update") {
    account.setSession(searchParams.get("new_session_header"));
    if (searchParams.has("keep_flash")) account.flashKeep();
    account.flashAdd(searchParams.get("add_to_flash"));
    return { status: 204, body: null };
  }
  if (pathname === "/delete") {
    account.logout();
    return { status: 204, body: null };
  }
  for (const step of searchParams.getAll("do")) take(step, account);
  const { loggedIn, session, flash } = account;
  return {
    status: 200,
    body: JSON.stringify({ logged_in: loggedIn, account_session_header: session, flash: [...flash] }),
    headers: pathname === "/cacheable" ? { "Cache-Control": "max-age=300, public", Vary: "Accept" } : {},
  };
}

function take(step: string, account: Account): void {
  const [name, value = ""] = step.split(":");
  if (name === "set") account.setSession(value);
  else if (name === "send") account.setSession();
  else if (name === "keep") account.flashKeep();
  else if (name === "add") account.flashAdd(value);
  else if (name === "logout") account.logout();
  else throw new Error(`no such step: ${step}`);
}

/** An app that is asked. */
export type Ask = (request: Request) => Response | Promise<Response>;

/** The core by itself, as in a worker. */
export const core: Ask = (request) => {
  const account = createAccount(request.headers);
  const url = new URL(request.url);
  const response =
    url.pathname === "/redirect"
      ? redirectWithAnalytics(request, redirectTarget)
      : respond(pageFor(account, url));
  account.apply(response.headers);
  return response;
};

/** The middleware for Hono. */
export const hono: Ask = (request) => {
  const app = new Hono<AccountEnvironment>();
  app.use(personalisation());
  app.get("/redirect", (c) => redirectWithAnalytics(c.req.raw, redirectTarget));
  app.all("*", (c) => respond(pageFor(c.get("account"), new URL(c.req.url))));
  return app.fetch(request);
};

function respond({ status, body, headers = {} }: Page): Response {
  return new Response(body, { status, headers });
}
