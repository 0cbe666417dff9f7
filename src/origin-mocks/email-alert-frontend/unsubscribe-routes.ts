/**
 * Where the unsubscribe links of emails lead.
 *
 * @module
 */
import { isStatus } from "../common/api-client.ts";
import { head, idIn, paths, plain, type Route } from "./routes.ts";
import * as views from "./views/unsubscribe.ts";
import type { Visit } from "./visit.ts";

type Owned = Awaited<ReturnType<Visit["upstream"]["subscription"]>>;

/** Only for whoever is signed in as the subscriber, or brings the token of an email to them. */
function owned(answer: (visit: Visit, subscription: Owned) => Promise<Response>) {
  return async (visit: Visit): Promise<Response> => {
    const subscription = await visit.upstream.subscription(idIn(visit));
    const owner = subscription.subscriber?.id;
    const isOwner = (await visit.isSignedIn()) && owner !== undefined && owner === visit.subscriberId();
    if (isOwner || (await hasTokenOf(visit, owner))) return answer(visit, subscription);
    if (visit.get("token") !== undefined) visit.browser.tell({ badToken: true });
    return visit.redirect(paths.signIn);
  };
}

async function hasTokenOf(visit: Visit, owner: string | undefined): Promise<boolean> {
  const data = await visit.tokens.read(visit.get("token") ?? "");
  return owner !== undefined && data !== null && String(data.subscriber_id) === owner;
}

/** The link of an old email leads on: a changed frequency has given the subscription another id. */
const ask = owned(async (visit, subscription) => {
  const latest = await visit.upstream.latest(subscription.id);
  const token = visit.get("token");
  if (latest.id !== subscription.id) {
    const query = token === undefined ? "" : `?${new URLSearchParams({ token })}`;
    return visit.redirect(`/email/unsubscribe/${latest.id}${query}`);
  }
  const { title } = subscription.subscriber_list;
  if (subscription.ended_at !== null) return visit.page(views.already(title));
  return visit.page(views.ask(subscription.id, title, token, visit.browser.formToken()));
});

const end = owned(async (visit, subscription) => {
  await endOnce(visit, subscription.id);
  const { title } = subscription.subscriber_list;
  if (!(await visit.isSignedIn())) return visit.page(views.done(title));
  const description = "It can take up to an hour for this change to take effect.";
  visit.browser.tell({ success: { message: `You have been unsubscribed from ${title}`, description } });
  return visit.redirect(paths.manage);
});

/** What mail programs do for a person (RFC 8058): no form, and a token that says it is for this. */
async function oneClick(visit: Visit): Promise<Response> {
  const subscription = await visit.upstream.subscription(idIn(visit));
  const data = await visit.tokens.read(visit.get("token") ?? "");
  const isMeant = data?.one_click === true && (await hasTokenOf(visit, subscription.subscriber?.id));
  if (!isMeant) return plain(403, "forbidden");
  await endOnce(visit, subscription.id);
  return head(200);
}

async function endOnce(visit: Visit, id: string): Promise<void> {
  try {
    await visit.upstream.unsubscribe(id);
  } catch (error) {
    // It has ended already.
    if (!isStatus(error, 404)) throw error;
  }
}

/** All of them. */
export const unsubscribeRoutes: readonly Route[] = [
  { method: "GET", path: "/email/unsubscribe/:id", handler: ask },
  { method: "POST", path: "/email/unsubscribe/one-click/:id", handler: oneClick, open: true },
  { method: "POST", path: "/email/unsubscribe/:id", handler: end },
];
