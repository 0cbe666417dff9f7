/**
 * Subscriptions: made, shown, changed and ended; and the link that confirms a new one.
 *
 * @module
 */
import type { Context } from "hono";
import { ok } from "../common/rails.ts";
import { found, integer, type Parameters, parametersOf, pathPart, required, text } from "./parameters.ts";
import { subscriptionJson } from "./representations.ts";
import type { Service } from "./service.ts";
import { addressErrors, type Frequency, isFrequency, ValidationFailure } from "./validation.ts";

/** `POST /subscriptions`. The subscriber is made before the list and the frequency are looked at. */
export async function subscribe(c: Context, service: Service): Promise<Response> {
  const { tables, outbox, write } = service;
  const parameters = await parametersOf(c);
  const subscriber = tables.subscribers.findOrCreate(required(parameters, "address"));
  const list = tables.lists.get(integer(required(parameters, "subscriber_list_id")));
  const frequency = frequencyOf(parameters);
  const wanted = { subscriberId: subscriber.id, listId: list.id, frequency };
  const { subscription, isNew } = tables.subscriptions.subscribe(wanted);
  const skip = parameters.skip_confirmation_email ?? false;
  if (isNew && skip === false && subscriber.address !== null) {
    outbox.send(await write.subscribed(subscription, list, subscriber.address));
  }
  return ok(c, { subscription: subscriptionJson(subscription, tables) });
}

/** `GET /subscriptions/:id`, also of one that has ended. */
export async function showSubscription(c: Context, { tables }: Service): Promise<Response> {
  const subscription = tables.subscriptions.get(pathPart(c, "id"));
  return ok(c, { subscription: subscriptionJson(subscription, tables) });
}

/** `GET /subscriptions/:id/latest`: where old unsubscribe links lead. */
export async function showLatest(c: Context, { tables }: Service): Promise<Response> {
  const subscription = tables.subscriptions.latest(tables.subscriptions.get(pathPart(c, "id")));
  return ok(c, { subscription: subscriptionJson(subscription, tables) });
}

/** `PATCH /subscriptions/:id`: another frequency is another subscription, with another id. */
export async function changeFrequency(c: Context, { tables }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const { subscriberId, listId } = tables.subscriptions.getActive(pathPart(c, "id"));
  const wanted = { subscriberId, listId, frequency: frequencyOf(parameters) };
  const { subscription } = tables.subscriptions.subscribe(wanted);
  return ok(c, { subscription: subscriptionJson(subscription, tables) });
}

/** `POST /unsubscribe/:id`; 404 as well for one that has ended. */
export async function unsubscribe(c: Context, { tables }: Service): Promise<Response> {
  tables.subscriptions.end(tables.subscriptions.getActive(pathPart(c, "id")), "unsubscribed");
  return c.body(null, 204);
}

/** `POST /subscriptions/auth-token`: an email with a link to confirm by, account or not. */
export async function sendConfirmLink(c: Context, { tables, outbox, write }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const address = text(parameters, "address") ?? "";
  const topicId = text(parameters, "topic_id") ?? "";
  const frequency = text(parameters, "frequency") ?? "";
  const blank = (value: string) => (value.trim() === "" ? ["can't be blank"] : []);
  const all = {
    address: [...addressErrors(address), ...blank(address)],
    topic_id: blank(topicId),
    frequency: [...blank(frequency), ...(isFrequency(frequency) ? [] : ["is not included in the list"])],
  };
  const details = Object.fromEntries(Object.entries(all).filter(([, problems]) => problems.length > 0));
  if (Object.keys(details).length > 0) throw new ValidationFailure(details);
  const list = found(tables.lists.findBySlug(topicId));
  outbox.send(await write.confirmSubscription(list, address, frequency));
  return ok(c, {});
}

/** @throws {ValidationFailure} without details, as for all frequencies there are not */
function frequencyOf(parameters: Parameters): Frequency {
  const frequency = parameters.frequency === undefined ? "immediately" : text(parameters, "frequency");
  if (!isFrequency(frequency)) throw new ValidationFailure(null);
  return frequency;
}
