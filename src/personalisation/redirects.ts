/**
 * Redirects that carry the two analytics parameters on, so that consent and measurement survive the way
 * between www.gov.uk and One Login.
 *
 * @module
 */
import { headerSafe, redirectLocation } from "./redirect-location.ts";

const analyticsNames = ["_ga", "cookie_consent"] as const;

/**
 * The parameters of a request: of its query or form as the web has them, or as a framework has parsed them
 * (`req.query`, `req.body`, Hono's `parseBody`).
 */
export type RequestParameters =
  | { getAll(name: string): readonly unknown[] }
  | Readonly<Record<string, unknown>>
  | undefined;

/** How a redirect is made. */
export interface RedirectOptions {
  /** False to throw when the URL would lead to another host than the one that was asked. True by default. */
  readonly allowOtherHost?: boolean;
  /** What the request's form said, if there was one; the query goes before it. */
  readonly form?: RequestParameters;
}

/**
 * Appends parameters to a URL exactly as the gem does: no encoding, nothing removed, and no care for a
 * fragment. Give it only values that are safe in a header; {@link pickAnalytics} gives such.
 *
 * @example
 * buildUrl("https://example.com/p?keep=1", { _ga: "1.2" }); // "https://example.com/p?keep=1&_ga=1.2"
 */
export function buildUrl(base: string, params: Readonly<Record<string, string>> = {}): string {
  const pairs = Object.entries(params).map(([name, value]) => `${name}=${value}`);
  if (pairs.length === 0) return base;
  return `${base}${base.includes("?") ? "&" : "?"}${pairs.join("&")}`;
}

/**
 * The analytics parameters of a request, `_ga` before `cookie_consent`. Empty ones are kept, arrays
 * (`_ga[]=1`) are not, and of several the last counts. Control characters are removed, so that no value
 * can end a header line; what is not ASCII is percent-encoded, since a header cannot carry it.
 *
 * @param sources as many as there are; what the first one has is not looked for in the others. Rails
 *   looks in the query before the form
 */
export function pickAnalytics(...sources: readonly RequestParameters[]): Record<string, string> {
  const found = analyticsNames.flatMap((name) => {
    const value = sources.map((source) => lastText(source, name)).find((text) => text !== undefined);
    return value === undefined ? [] : [[name, headerSafe(value)] as const];
  });
  return Object.fromEntries(found);
}

/**
 * A URL with the analytics parameters of the request it answers.
 *
 * @param sources as for {@link pickAnalytics}
 * @example
 * c.redirect(urlWithAnalytics(urls(env).yourAccount, new URL(c.req.url).searchParams));
 */
export function urlWithAnalytics(url: string, ...sources: readonly RequestParameters[]): string {
  return buildUrl(url, pickAnalytics(...sources));
}

/**
 * A redirect with the analytics parameters of the request it answers. Control characters in the URL are
 * removed, and one that names no host stays on this one.
 *
 * @returns a 302, to which `account.apply` has still to be done, unless a middleware does that
 * @throws {UnsafeRedirectError} when it may not leave this host, and would
 * @example
 * app.get("/account/home", (c) => redirectWithAnalytics(c.req.raw, urls(env).yourAccount));
 */
export function redirectWithAnalytics(
  request: Request,
  url: string,
  { allowOtherHost = true, form }: RedirectOptions = {},
): Response {
  const { searchParams, hostname } = new URL(request.url);
  const target = urlWithAnalytics(url, searchParams, form);
  const location = redirectLocation(target, allowOtherHost ? undefined : hostname);
  return new Response(null, { status: 302, headers: { Location: location } });
}

/** Only a plain string counts: an array or an object is somebody's own idea. */
function lastText(source: RequestParameters, name: string): string | undefined {
  const value = hasGetAll(source) ? source.getAll(name).at(-1) : ownValue(source, name);
  return typeof value === "string" ? value : undefined;
}

/** A parsed query has no functions in it, so this tells the two kinds apart. */
function hasGetAll(source: RequestParameters): source is { getAll(name: string): readonly unknown[] } {
  return typeof source?.getAll === "function";
}

function ownValue(source: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  return source && Object.hasOwn(source, name) ? source[name] : undefined;
}
