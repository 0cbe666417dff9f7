/**
 * Signing in to manage emails: by a link that comes by email, or by the account.
 *
 * @module
 */
import { isStatus } from "../common/api-client.ts";
import type { RateLimit } from "./rate-limit.ts";
import { isPresent, paths, type Route } from "./routes.ts";
import * as views from "./views/sign-in.ts";
import { Refusal, type Visit } from "./visit.ts";

async function form(visit: Visit): Promise<Response> {
  const error = visit.browser.flash.badToken ? "That link has expired" : undefined;
  return visit.page(
    views.signIn({ address: visit.get("address"), formToken: visit.browser.formToken(), error }),
  );
}

/** Whoever has an account is sent there; an address that is another account's signs out of this one. */
async function verify(visit: Visit, limit: RateLimit, outboxUrl: string | undefined): Promise<Response> {
  const address = visit.get("address");
  const formToken = visit.browser.formToken();
  const again = (error: string) => visit.page(views.signIn({ address, formToken, error }));
  if (!isPresent(address)) return again("Enter your email address");
  if (limit.isExceeded(address)) throw new Refusal(429);
  const isOwn = await visit.upstream.match(address, visit.account.session);
  if (isOwn === true) return visit.redirectWithAnalytics(paths.signInByAccount);
  if (isOwn === false) {
    visit.account.logout();
    return visit.page(views.useAccount(paths.signInByAccount, {}, formToken));
  }
  try {
    await visit.upstream.sendManageLink(address, paths.signInByLink);
    return visit.page(views.checkInbox(address, outboxUrl));
  } catch (error) {
    if (isStatus(error, 404)) return visit.page(views.notSubscribed(address));
    if (isStatus(error, 422)) return again("Enter an email address in the correct format");
    throw error;
  }
}

/** The token can be used again, until it expires. */
async function byLink(visit: Visit): Promise<Response> {
  const data = await visit.tokens.read(visit.required("token"));
  const id = data?.subscriber_id;
  if (typeof id !== "number" && typeof id !== "string") {
    visit.browser.subscriberId = null;
    visit.browser.tell({ badToken: true });
    return visit.redirect(paths.signIn);
  }
  visit.browser.subscriberId = String(id);
  return visit.redirect(paths.manage);
}

async function byAccount(visit: Visit): Promise<Response> {
  if (await visit.isSignedInByAccount()) return visit.redirectWithAnalytics(paths.manage);
  return visit.redirectToSignIn(paths.signInByAccount);
}

/** @param outboxUrl where the emails can be read that were not sent */
export function signInRoutes(limit: RateLimit, outboxUrl: string | undefined): readonly Route[] {
  return [
    { method: "GET", path: paths.signIn, handler: form },
    { method: "POST", path: paths.signIn, handler: (visit) => verify(visit, limit, outboxUrl) },
    { method: "GET", path: paths.signInByLink, handler: byLink },
    { method: "GET", path: paths.signInByAccount, handler: byAccount },
    { method: "POST", path: paths.signInByAccount, handler: byAccount },
  ];
}
