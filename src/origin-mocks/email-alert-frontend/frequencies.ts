/**
 * How often emails can come, and how that is said.
 *
 * @module
 */

const words = {
  immediately: "every time something is added or updated",
  daily: "once a day",
  weekly: "once a week",
} as const;

/** A value of the API. */
export type Frequency = keyof typeof words;

/** In the order in which a person is offered them. */
export const frequencies: readonly Frequency[] = ["immediately", "daily", "weekly"];

/** Whether text is a frequency. */
export function isFrequency(text: string | undefined): text is Frequency {
  return text !== undefined && Object.hasOwn(words, text);
}

/** How often that is, as part of a sentence; what is no frequency is said as it is. */
export function inWords(frequency: string): string {
  return isFrequency(frequency) ? words[frequency] : frequency;
}
