/**
 * The TypeScript twin of the govuk_personalisation gem: the GOV.UK account in an app that stands behind
 * the CDN. It runs wherever `Request` and `Headers` do, and in Node's servers.
 *
 * @module
 */
export { type Account, type AccountOptions, createAccount, type RequestHeaders } from "./account.ts";
export {
  accountOf,
  expressPersonalisation,
  type NodeMiddleware,
  sendRedirectWithAnalytics,
} from "./express.ts";
export { type AccountEnvironment, personalisation } from "./middleware.ts";
export type { NodeRequest, NodeResponse } from "./node-messages.ts";
export type { ResponseHeaders } from "./outcome.ts";
export { UnsafeRedirectError } from "./redirect-location.ts";
export {
  buildUrl,
  pickAnalytics,
  type RedirectOptions,
  type RequestParameters,
  redirectWithAnalytics,
  urlWithAnalytics,
} from "./redirects.ts";
export { type DecodedSession, decodeSession, encodeSession, isValidMessage } from "./session-value.ts";
export { type AccountUrls, type Environment, type UrlOptions, urls } from "./urls.ts";

/** The release of the gem whose behaviour this is. */
export const gemVersion = "1.2.0";
