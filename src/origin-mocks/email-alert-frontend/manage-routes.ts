/**
 * Managing what one is subscribed to: for whoever is signed in, by the account or by a link from an email.
 *
 * @module
 */
import { isStatus } from "../common/api-client.ts";
import { inWords } from "./frequencies.ts";
import { head, idIn, isPresent, paths, plain, type Route } from "./routes.ts";
import type { Subscription } from "./upstream.ts";
import * as views from "./views/manage.ts";
import type { Visit } from "./visit.ts";

/** Somebody who is signed in, and what they are subscribed to. */
interface Manager {
  readonly subscriberId: string;
  readonly address: string | null;
  readonly subscriptions: readonly Subscription[];
  readonly byAccount: boolean;
}

/** Asked for each of these pages, in this order: who is it, and what are they subscribed to. */
function managed(answer: (visit: Visit, manager: Manager) => Promise<Response>) {
  return async (visit: Visit): Promise<Response> => {
    const isSignedIn = await visit.isSignedIn();
    const subscriberId = visit.subscriberId();
    if (!isSignedIn || subscriberId === null) return visit.redirect(paths.signIn);
    const { subscriber, subscriptions } = await visit.upstream.subscriptionsOf(subscriberId);
    const byAccount = await visit.isSignedInByAccount();
    return answer(visit, { subscriberId, address: subscriber.address, subscriptions, byAccount });
  };
}

const index = managed(async (visit, { address, subscriptions, byAccount }) => {
  const { flash } = visit.browser;
  const subscribed = subscriptions.find(({ id }) => id === flash.subscription);
  const success =
    flash.success ??
    (subscribed && { message: `You’ve subscribed to emails about ${subscribed.subscriber_list.title}` });
  return visit.page(views.index({ address, subscriptions, byAccount, success }));
});

/** One Login's list of services sends people here: they have an account, and only have to come by it. */
async function indexOrSignIn(visit: Visit): Promise<Response> {
  const hinted = visit.get("from") === "your-services";
  if (hinted && !(await visit.isSignedIn())) return visit.redirectToSignIn(paths.manage);
  return index(visit);
}

const showFrequency = managed(async (visit, { subscriptions, byAccount }) => {
  const subscription = subscriptions.find(({ id }) => id === idIn(visit));
  if (!subscription) return plain(404, "not found");
  return visit.page(views.frequency(subscription, visit.browser.formToken(), byAccount));
});

const changeFrequency = managed(async (visit, { subscriptions }) => {
  const subscription = subscriptions.find(({ id }) => id === idIn(visit));
  if (!subscription) return plain(404, "not found");
  const wanted = visit.required("new_frequency");
  await visit.upstream.changeFrequency(subscription.id, wanted);
  const message = `You will now get emails about ${subscription.subscriber_list.title} ${inWords(wanted)}`;
  visit.browser.tell({ success: { message } });
  return visit.redirect(paths.manage);
});

/** Whoever signs in by an account has its address, and changes it there. */
const showAddress = managed(async (visit, { address, byAccount }) => {
  if (byAccount) return head(404);
  return visit.page(views.address({ current: address, formToken: visit.browser.formToken() }));
});

const changeAddress = managed(async (visit, { subscriberId, address, byAccount }) => {
  if (byAccount) return head(404);
  const formToken = visit.browser.formToken();
  const wanted = visit.get("new_address");
  const again = (error: string) => visit.page(views.address({ current: address, wanted, formToken, error }));
  if (!isPresent(wanted)) return again("Enter an email address");
  try {
    await visit.upstream.changeAddress(subscriberId, wanted);
  } catch (error) {
    if (!isStatus(error, 422)) throw error;
    return again("Enter an email address that is right, and that nobody else uses here");
  }
  visit.browser.tell({ success: { message: `Your email address has been changed to ${wanted}` } });
  return visit.redirect(paths.manage);
});

const askToEndAll = managed(async (visit, { byAccount }) =>
  visit.page(views.unsubscribeAll(visit.browser.formToken(), byAccount)),
);

const endAll = managed(async (visit, { subscriberId }) => {
  try {
    await visit.upstream.unsubscribeAll(subscriberId);
    visit.browser.tell({
      success: {
        message: "You have been unsubscribed from all your subscriptions",
        description: "It can take up to an hour for this change to take effect.",
      },
    });
  } catch (error) {
    // The subscriber is gone already.
    if (!isStatus(error, 404)) throw error;
  }
  return visit.redirect(paths.manage);
});

/** All of them. */
export const manageRoutes: readonly Route[] = [
  { method: "GET", path: paths.manage, handler: indexOrSignIn },
  { method: "GET", path: `${paths.manage}/frequency/:id`, handler: showFrequency },
  { method: "POST", path: `${paths.manage}/frequency/:id/change`, handler: changeFrequency },
  { method: "GET", path: `${paths.manage}/address`, handler: showAddress },
  { method: "POST", path: `${paths.manage}/address/change`, handler: changeAddress },
  { method: "GET", path: `${paths.manage}/unsubscribe-all`, handler: askToEndAll },
  { method: "POST", path: `${paths.manage}/unsubscribe-all`, handler: endAll },
];
