/**
 * The kinds of route, and the paths that several of them lead to.
 *
 * @module
 */
import { type Frequency, isFrequency } from "./frequencies.ts";
import { Refusal, type Visit } from "./visit.ts";

/** Answers a visit. */
export type Handler = (visit: Visit) => Promise<Response>;

/** A method, a path and what answers; `open` ones take forms of other sites. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly handler: Handler;
  readonly open?: true;
}

/** Where people are led. */
export const paths = {
  manage: "/email/manage",
  signIn: "/email/manage/authenticate",
  signInByLink: "/email/manage/authenticate/process",
  signInByAccount: "/email/manage/authenticate/account",
  newSubscription: "/email/subscriptions/new",
  confirm: "/email/subscriptions/account/confirm",
  newForPage: "/email/subscriptions/single-page/new",
} as const;

/** Messages that the account's session carries to the next page. */
export const flashes = {
  subscribed: "email-subscription-success",
  unsubscribed: "email-unsubscribe-success",
  already: "email-subscription-already-subscribed",
} as const;

/** An answer without a body. */
export function head(status: 200 | 404): Response {
  return new Response(null, { status });
}

/** An answer in a few plain words, as an API's refusal is passed on. */
export function plain(status: number, words: string): Response {
  return new Response(`${status} ${words}`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
}

/** Whether a parameter is there and not blank. */
export function isPresent(value: string | undefined): value is string {
  return value !== undefined && value.trim() !== "";
}

/** The frequency asked for, if there is such a one. */
export function frequencyIn(visit: Visit): Frequency | undefined {
  const frequency = visit.get("frequency");
  return isFrequency(frequency) ? frequency : undefined;
}

/** A part of the path. @throws {Refusal} 400 */
export function idIn(visit: Visit): string {
  const id = visit.get("id");
  if (id === undefined) throw new Refusal(400);
  return id;
}
