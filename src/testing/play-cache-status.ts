/**
 * The edge's own member of `Cache-Status` (RFC 9211): reading it, and holding it against a play.
 *
 * @module
 */
import { cacheWords } from "./expect-schema.ts";
import type { State } from "./outcome-schema.ts";
import { type Difference, differ, fieldValue, show, splitOutsideQuotes } from "./play-differ.ts";
import { isUnasked } from "./play-outcome.ts";
import type { ClientGot, Scene } from "./play-scene.ts";

/** What the edge says of one answer. */
export interface EdgeStatus {
  readonly state: State;
  /** Something stale was served in place of an error. */
  readonly stale: boolean;
  readonly stored: boolean;
  /** Seconds the answer stays fresh, where the edge says so. */
  readonly ttl: number | null;
}

const EDGE = "govuk-edge";
const MISSES = ["uri-miss", "vary-miss", "miss", "stale", "partial", "request"];
const PASSES = ["bypass", "method"];

/** How an answer was come by, in the words of `expect`. */
export function cacheWordOf({ state, stale, ttl }: EdgeStatus): (typeof cacheWords)[number] {
  if (stale || (state === "HIT" && ttl !== null && ttl < 0)) return "stale";
  return cacheWords.find((word) => word === state.toLowerCase()) ?? "synthetic";
}

/** HIT, MISS or PASS, and whether the answer was stored, as the edge itself reports them. */
export function compareCacheStatus({ expected }: Scene, got: ClientGot): Difference[] {
  if (expected.state === "RESTART") return [];
  const field = fieldValue(got.headers, "cache-status");
  const states: readonly State[] =
    typeof expected.state === "string" ? [expected.state] : expected.state.anyOf;
  // An answer that the edge made itself has nothing to do with the cache, and need not speak of it.
  if (field === null && states.includes("SYNTHETIC")) return [];
  const status = readCacheStatus(field);
  const wanted = { what: "state", expected: states.join(" or ") };
  if (status === null) return [{ ...wanted, got: `Cache-Status ${show(field)}` }];
  return [
    ...(expected.cacheStatus === undefined
      ? []
      : differ("cache-status", expected.cacheStatus, withoutKey(field))),
    ...(states.some((state) => isIn(state, status, expected))
      ? []
      : [{ ...wanted, got: status.stale ? "STALE" : status.state }]),
    ...(isUnasked(expected) || status.stale ? [] : compareStored(expected.stored, status)),
  ];
}

/** A page of the edge's own is synthetic, whatever was asked before; what is stale may count as a miss. */
function isIn(state: State, status: EdgeStatus, { page }: Scene["expected"]): boolean {
  if (state === "STALE") return status.stale;
  return state === status.state || (state === "SYNTHETIC" && page !== undefined && status.state !== "HIT");
}

/** Without the key, which is the URL that was asked for: it is the same in all answers to one. */
export function withoutKey(field: string | null): string | null {
  return field?.replace(/; key="[^"]*"$/, "") ?? null;
}

/** How the edge came by an answer; null when it does not say. */
export function stateOfAnswer(got: ClientGot): State | null {
  return statusOfAnswer(got)?.state ?? null;
}

/** What the edge says of an answer; null when it says nothing. */
export function statusOfAnswer(got: Pick<ClientGot, "headers">): EdgeStatus | null {
  return readCacheStatus(fieldValue(got.headers, "cache-status"));
}

/** Whether an answer is stored, and for how long. @param expected such as `60 s`; all else means that it is not */
export function compareStored(expected: string | undefined, { stored, ttl }: EdgeStatus): Difference[] {
  const seconds = /^([0-9]+) s$/.exec(expected ?? "")?.[1];
  const what = "stored";
  if (seconds === undefined) return stored ? [{ what, expected: "no", got: "yes" }] : [];
  if (!stored) return [{ what, expected: `for ${seconds} s`, got: "no" }];
  // Two seconds may have gone by since the app answered.
  const isRight = ttl === null || (ttl <= Number(seconds) && ttl >= Number(seconds) - 2);
  return isRight ? [] : [{ what, expected: `for ${seconds} s`, got: `for ${ttl} s` }];
}

/**
 * Reads `govuk-edge; hit; ttl=299` and the like; null when the edge says nothing, or nothing known.
 *
 * @param field the joined value of Cache-Status, which may hold members of other caches
 * @example readCacheStatus("govuk-edge; fwd=uri-miss; stored") // { state: "MISS", stale: false, stored: true, ttl: null }
 */
function readCacheStatus(field: string | null): EdgeStatus | null {
  const members = splitOutsideQuotes(field ?? "", ",").map((member) => splitOutsideQuotes(member, ";"));
  const ours = members.find(([name]) => name === EDGE);
  if (ours === undefined) return null;
  const parameters = new Map(ours.slice(1).map(nameAndValue));
  const state = stateOf(parameters);
  if (state === null) return null;
  const ttl = Number.parseInt(parameters.get("ttl") ?? "", 10);
  const stale = parameters.get("detail") === "stale-if-error";
  return { state, stale, stored: isOn(parameters.get("stored")), ttl: Number.isNaN(ttl) ? null : ttl };
}

function stateOf(parameters: ReadonlyMap<string, string>): State | null {
  if (isOn(parameters.get("hit"))) return "HIT";
  const forwarded = parameters.get("fwd");
  if (forwarded === undefined) return "SYNTHETIC";
  if (MISSES.includes(forwarded)) return "MISS";
  return PASSES.includes(forwarded) ? "PASS" : null;
}

/** A parameter without a value is true, and `?0` is false (RFC 9651 section 3.1.2). */
function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== "?0";
}

function nameAndValue(parameter: string): [string, string] {
  const [name = "", ...value] = parameter.split("=");
  return [name.trim(), value.join("=").trim()];
}
