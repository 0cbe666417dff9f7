/**
 * The messages that a session can carry to the next page, and what that page says.
 *
 * @module
 */

/** The message the demonstration adds. */
export const subscribed = "email-subscription-success";

/** In the order in which a page looks for them; it shows the first it finds. */
const banners: readonly (readonly [message: string, text: string])[] = [
  [subscribed, "You’ve subscribed to emails about this page"],
  ["email-unsubscribe-success", "You’ve unsubscribed from emails about this page"],
  ["email-subscription-already-subscribed", "You’re already getting emails about this page"],
];

/** What to tell the person; undefined when no message is a known one. */
export function bannerText(flash: ReadonlySet<string>): string | undefined {
  return banners.find(([message]) => flash.has(message))?.[1];
}
