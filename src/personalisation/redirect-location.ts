/**
 * Where a redirect leads, in a form that a header can carry and no browser misreads.
 *
 * @module
 */

/** A redirect was asked for that may not leave this host, and does. The URL is not in its message. */
export class UnsafeRedirectError extends Error {
  override readonly name = "UnsafeRedirectError";
  readonly code = "ERR_UNSAFE_REDIRECT";

  constructor() {
    super("The redirect would lead to another host, which allowOtherHost: false forbids");
  }
}

/**
 * The Location for a URL. One that names no host stays on this one, also in browsers that read `/\` as the
 * beginning of a host. What this adds nothing to is its encoding: spaces stay.
 *
 * @param ownHost the host that was asked, without its port, if the redirect must not leave it
 * @throws {UnsafeRedirectError}
 */
export function redirectLocation(url: string, ownHost?: string): string {
  const location = headerSafe(url)
    .trimStart()
    .replace(/^\/?\\+/, (start) => start.replaceAll("\\", "%5C"));
  if (ownHost !== undefined && !staysOn(ownHost, location)) throw new UnsafeRedirectError();
  return location;
}

/** Without control characters; what is not ASCII percent-encoded, since a header cannot carry it. */
export function headerSafe(text: string): string {
  return text
    .toWellFormed()
    .replace(/\p{Cc}/gu, "")
    .replace(/[^\x20-\x7e]/gu, encodeURIComponent);
}

/** By either scheme: `http:other.example` is a path for a page that came by http, and a host by https. */
function staysOn(host: string, location: string): boolean {
  return ["http", "https"].every((scheme) => URL.parse(location, `${scheme}://${host}/`)?.hostname === host);
}
