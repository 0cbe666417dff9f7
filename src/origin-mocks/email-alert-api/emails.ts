/**
 * What each email says. The subjects are those of the real service, and so is where the links lead.
 *
 * @module
 */
import type { AuthTokens } from "../common/auth-token.ts";
import type { SubscriberList } from "./lists.ts";
import type { Message } from "./outbox.ts";
import type { Subscriber } from "./subscribers.ts";
import type { Subscription } from "./subscriptions.ts";
import type { Frequency } from "./validation.ts";

/** Writes emails whose links lead to one website. */
export interface EmailWriter {
  /** The link that signs a subscriber in. */
  manage(subscriber: Subscriber, address: string, destination: string): Promise<Message>;
  /** The link that confirms a new subscription. */
  confirmSubscription(list: SubscriberList, address: string, frequency: string): Promise<Message>;
  /** There is nothing to confirm: it only tells. */
  subscribed(subscription: Subscription, list: SubscriberList, address: string): Promise<Message>;
  linked(address: string, titles: readonly string[]): Message;
  /** @param words the text that the caller gave */
  listEnded(list: SubscriberList, address: string, words: string): Message;
}

const often: Readonly<Record<Frequency, string>> = {
  immediately: "You will get an email each time something is added or updated.",
  daily: "You will get one email a day.",
  weekly: "You will get one email a week.",
};

/** @param websiteRoot where the links lead, such as https://www.gov.uk */
export function createEmailWriter(websiteRoot: string, tokens: AuthTokens): EmailWriter {
  const at = (path: string, parameters: Record<string, string>) => {
    const pairs = Object.entries(parameters);
    const query = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
    return `${websiteRoot}${path}${query === "" ? "" : `${path.includes("?") ? "&" : "?"}${query}`}`;
  };

  return {
    async manage(subscriber, address, destination) {
      const token = await tokens.create({ subscriber_id: subscriber.id });
      return {
        address,
        subject: "Change your GOV.UK email preferences",
        paragraphs: ["Use the link to see and change the emails you get. It works for seven days."],
        links: [{ text: "Change your email preferences", href: at(destination, { token }) }],
      };
    },
    async confirmSubscription(list, address, frequency) {
      const { slug: topic_id, title } = list;
      const token = await tokens.create({ address, topic_id, frequency });
      const href = at("/email/subscriptions/authenticate", { token, topic_id, frequency });
      return {
        address,
        subject: "Confirm that you want to get emails from GOV.UK",
        paragraphs: [`Emails will be about: ${title}`, "The link works for seven days."],
        links: [{ text: "Yes, I want emails about this", href }],
      };
    },
    async subscribed(subscription, list, address) {
      const token = await tokens.create({ subscriber_id: subscription.subscriberId });
      return {
        address,
        subject: `You’ve subscribed to: ${list.title}`,
        paragraphs: [often[subscription.frequency]],
        links: [
          ...(list.url === null ? [] : [{ text: list.title, href: at(list.url, {}) }]),
          { text: "Unsubscribe", href: at(`/email/unsubscribe/${subscription.id}`, { token }) },
          { text: "Change your email preferences", href: at("/email/manage/authenticate", { address }) },
        ],
      };
    },
    linked: (address, titles) => ({
      address,
      subject: "Use your GOV.UK account to manage your GOV.UK email subscriptions in one place",
      paragraphs: ["These subscriptions belong to your account now:", ...titles],
      links: [{ text: "Sign in to your account", href: at("/account", {}) }],
    }),
    listEnded: (list, address, words) => ({
      address,
      subject: `Update from GOV.UK for: ${list.title}`,
      paragraphs: [words],
      links: [],
    }),
  };
}
