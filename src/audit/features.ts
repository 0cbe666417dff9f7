/**
 * What can be said of one answer, as many small facts: each word, how often, and between which others.
 * Facts can be compared where whole bodies cannot, because a nonce or a clock spoils only its own.
 *
 * @module
 */

import { isReservedForEdge } from "../edge/account/request.ts";
import type { Fields } from "../edge/fields/fields.ts";

/** Letters and digits, or one sign that is not ASCII, such as a tick. */
const word = /[\p{L}\p{N}\p{M}]+|[^\p{L}\p{N}\p{M}\s\u0021-\u007e]/gu;
/** A name that is glued to a number that changes is told by its letters. */
const letters = /\p{L}{4,}/gu;
const hasDigit = /\p{N}/u;

/** Fields about the message or its storing rather than about what it says. */
const silent: ReadonlySet<string> = new Set([
  "age",
  "cache-control",
  "cdn-cache-control",
  "connection",
  "content-encoding",
  "content-length",
  "date",
  "etag",
  "expires",
  "keep-alive",
  "last-modified",
  "pragma",
  "set-cookie",
  "surrogate-control",
  "surrogate-key",
  "transfer-encoding",
  "vary",
  "via",
]);

/** What of an answer is compared. */
export interface Comparable {
  readonly status: number;
  readonly fields: Fields;
  readonly text: string;
}

/** The facts of an answer. */
export function featuresOf({ status, fields, text }: Comparable): ReadonlySet<string> {
  const features = new Set<string>([`status ${status}`]);
  addWords(features, "", text);
  addReading(features, text);
  for (const [name, value] of comparedFields(fields)) {
    features.add(`${name}:`);
    addWords(features, `${name}: `, value);
  }
  return features;
}

/** The fields that say something of the page. */
export function comparedFields(fields: Fields): Fields {
  return fields.filter(([name]) => !silent.has(name.toLowerCase()) && !isReservedForEdge(name));
}

/** The words that facts are about, where they are about words of a body. */
export function wordsIn(features: readonly string[]): ReadonlySet<string> {
  return new Set(features.flatMap((feature) => feature.match(word) ?? []));
}

const tag = /<[^>]*>/g;

/** What follows what as somebody reads it: the same rows in another order have the same words and tags. */
function addReading(features: Set<string>, text: string): void {
  let before = "";
  for (const [found] of text.replace(tag, " ").matchAll(word)) {
    features.add(`${before} then ${found}`);
    before = found;
  }
}

function addWords(features: Set<string>, where: string, text: string): void {
  const counts = new Map<string, number>();
  let before = "";
  let end = 0;
  for (const { 0: found, index } of text.matchAll(word)) {
    const nth = (counts.get(found) ?? 0) + 1;
    counts.set(found, nth);
    features.add(nth === 1 ? `${where}${found}` : `${where}${found} ×${nth}`);
    // What stands between two words is a fact too: a minus, a tag, and the order.
    features.add(`${where}${before}${text.slice(end, index).replace(/\s+/g, " ")}${found}`);
    if (hasDigit.test(found)) {
      for (const run of found.match(letters) ?? []) features.add(`${where}${run}…`);
    }
    before = found;
    end = index + found.length;
  }
  features.add(`${where}${before}${text.slice(end).replace(/\s+/g, " ")}.`);
}
