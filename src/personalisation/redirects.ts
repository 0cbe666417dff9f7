/**
 * Redirects that carry the two analytics parameters on, so that consent and measurement survive the
 * way between www.gov.uk and One Login.
 *
 * @module
 */

const analyticsNames = ["_ga", "cookie_consent"] as const;

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
 */
export function pickAnalytics(query: URLSearchParams): Record<string, string> {
  const found = analyticsNames.flatMap((name) => {
    const value = query.getAll(name).at(-1);
    return value === undefined ? [] : [[name, headerSafe(value)] as const];
  });
  return Object.fromEntries(found);
}

/**
 * A URL with the analytics parameters of the request it answers.
 *
 * @example
 * c.redirect(urlWithAnalytics(urls(env).yourAccount, new URL(c.req.url).searchParams));
 */
export function urlWithAnalytics(url: string, query: URLSearchParams): string {
  return buildUrl(url, pickAnalytics(query));
}

function headerSafe(value: string): string {
  return value.replace(/\p{Cc}/gu, "").replace(/[^\x20-\x7e]/gu, encodeURIComponent);
}
