/**
 * Provider states of the contract: what must be there before an interaction is tried. Each starts from
 * nothing, the world's own lists and subscribers too.
 *
 * @module
 */
import { noCriteria } from "./lists.ts";
import { clearService, type Service } from "./service.ts";

const uuid = "719efe7b-00d0-4168-ac30-99fe6093e3fc";
const user = { id: "internal-user-id", email: "test@example.com", email_verified: true };

/** What sets up each state, under the name the contract gives it. */
const states: Readonly<Record<string, (service: Service) => void>> = {
  [`a subscription with the uuid ${uuid} exists`]({ tables }) {
    const { id: subscriberId } = tables.subscribers.findOrCreate(user.email);
    const wanted = { subscriberId, listId: addList({ tables }), frequency: "immediately" } as const;
    tables.subscriptions.create(wanted, "user_signed_up", uuid);
  },
  "a subscriber list with the tag topic: motoring/road_rage exists": addList,
  "a subscriber list with slug title-1 exists": addList,
  "a subscriber list with id 1 exists": addList,
  "a bulk_unsubscribe message with the sender_message_id b735f541-c29c-4752-b084-c4ddb47aee73 and subscriber_list with slug title-1 exists"(
    service,
  ) {
    addList(service);
    service.tables.messages.add("b735f541-c29c-4752-b084-c4ddb47aee73");
  },
  "a content change with content_id 5fc8fb2b-c0b1-4490-99cb-c987a53afb75 exists"({ tables }) {
    tables.contentChanges.add(`5fc8fb2b-c0b1-4490-99cb-c987a53afb75 ${Date.UTC(2022, 0, 1)}`);
  },
  "a subscriber exists": addSubscriber,
  "a govuk_account_session exists but isn't verified"(service) {
    service.accounts.pretend({ ...user, email_verified: false });
  },
  "a verified govuk_account_session exists with a linked subscriber"(service) {
    service.accounts.pretend(user);
    service.tables.subscribers.update(addSubscriber(service), { govukAccountId: user.id });
  },
  "a verified govuk_account_session exists with a matching subscriber"(service) {
    service.accounts.pretend(user);
    addSubscriber(service);
  },
  "the account api can't find the user by session"(service) {
    service.accounts.pretend(null);
  },
};

/**
 * Starts from nothing and sets up a state; without a name, nothing is what there is.
 *
 * @returns false for a state that is not known
 */
export function setUpState(service: Service, name: string | null): boolean {
  const setUp = name === null ? () => {} : Object.hasOwn(states, name) ? states[name] : undefined;
  if (!setUp) return false;
  clearService(service);
  setUp(service);
  return true;
}

function addSubscriber({ tables }: Pick<Service, "tables">): number {
  return tables.subscribers.findOrCreate(user.email).id;
}

function addList({ tables }: Pick<Service, "tables">): number {
  const words = { title: "title 1", url: null, description: null };
  const tags = { topics: { any: ["motoring/road_rage"] } };
  return tables.lists.findOrCreate(words, { ...noCriteria, tags }).id;
}
