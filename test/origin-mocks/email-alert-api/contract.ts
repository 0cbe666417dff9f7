/**
 * The contract of gds-api-adapters with email-alert-api: 41 interactions. Request bodies are exact; an answer
 * may have more fields than are written here, and where a type stands only the type counts.
 */
import { expect } from "vitest";

export interface Interaction {
  readonly given: string | null;
  readonly request: readonly [method: string, path: string, body?: Readonly<Record<string, unknown>>];
  readonly status: number;
  readonly body?: unknown;
}

const uuid = "719efe7b-00d0-4168-ac30-99fe6093e3fc";
const account = "internal-user-id";
const subscriptionExists = `a subscription with the uuid ${uuid} exists`;
const slugExists = "a subscriber list with slug title-1 exists";
const idExists = "a subscriber list with id 1 exists";
const tagExists = "a subscriber list with the tag topic: motoring/road_rage exists";
const subscriberExists = "a subscriber exists";
const linked = "a verified govuk_account_session exists with a linked subscriber";
const matching = "a verified govuk_account_session exists with a matching subscriber";
const unverified = "a govuk_account_session exists but isn't verified";

const roadRage = { topics: { any: ["motoring/road_rage"] } };
const someText = expect.any(String);
const subscriber = {
  id: expect.any(Number),
  address: "test@example.com",
  created_at: someText,
  updated_at: someText,
  govuk_account_id: null,
};
const list = {
  id: expect.any(Number),
  links: {},
  tags: roadRage,
  document_type: "",
  slug: someText,
  title: someText,
};
const subscription = {
  id: uuid,
  subscriber_list: list,
  ended_at: null,
  ended_reason: null,
  frequency: "immediately",
  source: "user_signed_up",
};
const listMissing = { error: "Could not find the subscriber list" };
const change = {
  content_id: "5fc8fb2b-c0b1-4490-99cb-c987a53afb75",
  base_path: "government/base_path",
  public_updated_at: "2022-01-01 00:00:00 +0000",
};
const wanted = (frequency: string) => ({
  subscriber_list_id: 1,
  address: "test@example.com",
  frequency,
  skip_confirmation_email: true,
});
const session = { govuk_account_session: "session identifier" };
const link = (address: string) => ({ address, destination: "/authentication-page-on-govuk" });
const confirmLink = { address: "test@example.com", frequency: "daily", topic_id: "title-1" };
const newTitle = { title: "new-title", tags: roadRage };
const findByTag = "/subscriber-lists?tags%5Btopics%5D%5Bany%5D%5B%5D=motoring/road_rage";
const words = { title: "Contract Test New Title", description: "Contract Test New Description" };
const bulk = "/subscriber-lists/title-1/bulk-unsubscribe";
const messageExists =
  "a bulk_unsubscribe message with the sender_message_id b735f541-c29c-4752-b084-c4ddb47aee73 and subscriber_list with slug title-1 exists";
const repeated = { body: "Goodbye!", sender_message_id: "b735f541-c29c-4752-b084-c4ddb47aee73" };
const ofAccount = { subscriber: { ...subscriber, govuk_account_id: account } };

export const interactions: readonly Interaction[] = [
  {
    given: null,
    request: ["POST", "/subscriber-lists", newTitle],
    status: 200,
    body: { subscriber_list: { ...list, title: "new-title" } },
  },
  {
    given: tagExists,
    request: ["POST", "/subscriber-lists", newTitle],
    status: 200,
    body: { subscriber_list: { ...list, title: "new-title" } },
  },
  { given: null, request: ["GET", findByTag], status: 404, body: listMissing },
  { given: tagExists, request: ["GET", findByTag], status: 200, body: { subscriber_list: list } },
  {
    given: `a content change with content_id ${change.content_id} exists`,
    request: ["POST", "/content-changes", change],
    status: 409,
    body: { error: "Content change already received" },
  },
  {
    given: null,
    request: ["POST", "/content-changes", { ...change, title: "A title" }],
    status: 202,
    body: { message: "Content change queued for sending" },
  },
  {
    given: null,
    request: ["POST", "/subscriber-lists/missing-subscriber-list/bulk-unsubscribe"],
    status: 404,
  },
  { given: messageExists, request: ["POST", bulk, repeated], status: 409 },
  { given: slugExists, request: ["POST", bulk, { body: "Goodbye!" }], status: 422 },
  { given: slugExists, request: ["POST", bulk], status: 202 },
  { given: null, request: ["POST", `/unsubscribe/${uuid}`], status: 404 },
  { given: subscriptionExists, request: ["POST", `/unsubscribe/${uuid}`], status: 204 },
  { given: null, request: ["DELETE", "/subscribers/1"], status: 404 },
  { given: subscriberExists, request: ["DELETE", "/subscribers/1"], status: 204 },
  { given: idExists, request: ["POST", "/subscriptions", wanted("thrice-fortnightly")], status: 422 },
  { given: idExists, request: ["POST", "/subscriptions", wanted("daily")], status: 200 },
  { given: null, request: ["GET", "/subscriber-lists/title-1"], status: 404, body: listMissing },
  {
    given: slugExists,
    request: ["GET", "/subscriber-lists/title-1"],
    status: 200,
    body: { subscriber_list: list },
  },
  { given: null, request: ["GET", `/subscriptions/${uuid}`], status: 404 },
  {
    given: subscriptionExists,
    request: ["GET", `/subscriptions/${uuid}`],
    status: 200,
    body: { subscription: { ...subscription, subscriber } },
  },
  { given: null, request: ["GET", "/subscribers/1/subscriptions"], status: 404 },
  {
    given: subscriptionExists,
    request: ["GET", "/subscribers/1/subscriptions"],
    status: 200,
    body: { subscriber, subscriptions: [subscription] },
  },
  { given: null, request: ["PATCH", "/subscribers/1", { new_address: "test2@example.com" }], status: 404 },
  {
    given: subscriberExists,
    request: ["PATCH", "/subscribers/1", { new_address: "test2@example.com" }],
    status: 200,
    body: { subscriber: { ...subscriber, address: "test2@example.com" } },
  },
  { given: null, request: ["PATCH", "/subscriptions/1", { frequency: "daily" }], status: 404 },
  {
    given: subscriptionExists,
    request: ["PATCH", `/subscriptions/${uuid}`, { frequency: "daily" }],
    status: 200,
    body: {
      subscription: {
        ...subscription,
        subscriber,
        id: someText,
        frequency: "daily",
        source: "frequency_changed",
      },
    },
  },
  { given: null, request: ["PATCH", "/subscriber-lists/missing-list", { title: words.title }], status: 404 },
  { given: idExists, request: ["PATCH", "/subscriber-lists/title-1", {}], status: 422 },
  {
    given: slugExists,
    request: ["PATCH", "/subscriber-lists/title-1", words],
    status: 200,
    body: { subscriber_list: { ...list, ...words } },
  },
  { given: unverified, request: ["POST", "/subscribers/govuk-account", session], status: 403 },
  { given: linked, request: ["POST", "/subscribers/govuk-account", session], status: 200, body: ofAccount },
  { given: null, request: ["GET", `/subscribers/govuk-account/${account}`], status: 404 },
  { given: linked, request: ["GET", `/subscribers/govuk-account/${account}`], status: 200, body: ofAccount },
  {
    given: "the account api can't find the user by session",
    request: ["POST", "/subscribers/govuk-account/link", { govuk_account_session: "bad session identifier" }],
    status: 401,
  },
  { given: unverified, request: ["POST", "/subscribers/govuk-account/link", session], status: 403 },
  {
    given: matching,
    request: ["POST", "/subscribers/govuk-account/link", session],
    status: 200,
    body: ofAccount,
  },
  { given: null, request: ["POST", "/subscribers/auth-token", link("bad-email@example.com")], status: 404 },
  { given: linked, request: ["POST", "/subscribers/auth-token", link("test@example.com")], status: 403 },
  {
    given: matching,
    request: ["POST", "/subscribers/auth-token", link("test@example.com")],
    status: 201,
    body: { subscriber },
  },
  { given: null, request: ["POST", "/subscriptions/auth-token", confirmLink], status: 404 },
  { given: slugExists, request: ["POST", "/subscriptions/auth-token", confirmLink], status: 200, body: {} },
];
