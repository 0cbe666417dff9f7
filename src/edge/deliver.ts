/**
 * The end of a request's life: from what the cache or the origin gave to what the client gets.
 *
 * @module
 */
import { presentFields, sessionChange, withSessionChange } from "./account/response.ts";
import type { Arrival } from "./arrival.ts";
import type { FieldLine, Fields } from "./fields/fields.ts";
import { endToEnd } from "./fields/hop-by-hop.ts";
import { cacheStatus, keyParameter, xCache } from "./observe/cache-status.ts";
import type { CacheOutcome } from "./observe/events.ts";
import { withoutSurrogateFields } from "./www/surrogate.ts";

/** What any client may see of the fields of a response. */
export function visibleFields(withAccount: boolean, fields: Fields): Fields {
  return withAccount ? presentFields(withoutSurrogateFields(fields)) : fields;
}

/**
 * The fields of an answer that is this client's alone: a session change becomes a cookie. The change is
 * read from the fields as they came, so that a Connection field cannot make it go unseen.
 */
export function ownFields({ account }: Arrival, received: Fields): Fields {
  const fields = endToEnd(received);
  const changed = account ? withSessionChange(fields, sessionChange(received), account.cookie) : fields;
  return visibleFields(account !== null, changed);
}

/**
 * The fields that each answer computes for itself.
 *
 * @param key the primary key
 * @param age seconds; null for an answer that comes straight from the origin
 */
export function outcomeFields(key: string, outcome: CacheOutcome, age: number | null): Fields {
  const fields: FieldLine[] = [statusField(key, outcome), ["X-Cache", xCache(outcome)]];
  // Rounded up or down does not matter to RFC 9111; down, so that a fresh response has age 0.
  if (age !== null) fields.push(["Age", String(Math.floor(age))]);
  return fields;
}

/** Cache-Status, which every profile tells. */
export function statusField(key: string, outcome: CacheOutcome): FieldLine {
  return ["Cache-Status", `${cacheStatus(outcome)}; ${keyParameter(key)}`];
}

/** A Web response; one without a body where the status or HEAD forbids it. */
export function webResponse(
  status: number,
  fields: Fields,
  body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null,
): Response {
  const headers = new Headers();
  for (const [name, value] of fields) headers.append(name, value);
  const bodiless = status === 204 || status === 205 || status === 304;
  // For 304 it tells the length that a 200 would have (RFC 9110 §8.6); for these two there is none.
  if (status === 204 || status === 205) headers.delete("content-length");
  return new Response(bodiless ? null : body, { status, headers });
}
