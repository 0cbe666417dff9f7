/**
 * What account-api asks of email-alert-api.
 *
 * @module
 */
import { z } from "zod";
import { type ApiClient, isStatus } from "../common/api-client.ts";

const subscriberAnswer = z.object({
  subscriber: z.object({ id: z.number(), address: z.string().nullish() }),
});
const subscriptionsAnswer = z.object({
  subscriptions: z.array(
    z.object({ subscriber_list: z.object({ slug: z.string().nullish(), url: z.string().nullish() }) }),
  ),
});

/** Somebody who gets emails. */
export interface Subscriber {
  readonly id: number;
  readonly address: string | null;
}

/** A list somebody is subscribed to. */
export interface SubscribedList {
  readonly slug?: string | null | undefined;
  readonly url?: string | null | undefined;
}

/** email-alert-api, as account-api uses it. Whoever it does not know is passed over; else an ApiError is thrown. */
export interface EmailAlertClient {
  /** The subscriber of an account, by account-api's own id. */
  find(userId: number, incoming: Headers): Promise<Subscriber | null>;
  /** A subscriber who has that address already is merged into this one. */
  changeAddress(subscriberId: number, address: string, incoming: Headers): Promise<void>;
  /** Ends all subscriptions. */
  unsubscribe(subscriberId: number, incoming: Headers): Promise<void>;
  lists(subscriberId: number, incoming: Headers): Promise<readonly SubscribedList[]>;
  /** From now on nobody is known there; for contract tests. */
  pretendNobody(): void;
  /** No pretence any more. */
  clear(): void;
}

/** @param ask calls email-alert-api; without it, nobody is known there */
export function createEmailAlertClient(ask: ApiClient | null): EmailAlertClient {
  let asked = ask;
  const call = async (...request: Parameters<ApiClient>): Promise<unknown> => {
    try {
      return await asked?.(...request);
    } catch (error) {
      if (isStatus(error, 404)) return undefined;
      throw error;
    }
  };
  return {
    async find(userId, incoming) {
      const answer = await call("GET", `/subscribers/govuk-account/${userId}`, { incoming });
      if (answer === undefined) return null;
      const { id, address } = subscriberAnswer.parse(answer).subscriber;
      return { id, address: address ?? null };
    },
    async changeAddress(subscriberId, address, incoming) {
      const body = { new_address: address, on_conflict: "merge" };
      await call("PATCH", `/subscribers/${subscriberId}`, { body, incoming });
    },
    async unsubscribe(subscriberId, incoming) {
      await call("DELETE", `/subscribers/${subscriberId}`, { body: {}, incoming });
    },
    async lists(subscriberId, incoming) {
      const answer = await call("GET", `/subscribers/${subscriberId}/subscriptions`, { incoming });
      if (answer === undefined) return [];
      return subscriptionsAnswer.parse(answer).subscriptions.map(({ subscriber_list }) => subscriber_list);
    },
    pretendNobody() {
      asked = null;
    },
    clear() {
      asked = ask;
    },
  };
}
