/**
 * The account in an Express app, or in any server whose handlers are given Node's request and response.
 *
 * @module
 */
import { type Account, type AccountOptions, createAccount } from "./account.ts";
import {
  beforeHead,
  type NodeRequest,
  type NodeResponse,
  requestHeaders,
  responseHeaders,
} from "./node-messages.ts";
import { redirectLocation } from "./redirect-location.ts";
import { type RedirectOptions, urlWithAnalytics } from "./redirects.ts";

const accounts = new WeakMap<NodeRequest, Account>();

/** Middleware as Express and Connect call it. */
export type NodeMiddleware = (
  request: NodeRequest,
  response: NodeResponse,
  next: (error?: unknown) => void,
) => void;

/**
 * Middleware that gives handlers `accountOf(req)`, and writes what became of it to their response when that
 * begins: also over their own Cache-Control, as a response that changes the session must not be stored. Put
 * it before whatever else sets headers. Used again on the way of the same request it only replaces, if
 * told, what the response varies on.
 *
 * @example
 * app.use(expressPersonalisation());
 * app.get("/", (req, res) => res.send(accountOf(req).loggedIn ? "Hello again" : "Hello"));
 */
export function expressPersonalisation(options: AccountOptions = {}): NodeMiddleware {
  return (request, response, next) => {
    const outer = accounts.get(request);
    if (outer) {
      if (options.vary) outer.varyOn(options.vary);
    } else {
      const account = createAccount(requestHeaders(request), options);
      accounts.set(request, account);
      beforeHead(response, () => account.apply(responseHeaders(response)));
    }
    next();
  };
}

/**
 * The account of a request.
 *
 * @throws when {@link expressPersonalisation} has not seen the request
 */
export function accountOf(request: NodeRequest): Account {
  const account = accounts.get(request);
  if (!account) throw new Error("No account on this request: expressPersonalisation() must come first");
  return account;
}

/**
 * Answers with a redirect that has the analytics parameters of the request; as `redirectWithAnalytics` does
 * where there is a `Request`.
 *
 * @param options `form` is what a body parser has made, such as `req.body`
 * @throws {UnsafeRedirectError} when it may not leave this host, and would
 * @example
 * app.get("/account/home", (req, res) => sendRedirectWithAnalytics(req, res, urls(process.env).yourAccount));
 */
export function sendRedirectWithAnalytics(
  request: NodeRequest,
  response: NodeResponse,
  url: string,
  { allowOtherHost = true, form }: RedirectOptions = {},
): void {
  const target = urlWithAnalytics(url, queryOf(request), form);
  response.writeHead(302, {
    Location: redirectLocation(target, allowOtherHost ? undefined : hostOf(request)),
  });
  response.end();
}

/** Not as a framework has parsed it: two of them would not agree about `_ga=1&_ga=2`. */
function queryOf({ url = "" }: NodeRequest): URLSearchParams {
  const start = url.indexOf("?");
  return new URLSearchParams(start < 0 ? "" : url.slice(start));
}

/** The empty string, which no URL leads to, when the request does not say whom it asks. */
function hostOf(request: NodeRequest): string {
  const headers = requestHeaders(request);
  const host = headers.get(":authority") ?? headers.get("Host");
  return URL.parse(`http://${host ?? ""}`)?.hostname ?? "";
}
