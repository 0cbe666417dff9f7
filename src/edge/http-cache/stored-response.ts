/**
 * Making stored responses, of which there are many: what is the same in many of them is there once.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { interned } from "../fields/interned.ts";
import type { Prepared, ReuseRules, StoredResponse } from "./store.ts";
import type { VaryList } from "./vary.ts";

/** A response whose body is still to come. */
export type UnfinishedResponse = Omit<StoredResponse, "body" | "prepared" | "incomplete">;

type Bytes = Uint8Array<ArrayBuffer>;

/** A response to store. @param incomplete what is there of it, if that is not all */
export function storedResponse(
  response: UnfinishedResponse,
  body: Bytes,
  incomplete: StoredResponse["incomplete"] = null,
): StoredResponse {
  const { origin } = response;
  const fields = isSame(response.fields, origin) ? origin : response.fields;
  // Each by its name, and not copied, so that V8 keeps all in one object; what a hit reads stands together.
  return {
    kind: response.kind,
    status: response.status,
    storedAt: response.storedAt,
    initialAge: response.initialAge,
    lifetime: response.lifetime,
    reuse: sameRules(response.reuse),
    isSubstitute: response.isSubstitute,
    incomplete,
    fields,
    body,
    prepared: null,
    origin,
    vary: sameVary(response.vary),
    tags: response.tags.length === 0 ? noTags : response.tags,
    date: response.date,
    bodyAskedAt: response.bodyAskedAt,
    askedAt: response.askedAt,
  };
}

/** Room in which nothing is yet. */
export function unprepared(fields: Fields, body: Bytes): Prepared {
  return { fields, body, length: body.byteLength, text: null, isWhole: false };
}

const noTags: readonly string[] = [];

function isSame(some: Fields, others: Fields): boolean {
  return (
    some.length === others.length &&
    some.every(([name, value], at) => name === others[at]?.[0] && value === others[at]?.[1])
  );
}

const sameRules = interned((rules: ReuseRules) => {
  const { validateAlways, staleWhileRevalidate, staleIfError, staleIfDisconnected, mayBeStale } = rules;
  return `${validateAlways} ${mayBeStale} ${staleWhileRevalidate} ${staleIfError} ${staleIfDisconnected}`;
});

const sameVary = interned((list: VaryList) => JSON.stringify(list));
