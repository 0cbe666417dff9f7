/**
 * Renewing stored responses by what the origin said of them without sending them again: a 304, or the
 * answer to a HEAD (RFC 9111 §4.3.4, §4.3.5).
 *
 * @module
 */
import { fieldValue } from "../fields/fields.ts";
import { currentAge, type Stale } from "./assess.ts";
import { equalWeakly, parseEntityTag } from "./entity-tag.ts";
import { type Asked, finished, type Recorder, type Settled } from "./recorder.ts";
import type { StoredResponse } from "./store.ts";
import type { ResponseHead, Verdict } from "./storing.ts";
import { hasStrongTag } from "./strong-validator.ts";
import { freshenedFields } from "./validation.ts";

/** A stored response under its new fields. */
export interface Freshened {
  readonly head: ResponseHead;
  readonly verdict: Verdict;
  readonly response: StoredResponse;
  /** Settles when it is stored, and all others that the 304 selects; rejects when the store fails. */
  readonly stored: Promise<Settled>;
}

/** The two ways to renew. */
export interface Updates {
  /** Null when the 304 is not about the response that was to be validated. */
  after304(asked: Asked, stale: Stale, notModified: ResponseHead): Freshened | null;
  afterHead(asked: Asked, stale: Stale, head: ResponseHead): Promise<Settled>;
}

/** @param now milliseconds since 1970 */
export function createUpdates(recorder: Recorder, now: () => number): Updates {
  function freshened(asked: Asked, stored: StoredResponse, update: ResponseHead): Freshened {
    const head = { status: stored.status, fields: freshenedFields(stored.origin, update.fields) };
    const verdict = recorder.judge(asked, head);
    if (!verdict.store) {
      const passed = recorder.pass(asked, head, verdict.pass, verdict.reason);
      return { head, verdict, response: stored, stored: passed };
    }
    const response = finished(recorder.begin(asked, head, verdict, stored), stored.body);
    return { head, verdict, response, stored: recorder.put(asked, response, stored) };
  }

  /** What is stored may still be used to validate, or in place of an error, but is not fresh. */
  function outdated(asked: Asked, stored: StoredResponse): Promise<Settled> {
    const lifetime = Math.min(stored.lifetime, currentAge(stored, now()));
    return recorder.put(asked, { ...stored, lifetime }, stored);
  }

  return {
    after304(asked, { response, others }, update) {
      if (isAboutAnother(response, update)) return null;
      const alike = others.filter((other) => !other.incomplete && hasSameStrongTag(other, update));
      const renewed = alike.map((other) => freshened(asked, other, update).stored);
      const main = freshened(asked, response, update);
      const stored = Promise.all([main.stored, ...renewed]).then(([settled]) => settled);
      stored.catch(() => undefined);
      return { ...main, stored };
    },

    async afterHead(asked, { response, others }, head) {
      // Another status says nothing of what a GET would bring.
      if (head.status !== 200) return "nothing";
      // It is the answer to a GET that is judged: only its head came anew.
      const asGet = { ...asked, sent: { ...asked.sent, method: "GET" } };
      const complete = [response, ...others].filter((stored) => stored.incomplete === null);
      const updates = complete.map((stored) =>
        describes(head, stored) ? freshened(asGet, stored, head).stored : outdated(asGet, stored),
      );
      const [settled = "nothing"] = await Promise.all(updates);
      return settled;
    },
  };
}

/** A 304 that names another representation than the one that was asked about (RFC 9111 §4.3.4). */
function isAboutAnother(stored: StoredResponse, { fields }: ResponseHead): boolean {
  const named = parseEntityTag(fieldValue(fields, "etag"));
  if (named !== undefined) {
    const known = parseEntityTag(fieldValue(stored.origin, "etag"));
    return known === undefined || !equalWeakly(named, known);
  }
  const modified = fieldValue(fields, "last-modified");
  return modified !== null && modified !== fieldValue(stored.origin, "last-modified");
}

function hasSameStrongTag(stored: StoredResponse, { fields }: ResponseHead): boolean {
  const known = parseEntityTag(fieldValue(stored.origin, "etag"));
  return known !== undefined && hasStrongTag(fields, known);
}

/** Whether a head is that of a stored response: its length and its validators agree (RFC 9111 §4.3.5). */
function describes(head: ResponseHead, stored: StoredResponse): boolean {
  const length = fieldValue(head.fields, "content-length");
  if (length !== null && length !== String(stored.body.byteLength)) return false;
  return ["etag", "last-modified"].every((name) => {
    const value = fieldValue(head.fields, name);
    return value === null || value === fieldValue(stored.origin, name);
  });
}
