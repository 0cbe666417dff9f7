/**
 * How frontend says no: with a status and no body, or with a page when it is a browser that asks.
 *
 * @module
 */
import type { Context } from "hono";
import { AccountApiError, AccountApiUnresolved } from "./account-api-errors.ts";
import { refused } from "./views/refused.ts";

/** The statuses of the account routes. */
export type Refused = 400 | 403 | 404 | 406 | 410 | 503;

/** What the visitor was about to do. */
export type Step = "starting" | "finishing" | "leaving";

/**
 * The real one answers every program and every person with nothing. A program must see just that; a person
 * gets a page, if the browser says that it would show one. A bare wildcard does not say so.
 */
export function refusal(c: Context, status: Refused, step: Step): Response | Promise<Response> {
  const wantsPage = /(?:^|,)\s*text\/html\s*(?:[;,]|$)/i.test(c.req.header("Accept") ?? "");
  return wantsPage ? c.html(refused(status, step), status) : c.body(null, status);
}

/**
 * What becomes of an answer of account-api: a refusal is passed on, and everything else is an outage.
 *
 * @throws the error itself when it is none of account-api's, or when its name does not even resolve
 */
export function refusalOf(error: unknown, c: Context, step: Step): Response | Promise<Response> {
  if (!(error instanceof AccountApiError) || error instanceof AccountApiUnresolved) throw error;
  const { status } = error;
  return refusal(c, status === 403 || status === 404 || status === 410 ? status : 503, step);
}
