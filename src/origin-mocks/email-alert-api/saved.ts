/**
 * What email-alert-api remembers as JSON: its tables and its outbox, whose links sign people in.
 *
 * @module
 */
import { z } from "zod";
import { readSaved } from "../common/saved.ts";
import type { Service } from "./service.ts";

const id = z.int().min(1);
const time = z.number();
const text = z.string().nullable();
const json = z.record(z.string(), z.unknown());
const both = { createdAt: time, updatedAt: time };

const subscriber = z.strictObject({ id, address: text, govukAccountId: text, ...both });
const list = z.strictObject({
  ...{ id, slug: z.string(), title: z.string(), url: text, description: text, contentId: text },
  ...{ tags: json, links: json, documentType: z.string(), ...both },
  emailDocumentSupertype: z.string(),
  governmentDocumentSupertype: z.string(),
});
const subscription = z.strictObject({
  id: z.string(),
  subscriberId: id,
  listId: id,
  frequency: z.enum(["immediately", "daily", "weekly"]),
  source: z.enum(["user_signed_up", "frequency_changed", "subscriber_merged"]),
  createdAt: time,
  endedAt: time.nullable(),
  endedReason: z
    .enum(["unsubscribed", "frequency_changed", "subscriber_merged", "bulk_unsubscribed"])
    .nullable(),
});
const email = z.strictObject({
  ...{ id, createdAt: time, address: z.string(), subject: z.string() },
  paragraphs: z.array(z.string()),
  links: z.array(z.strictObject({ text: z.string(), href: z.string() })),
});

const saved = z.strictObject({
  subscribers: z.array(subscriber),
  lists: z.array(list),
  subscriptions: z.array(subscription),
  contentChanges: z.array(z.string()),
  messages: z.array(z.string()),
  emails: z.array(email),
});

/** Everything that is remembered. There are addresses in it, and links that sign people in. */
export function save({ tables, outbox }: Service): Record<string, unknown> {
  return {
    subscribers: tables.subscribers.list(),
    lists: tables.lists.list(),
    subscriptions: tables.subscriptions.list(),
    contentChanges: [...tables.contentChanges],
    messages: [...tables.messages],
    emails: outbox.list(),
  };
}

/** Puts back what {@link save} gave. @throws {Error} naming each field that is wrong */
export function restore({ tables, outbox, callers, accounts }: Service, state: unknown): void {
  const read = readSaved("email-alert-api", saved, state);
  for (const part of [...Object.values(tables), callers, accounts]) part.clear();
  tables.subscribers.restore(read.subscribers);
  tables.lists.restore(read.lists);
  tables.subscriptions.restore(read.subscriptions);
  for (const change of read.contentChanges) tables.contentChanges.add(change);
  for (const message of read.messages) tables.messages.add(message);
  outbox.restore(read.emails);
}
