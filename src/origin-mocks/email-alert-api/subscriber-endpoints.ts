/**
 * Subscribers: what they are subscribed to, their address, the end of it all, and the link to sign in by.
 *
 * @module
 */
import type { Context } from "hono";
import { ok } from "../common/rails.ts";
import { mergeSubscribers } from "./merge.ts";
import { found, integer, parametersOf, pathPart, required, text } from "./parameters.ts";
import { listedSubscriptionJson, subscriberJson } from "./representations.ts";
import type { Service } from "./service.ts";
import type { Subscriber } from "./subscribers.ts";
import { addressErrors, isRootRelative, ValidationFailure } from "./validation.ts";

const json = { "Content-Type": "application/json; charset=utf-8" };

/** `GET /subscribers/:id/subscriptions?order=`: the active ones; the newest first unless told. */
export async function listSubscriptions(c: Context, { tables }: Service): Promise<Response> {
  const order = c.req.query("order") ?? "-created_at";
  if (!/^-?(title|created_at)$/.test(order)) return c.json({ error: "Order parameter not valid" }, 422, json);
  const subscriber = subscriberOf(c, tables.subscribers);
  const titleOf = (listId: number) => tables.lists.get(listId).title;
  const sign = order.startsWith("-") ? -1 : 1;
  const rows = tables.subscriptions.activeOf(subscriber.id).toSorted((one, other) => {
    const difference = order.endsWith("title")
      ? compare(titleOf(one.listId), titleOf(other.listId))
      : one.createdAt - other.createdAt;
    return sign * difference || compare(one.id, other.id);
  });
  return ok(c, {
    subscriber: subscriberJson(subscriber),
    subscriptions: rows.map((row) => listedSubscriptionJson(row, tables)),
  });
}

/** `PATCH /subscribers/:id`: another address, taken over from whoever has it if so wished. */
export async function changeAddress(c: Context, { tables }: Service): Promise<Response> {
  const { subscribers } = tables;
  const parameters = await parametersOf(c);
  const subscriber = subscriberOf(c, subscribers);
  const address = required(parameters, "new_address");
  const merging = text(parameters, "on_conflict") === "merge";
  const absorbed = merging ? subscribers.findByAddress(address) : undefined;
  if (absorbed) mergeSubscribers(subscriber, absorbed, tables);
  // Nothing seems changed to the real service either when it has merged a subscriber into itself: the row
  // stays without its address, and the answer shows it.
  const changed =
    absorbed?.id === subscriber.id
      ? { ...subscriber, address }
      : subscribers.update(subscriber.id, { address });
  return ok(c, { subscriber: subscriberJson(changed) });
}

/** `DELETE /subscribers/:id`: every subscription ends; the subscriber stays, and so does the address. */
export async function unsubscribeAll(c: Context, { tables }: Service): Promise<Response> {
  const subscriber = subscriberOf(c, tables.subscribers);
  for (const row of tables.subscriptions.activeOf(subscriber.id))
    tables.subscriptions.end(row, "unsubscribed");
  return c.body(null, 204);
}

/** `POST /subscribers/auth-token`: an email with a link to sign in by. Not for who belongs to an account. */
export async function sendManageLink(c: Context, service: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const address = text(parameters, "address") ?? "";
  const destination = text(parameters, "destination") ?? "";
  const details = {
    ...problems("address", address, addressErrors(address)),
    ...problems(
      "destination",
      destination,
      isRootRelative(destination) ? [] : ["must be a root-relative URL"],
    ),
  };
  if (Object.keys(details).length > 0) throw new ValidationFailure(details);
  const subscriber = found(service.tables.subscribers.findByAddress(address));
  if (subscriber.govukAccountId !== null) return c.body(null, 403);
  service.outbox.send(await service.write.manage(subscriber, subscriber.address ?? address, destination));
  return c.json({ subscriber: subscriberJson(subscriber) }, 201, json);
}

function subscriberOf(c: Context, subscribers: Service["tables"]["subscribers"]): Subscriber {
  return found(subscribers.find(integer(pathPart(c, "id"))));
}

/** A blank value is only said to be blank. */
function problems(
  field: string,
  value: string,
  others: readonly string[],
): Record<string, readonly string[]> {
  if (value.trim() === "") return { [field]: ["can't be blank"] };
  return others.length > 0 ? { [field]: others } : {};
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
