/**
 * The TypeScript twin of the govuk_personalisation gem: the GOV.UK account in an app that stands behind
 * the CDN. It runs wherever `Request` and `Headers` do.
 *
 * @module
 */
export { type Account, type AccountOptions, createAccount } from "./account.ts";
export { type AccountEnvironment, personalisation } from "./middleware.ts";
export { buildUrl, pickAnalytics, urlWithAnalytics } from "./redirects.ts";
export { type DecodedSession, decodeSession, encodeSession, isValidMessage } from "./session-value.ts";
export { type AccountUrls, type Environment, type UrlOptions, urls } from "./urls.ts";

/** The release of the gem whose behaviour this is. */
export const gemVersion = "1.2.0";
