/**
 * `GET /api/personalisation/check-email-subscription`: whether the button on a page says subscribe or
 * unsubscribe. Browsers call it through the CDN, so it reads and answers the session like any app does.
 *
 * @module
 */
import type { Context } from "hono";
import { type Account, createAccount } from "../../personalisation/index.ts";
import { JSON_TYPE } from "../common/rails.ts";
import type { Service } from "./service.ts";
import { liveSession, userOf } from "./signed-in.ts";

/** The flash of the session is eaten on the way: the answer sends the session back without it. */
export async function checkEmailSubscription(c: Context, service: Service): Promise<Response> {
  const { headers } = c.req.raw;
  const account = createAccount(headers, {
    development: service.environment === "development",
    now: () => service.clock.now(),
  });
  const session = await liveSession(account.session ?? undefined, service);
  if (!session) {
    account.logout();
    return answer(account, service, null, 401);
  }
  const query = new URL(c.req.url).searchParams;
  const basePath = query.getAll("base_path").at(-1);
  const topicSlug = query.getAll("topic_slug").at(-1);
  if ((basePath === undefined) === (topicSlug === undefined)) return answer(account, service, null, 422);
  const subscriber = await service.emailAlerts.find(userOf(session, service).id, headers);
  const lists = subscriber ? await service.emailAlerts.lists(subscriber.id, headers) : [];
  const active = lists.some(({ url, slug }) =>
    basePath === undefined ? slug === topicSlug : url === basePath,
  );
  const asked = basePath === undefined ? { topic_slug: topicSlug } : { base_path: basePath };
  return answer(account, service, { ...asked, active }, 200);
}

function answer(account: Account, { mode }: Service, body: unknown, status: number): Response {
  const response = new Response(body === null ? null : JSON.stringify(body), { status });
  if (body !== null) response.headers.set("Content-Type", JSON_TYPE["Content-Type"]);
  account.apply(response.headers);
  response.headers.set("Cache-Control", "no-store");
  // Corrected: a call in the background neither eats a message nor brings back a session that was ended meanwhile.
  if (mode === "corrected") response.headers.delete("GOVUK-Account-Session");
  return response;
}
