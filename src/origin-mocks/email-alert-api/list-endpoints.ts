/**
 * Subscriber lists: found, made, renamed and ended; and the content changes that would be sent to them.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isObject } from "../common/parameters.ts";
import { ok } from "../common/rails.ts";
import type { MatchingCriteria } from "./lists.ts";
import { nestedQuery } from "./nested-query.ts";
import { object, type Parameters, parametersOf, pathPart, text } from "./parameters.ts";
import { listJson } from "./representations.ts";
import type { Service } from "./service.ts";

const json = { "Content-Type": "application/json; charset=utf-8" };

/** `GET /subscriber-lists?tags[…]…`: the list that matches exactly this. */
export async function findList(c: Context, { tables }: Service): Promise<Response> {
  const list = tables.lists.findExact(criteriaOf(nestedQuery(new URL(c.req.url).searchParams)));
  return list ? ok(c, { subscriber_list: listJson(list, tables) }) : noList(c);
}

/** `GET /subscriber-lists/:slug`. */
export async function showList(c: Context, { tables }: Service): Promise<Response> {
  const list = tables.lists.findBySlug(pathPart(c, "slug"));
  return list ? ok(c, { subscriber_list: listJson(list, tables) }) : noList(c);
}

/** `POST /subscriber-lists`: found or made. */
export async function findOrCreateList(c: Context, { tables }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  if (parameters.title === undefined) throw new HTTPException(400);
  const words = {
    title: text(parameters, "title") ?? "",
    url: text(parameters, "url") ?? null,
    description: text(parameters, "description") ?? null,
  };
  const list = tables.lists.findOrCreate(words, criteriaOf(parameters));
  return ok(c, { subscriber_list: listJson(list, tables) });
}

/** `PATCH /subscriber-lists/:slug`: title and description; nothing else can be changed. */
export async function updateList(c: Context, { tables }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const { title, description } = parameters;
  if (title === undefined && description === undefined) {
    return c.json({ error: "Must include at least one of: title, description" }, 422, json);
  }
  const list = tables.lists.findBySlug(pathPart(c, "slug"));
  if (!list) return noList(c);
  const changed = tables.lists.update(list.id, {
    ...(title !== undefined && { title: text(parameters, "title") ?? "" }),
    ...(description !== undefined && { description: text(parameters, "description") ?? null }),
  });
  return ok(c, { subscriber_list: listJson(changed, tables) });
}

/** `POST /subscriber-lists/:slug/bulk-unsubscribe`: the list ends for everybody, who may be told why. */
export async function bulkUnsubscribe(c: Context, { tables, outbox, write }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const list = tables.lists.findBySlug(pathPart(c, "slug"));
  if (!list) return noList(c);
  const [words, messageId] = [text(parameters, "body"), text(parameters, "sender_message_id")];
  if (words !== undefined && messageId === undefined) {
    return c.json({ error: "Unprocessable entity" }, 422, json);
  }
  if (messageId !== undefined && tables.messages.has(messageId)) {
    return c.json({ error: "Message already received" }, 409, json);
  }
  if (messageId !== undefined) tables.messages.add(messageId);
  for (const row of tables.subscriptions.activeOfList(list.id)) {
    tables.subscriptions.end(row, "bulk_unsubscribed");
    const address = tables.subscribers.find(row.subscriberId)?.address;
    if (words !== undefined && address) outbox.send(write.listEnded(list, address, words));
  }
  return c.json({ message: "List queued for bulk unsubscription" }, 202, json);
}

/** `POST /content-changes`: taken once. Nothing is sent for it: these emails have nothing to do with accounts. */
export async function receiveContentChange(c: Context, { tables }: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const at = Date.parse(text(parameters, "public_updated_at") ?? "");
  const key = `${text(parameters, "content_id") ?? ""} ${at}`;
  if (tables.contentChanges.has(key)) return c.json({ error: "Content change already received" }, 409, json);
  tables.contentChanges.add(key);
  return c.json({ message: "Content change queued for sending" }, 202, json);
}

function criteriaOf(parameters: Parameters): MatchingCriteria {
  return {
    contentId: text(parameters, "content_id") ?? null,
    tags: anyOf(object(parameters, "tags")),
    links: anyOf(object(parameters, "links")),
    documentType: text(parameters, "document_type") ?? "",
    emailDocumentSupertype: text(parameters, "email_document_supertype") ?? "",
    governmentDocumentSupertype: text(parameters, "government_document_supertype") ?? "",
  };
}

/** Plain lists, as they once were sent, mean `any`. */
function anyOf(criteria: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const entries = Object.entries(criteria);
  return Object.fromEntries(entries.map(([key, value]) => [key, isObject(value) ? value : { any: value }]));
}

function noList(c: Context): Response {
  return c.json({ error: "Could not find the subscriber list" }, 404, json);
}
