/**
 * Subscribing to a list: how often, to which address, and the link that confirms it.
 *
 * @module
 */
import { isStatus } from "../common/api-client.ts";
import type { RateLimit } from "./rate-limit.ts";
import { frequencyIn, isPresent, paths, type Route } from "./routes.ts";
import { subscribeByAccount } from "./subscribe-by-account.ts";
import type { List } from "./upstream.ts";
import * as signInViews from "./views/sign-in.ts";
import * as views from "./views/subscriptions.ts";
import { pathWith, Refusal, type Visit } from "./visit.ts";

/** Asked for each of these pages first: which list it is. */
function aboutList(answer: (visit: Visit, list: List, topicId: string) => Promise<Response>) {
  return async (visit: Visit): Promise<Response> => {
    const topicId = visit.required("topic_id");
    return answer(visit, await visit.upstream.list(topicId), topicId);
  };
}

const begin = aboutList(async (visit, list, topicId) => {
  const formToken = visit.browser.formToken();
  if (!isPresent(visit.get("frequency"))) return visit.page(views.newFrequency(list, { topicId, formToken }));
  const frequency = frequencyIn(visit);
  if (frequency === undefined) return toFrequencyForm(visit, topicId);
  return visit.page(views.newAddress(list, { topicId, formToken, frequency, address: visit.get("address") }));
});

/** With an account that is all: it subscribes. Else the address is asked for. */
const chooseFrequency = aboutList(async (visit, list, topicId) => {
  if (!isPresent(visit.get("frequency"))) {
    const error = "Select how often you want to get emails";
    return visit.page(views.newFrequency(list, { topicId, formToken: visit.browser.formToken(), error }));
  }
  const frequency = frequencyIn(visit);
  if (frequency === undefined) return toFrequencyForm(visit, topicId);
  const onward = pathWith(paths.newSubscription, { topic_id: topicId, frequency });
  try {
    const id = await subscribeByAccount(visit, list, frequency);
    if (id === null) return visit.redirect(onward);
    visit.browser.tell({ subscription: id });
    return visit.redirect(paths.manage);
  } catch (error) {
    // A 403, for an address that is not verified, is just passed on here.
    if (!isStatus(error, 401)) throw error;
    visit.account.logout();
    return visit.redirect(onward);
  }
});

/** Any account that has the address, even the one signed in, is signed out and told to sign in. */
const verify = (limit: RateLimit, outboxUrl: string | undefined) =>
  aboutList(async (visit, list, topicId) => {
    const frequency = frequencyIn(visit);
    if (frequency === undefined) return toFrequencyForm(visit, topicId);
    const formToken = visit.browser.formToken();
    const address = visit.get("address");
    const again = (error: string) =>
      visit.page(views.newAddress(list, { topicId, formToken, frequency, address, error }));
    if (!isPresent(address)) return again("Enter your email address");
    if (limit.isExceeded(address)) throw new Refusal(429);
    if ((await visit.upstream.match(address, visit.account.session)) !== null) {
      visit.account.logout();
      const fields = { topic_id: topicId, frequency };
      return visit.page(signInViews.useAccount("/email/subscriptions/verify/account", fields, formToken));
    }
    try {
      await visit.upstream.sendConfirmLink(address, topicId, frequency);
      return visit.page(views.checkEmail(address, outboxUrl));
    } catch (error) {
      if (isStatus(error, 422)) return again("Enter an email address in the correct format");
      throw error;
    }
  });

const verifyByAccount = aboutList(async (visit, _list, topicId) => {
  const frequency = frequencyIn(visit);
  if (frequency === undefined) return toFrequencyForm(visit, topicId);
  return visit.redirectToSignIn(pathWith(paths.confirm, { topic_id: topicId, frequency }));
});

/** Where the link in the email leads: it subscribes and signs in. */
async function confirmByLink(visit: Visit): Promise<Response> {
  const topicId = visit.required("topic_id");
  const frequency = visit.required("frequency");
  const data = await visit.tokens.read(visit.required("token"));
  if (data === null) return visit.page(views.expired(topicId, frequency));
  if (data.topic_id !== topicId || frequencyIn(visit) === undefined || typeof data.address !== "string") {
    throw new Refusal(422);
  }
  const list = await visit.upstream.list(topicId);
  const subscription = await visit.upstream.subscribe(list, data.address, frequency);
  visit.browser.tell({ subscription: subscription.id });
  visit.browser.subscriberId = subscription.subscriber?.id ?? null;
  return visit.redirect(paths.manage);
}

function toFrequencyForm(visit: Visit, topicId: string): Response {
  return visit.redirect(pathWith(paths.newSubscription, { topic_id: topicId }));
}

/** @param outboxUrl where the emails can be read that were not sent */
export function subscriptionRoutes(limit: RateLimit, outboxUrl: string | undefined): readonly Route[] {
  const under = (path: string) => `/email/subscriptions/${path}`;
  return [
    { method: "GET", path: paths.newSubscription, handler: begin },
    { method: "POST", path: under("frequency"), handler: chooseFrequency },
    { method: "POST", path: under("verify"), handler: verify(limit, outboxUrl) },
    { method: "POST", path: under("verify/account"), handler: verifyByAccount },
    { method: "GET", path: under("authenticate"), handler: confirmByLink },
  ];
}
