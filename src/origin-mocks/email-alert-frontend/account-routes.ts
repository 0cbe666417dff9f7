/**
 * Subscribing while signed in: the page that asks, the button that does it, and the button on a page.
 *
 * @module
 */
import { isStatus } from "../common/api-client.ts";
import type { FindContentItem } from "./content-items.ts";
import { flashes, frequencyIn, head, isPresent, paths, type Route } from "./routes.ts";
import { subscribeByAccount } from "./subscribe-by-account.ts";
import type { List, Subscription } from "./upstream.ts";
import * as views from "./views/account.ts";
import { pathWith, Refusal, type Visit } from "./visit.ts";

/** What is to be confirmed. */
interface Wish {
  readonly topicId: string;
  readonly list: List;
  readonly frequency: string;
  readonly returnToUrl: string | undefined;
}

/** Asked first: which list, and how often. A session that is refused means signing in anew, and coming back. */
function wished(answer: (visit: Visit, wish: Wish) => Promise<Response>) {
  return async (visit: Visit): Promise<Response> => {
    const topicId = visit.required("topic_id");
    const returnToUrl = visit.get("return_to_url");
    const frequency = visit.get("frequency") === undefined ? "daily" : frequencyIn(visit);
    try {
      const list = await visit.upstream.list(topicId);
      if (frequency !== undefined) return await answer(visit, { topicId, list, frequency, returnToUrl });
      const again = { topic_id: topicId, return_to_url: returnToUrl };
      return visit.redirectWithAnalytics(pathWith(paths.confirm, again));
    } catch (error) {
      if (!isStatus(error, 401, 403)) throw error;
      return signInAnew(visit, { topicId, frequency, returnToUrl });
    }
  };
}

/** Ends the session even if there is none: then the browser loses a cookie that it does not have. */
function signInAnew(
  visit: Visit,
  {
    topicId,
    frequency,
    returnToUrl,
  }: Pick<Wish, "topicId" | "returnToUrl"> & { frequency: string | undefined },
): Promise<Response> {
  visit.account.logout();
  const wish = { topic_id: topicId, frequency, return_to_url: returnToUrl };
  return visit.redirectToSignIn(pathWith(paths.confirm, wish));
}

const confirm = wished(async (visit, wish) => {
  const { account, upstream } = visit;
  if (!account.loggedIn || account.session === null) return signInAnew(visit, wish);
  const { govuk_account_session, subscriber } = await upstream.authenticate(account.session);
  account.setSession(govuk_account_session);
  const { subscriptions } = await upstream.subscriptionsOf(subscriber.id);
  if (find(subscriptions, wish.list)) return alreadySubscribed(visit, wish.list);
  return visit.page(
    views.confirm({
      ...wish,
      address: subscriber.address,
      // These become the account's when the button is pressed.
      others: subscriber.govuk_account_id === null ? subscriptions : [],
      formToken: visit.browser.formToken(),
    }),
  );
});

const create = wished(async (visit, wish) => {
  const { list, frequency, returnToUrl } = wish;
  const id = await subscribeByAccount(visit, list, frequency);
  if (id === null) return signInAnew(visit, wish);
  if (!isPresent(returnToUrl) || !list.url) {
    visit.browser.tell({ subscription: id });
    return visit.redirect(paths.manage);
  }
  visit.account.flashAdd(flashes.subscribed);
  return visit.redirect(list.url);
});

function alreadySubscribed(visit: Visit, { url }: List): Response {
  if (!url) return visit.redirect(paths.manage);
  visit.account.flashAdd(flashes.already);
  return visit.redirectWithAnalytics(url);
}

/** The button on a page: on when it was off, off when it was on. */
async function toggle(visit: Visit, findContentItem: FindContentItem): Promise<Response> {
  const { account, upstream } = visit;
  const basePath = visit.required("base_path");
  // What Ruby's URI takes as a reference, as far as it matters here.
  if (!/^[\x21-\x7e]+$/.test(basePath) || /[<>"{}|\\^`]/.test(basePath)) throw new Refusal(422);
  const page = await findContentItem(basePath, visit.headers);
  const { base_path: url, title, content_id, description } = page;
  const list = await upstream.findOrCreateList({ url, title, content_id, description: description ?? "" });
  if (!account.loggedIn || account.session === null) {
    return visit.redirect(pathWith(paths.newForPage, { topic_id: list.slug }));
  }
  try {
    const { subscriber } = await upstream.authenticate(account.session);
    const present = find((await upstream.subscriptionsOf(subscriber.id)).subscriptions, list);
    if (present) {
      await upstream.unsubscribe(present.id);
      account.flashAdd(flashes.unsubscribed);
    } else {
      await subscribeByAccount(visit, list, "immediately");
      account.flashAdd(flashes.subscribed);
    }
    return visit.redirect(url);
  } catch (error) {
    if (!isStatus(error, 401)) throw error;
    account.logout();
    return signInForPage(visit, list.slug);
  }
}

async function offerAccount(visit: Visit): Promise<Response> {
  const topicId = visit.get("topic_id");
  if (topicId === undefined) return head(404);
  return visit.page(views.newForPage(topicId, visit.browser.formToken()));
}

async function newSession(visit: Visit): Promise<Response> {
  const topicId = visit.get("topic_id");
  return topicId === undefined ? head(404) : signInForPage(visit, topicId);
}

function signInForPage(visit: Visit, topicId: string): Promise<Response> {
  const wish = { topic_id: topicId, return_to_url: "true", frequency: "immediately" };
  return visit.redirectToSignIn(pathWith(paths.confirm, wish));
}

function find(subscriptions: readonly Subscription[], list: List): Subscription | undefined {
  return subscriptions.find(({ subscriber_list }) => subscriber_list.id === list.id);
}

/** All of them. */
export function accountRoutes(findContentItem: FindContentItem): readonly Route[] {
  return [
    { method: "GET", path: paths.confirm, handler: confirm },
    { method: "POST", path: "/email/subscriptions/account", handler: create },
    {
      method: "POST",
      path: paths.newForPage,
      handler: (visit) => toggle(visit, findContentItem),
      open: true,
    },
    { method: "GET", path: paths.newForPage, handler: offerAccount },
    { method: "POST", path: "/email/subscriptions/single-page/new-session", handler: newSession },
  ];
}
