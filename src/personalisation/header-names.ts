/**
 * The two headers between an app and the CDN.
 *
 * @module
 */

/** In a request the session that the cookie holds; in a response the session that it shall hold. */
export const sessionHeader = "GOVUK-Account-Session";

/** In a response: the cookie shall go. What counts is that it is there, whatever its value. */
export const endSessionHeader = "GOVUK-Account-End-Session";
