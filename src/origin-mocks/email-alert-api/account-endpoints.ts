/**
 * Subscribers and accounts: found by account, authenticated by its session, linked to it.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { ok } from "../common/rails.ts";
import { parametersOf, pathPart } from "./parameters.ts";
import { type Json, subscriberJson } from "./representations.ts";
import type { Service } from "./service.ts";
import type { Subscriber } from "./subscribers.ts";

/** `GET /subscribers/govuk-account/:id`, by account-api's own id and not by the subject identifier. */
export async function findByAccount(c: Context, { tables }: Service): Promise<Response> {
  const subscriber = tables.subscribers.findByAccount(pathPart(c, "govuk_account_id"));
  return subscriber ? ok(c, { subscriber: subscriberJson(subscriber) }) : c.body(null, 404);
}

/** `POST /subscribers/govuk-account`: makes a subscriber when there is none, and links nothing. */
export async function authenticate(c: Context, service: Service): Promise<Response> {
  const signedIn = await fromSession(c, service);
  if (signedIn instanceof Response) return signedIn;
  return ok(c, { ...signedIn.session, subscriber: subscriberJson(signedIn.subscriber) });
}

/** `POST /subscribers/govuk-account/link`: now the subscriber belongs to the account, whoever it was before. */
export async function link(c: Context, service: Service): Promise<Response> {
  const signedIn = await fromSession(c, service);
  if (signedIn instanceof Response) return signedIn;
  const { subscriber, accountId, session } = signedIn;
  const linked = service.tables.subscribers.update(subscriber.id, { govukAccountId: accountId });
  if (subscriber.govukAccountId === null) tellOfLink(linked, service);
  return ok(c, { ...session, subscriber: subscriberJson(linked) });
}

interface SignedIn {
  readonly accountId: string;
  /** The new value of the session; left out if account-api gave none. */
  readonly session: Json;
  readonly subscriber: Subscriber;
}

/** Found by address alone: neither endpoint looks at which account a subscriber belongs to. */
async function fromSession(c: Context, { accounts, tables }: Service): Promise<SignedIn | Response> {
  const parameters = await parametersOf(c);
  const value = parameters.govuk_account_session;
  if (value === undefined) throw new HTTPException(400);
  if (value === null || value === false) return c.body(null, 422);
  const given = typeof value === "string" ? value : JSON.stringify(value);
  // What no header can carry is no session, and account-api would say so.
  const user = /^[\x20-\x7e]*$/.test(given) ? await accounts.user(given, c.req.raw.headers) : null;
  if (user === null) throw new HTTPException(401);
  const { id: accountId, email, email_verified: isVerified, govuk_account_session } = user;
  const session = govuk_account_session ? { govuk_account_session } : {};
  if (typeof email !== "string" || isVerified !== true) {
    return c.json(session, 403, { "Content-Type": "application/json; charset=utf-8" });
  }
  return { accountId, session, subscriber: tables.subscribers.findOrCreate(email) };
}

/** Only somebody who has subscriptions is told that they are the account's now. */
function tellOfLink({ id, address }: Subscriber, { tables, outbox, write }: Service): void {
  const active = tables.subscriptions.activeOf(id);
  if (address === null || active.length === 0) return;
  const titles = active.map(({ listId }) => tables.lists.get(listId).title);
  outbox.send(write.linked(address, titles));
}
