/**
 * The rows as the API shows them.
 *
 * @module
 */
import type { SubscriberList } from "./lists.ts";
import type { Tables } from "./service.ts";
import type { Subscriber } from "./subscribers.ts";
import type { Subscription } from "./subscriptions.ts";

/** JSON of a row. */
export type Json = Record<string, unknown>;

/** A subscriber; the account's id is there, and null, when there is none. */
export function subscriberJson({ id, address, createdAt, updatedAt, govukAccountId }: Subscriber): Json {
  return {
    id,
    address,
    created_at: time(createdAt),
    updated_at: time(updatedAt),
    govuk_account_id: govukAccountId,
  };
}

/** A list. */
export function listJson(list: SubscriberList, tables: Tables): Json {
  return {
    id: list.id,
    slug: list.slug,
    title: list.title,
    url: list.url,
    content_id: list.contentId,
    description: list.description,
    tags: list.tags,
    links: list.links,
    document_type: list.documentType,
    email_document_supertype: list.emailDocumentSupertype,
    government_document_supertype: list.governmentDocumentSupertype,
    created_at: time(list.createdAt),
    updated_at: time(list.updatedAt),
    active_subscriptions_count: tables.subscriptions.activeOfList(list.id).length,
  };
}

/** A subscription with its list, as it stands among others of one subscriber. */
export function listedSubscriptionJson(subscription: Subscription, tables: Tables): Json {
  return {
    id: subscription.id,
    subscriber_id: subscription.subscriberId,
    subscriber_list_id: subscription.listId,
    frequency: subscription.frequency,
    source: subscription.source,
    created_at: time(subscription.createdAt),
    updated_at: time(subscription.endedAt ?? subscription.createdAt),
    ended_at: subscription.endedAt === null ? null : time(subscription.endedAt),
    ended_reason: subscription.endedReason,
    ended_email_id: null,
    subscriber_list: listJson(tables.lists.get(subscription.listId), tables),
  };
}

/** A subscription with its list and its subscriber. */
export function subscriptionJson(subscription: Subscription, tables: Tables): Json {
  const subscriber = tables.subscribers.find(subscription.subscriberId);
  return {
    ...listedSubscriptionJson(subscription, tables),
    subscriber: subscriber ? subscriberJson(subscriber) : null,
  };
}

function time(at: number): string {
  return new Date(at).toISOString();
}
