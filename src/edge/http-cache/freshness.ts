/**
 * Freshness lifetime and age (RFC 9111 §4.2).
 *
 * @module
 */
import { type Directives, deltaSeconds, parseCacheControl, seconds } from "../fields/cache-control.ts";
import { parseDate } from "../fields/date.ts";
import { type Fields, fieldValue } from "../fields/fields.ts";

/** When a response was asked for and received, in milliseconds since 1970. */
export interface ExchangeTimes {
  readonly requestTime: number;
  readonly responseTime: number;
}

/** The lifetime in seconds that Surrogate-Control gives, as Fastly reads it; undefined when it gives none. */
export function surrogateLifetime(fields: Fields): number | undefined {
  return seconds(parseCacheControl(fieldValue(fields, "surrogate-control")), "max-age");
}

/**
 * The explicit freshness lifetime in seconds: s-maxage, else max-age, else Expires less Date (§4.2.1).
 * Undefined when the response gives none.
 */
export function explicitLifetime(
  fields: Fields,
  directives: Directives,
  responseTime: number,
): number | undefined {
  const lifetime = seconds(directives, "s-maxage") ?? seconds(directives, "max-age");
  if (lifetime !== undefined) return lifetime;
  const expires = fieldValue(fields, "expires");
  if (expires === null) return undefined;
  // An invalid date, "0" above all, is a time in the past (§5.3).
  const at = parseDate(expires, responseTime);
  if (at === undefined) return 0;
  const date = parseDate(fieldValue(fields, "date")) ?? responseTime;
  return Math.max(0, Math.floor((at - date) / 1000));
}

/** The corrected initial age in seconds (§4.2.3). */
export function correctedInitialAge(fields: Fields, times: ExchangeTimes): number {
  const date = parseDate(fieldValue(fields, "date")) ?? times.responseTime;
  // Date has whole seconds, so the time it is compared with is taken in whole seconds too.
  const apparentAge = Math.max(0, Math.floor(times.responseTime / 1000) - Math.floor(date / 1000));
  const responseDelay = Math.max(0, (times.responseTime - times.requestTime) / 1000);
  const correctedAge = ageValue(fields) + responseDelay;
  return Math.max(apparentAge, correctedAge);
}

/** An Age that cannot be read may be any age: the response counts as too old to be fresh (§5.1 allows it). */
const unknownAge = 2 ** 31;

function ageValue(fields: Fields): number {
  const value = fieldValue(fields, "age");
  if (value === null) return 0;
  return /^[0-9]+$/.test(value) ? deltaSeconds(value) : unknownAge;
}
