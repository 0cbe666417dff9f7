/**
 * What the answer of a backend becomes before the cache judges it.
 *
 * @module
 */
import * as z from "zod";
import { parseCacheControl } from "../fields/cache-control.ts";
import {
  type FieldLine,
  type Fields,
  fieldValue,
  hasField,
  withField,
  withoutFields,
} from "../fields/fields.ts";

const seconds = z.int().min(1).max(31_536_000);

/** Lifetimes of what says nothing of its own (VCL: fetch, rule 12). */
export const fetchRulesSchema = z.strictObject({
  /** Seconds that an asset is kept: a year, since its name changes with its content. */
  assetsTtl: seconds.default(31_536_000),
  /** Seconds that a client may keep a mirror's page; here it gives way as soon as the app may be asked. */
  mirrorsTtl: seconds.default(900),
});

/** The settings in force. */
export type FetchRules = z.output<typeof fetchRulesSchema>;

/** How an answer was come by. */
export interface FetchedFrom {
  readonly backend: { readonly name: string; readonly kind: "app" | "assets" | "mirror" };
  /** How many backends failed before. */
  readonly restarts: number;
  /** Whether the app may set cookies for this URL. */
  readonly keepsSetCookie: boolean;
}

/**
 * The fields of an answer as the cache is to judge and to store them (VCL: fetch, rules 2, 5, 12, 13).
 * The default lifetime, the statuses and what passes are the cache policy's.
 *
 * @example
 * fetchedFields({ status: 200, fields: [] }, { backend, restarts: 1, keepsSetCookie: false }, rules);
 * // [["Fastly-Backend-Name", "mirrorS3"], ["Fastly-Restarts", "1"], ["Cache-Control", "max-age=900"]]
 */
export function fetchedFields(
  answer: { readonly status: number; readonly fields: Fields },
  from: FetchedFrom,
  rules: FetchRules,
): Fields {
  const { backend, restarts, keepsSetCookie } = from;
  const foreign = keepsSetCookie ? setByEdge : setByEdgeAndCookies;
  const lines: FieldLine[] = [["Fastly-Backend-Name", backend.name]];
  if (restarts > 0) lines.push(["Fastly-Restarts", String(restarts)]);
  const kept = withoutFields(answer.fields, foreign);
  // What the bucket says of itself leaves it neither with a page, nor with a 304 that renews one.
  const told = backend.kind === "assets" ? withoutAmazonFields(kept) : kept;
  const fields = [...told, ...lines];
  return saysHowLong(answer) ? fields : withLifetime(fields, backend.kind, rules);
}

/**
 * A mirror's page stays fresh here for as long as the app is left alone, so that it hides no app that is back;
 * while it is not, the page is served stale. In production it lies under another key, and the app is asked
 * as often. The client is told the mirrors' lifetime.
 *
 * @param seconds for which the app is left alone
 */
export function keptUntilAppIsAsked(fields: Fields, seconds: number): Fields {
  return withField(fields, "Surrogate-Control", `max-age=${Math.max(1, Math.ceil(seconds))}`);
}

const setByEdge: ReadonlySet<string> = new Set(["fastly-backend-name", "fastly-restarts"]);
const setByEdgeAndCookies: ReadonlySet<string> = new Set([...setByEdge, "set-cookie"]);

/**
 * Whether an answer says how long it may be kept, or that it may not. A server error has left production's
 * rules before they come to lifetimes, and a 304 says nothing new where it says nothing.
 */
function saysHowLong({ status, fields }: { readonly status: number; readonly fields: Fields }): boolean {
  if (status >= 500 || status === 304 || hasField(fields, "expires")) return true;
  if (parseCacheControl(fieldValue(fields, "surrogate-control")).has("max-age")) return true;
  const directives = parseCacheControl(fieldValue(fields, "cache-control"));
  return ["max-age", "s-maxage", "private", "no-store", "no-cache"].some((name) => directives.has(name));
}

function withLifetime(fields: Fields, kind: FetchedFrom["backend"]["kind"], rules: FetchRules): Fields {
  if (kind === "mirror") return withField(fields, "Cache-Control", `max-age=${rules.mirrorsTtl}`);
  if (kind === "app") return fields;
  const forAll = withField(fields, "Cache-Control", `max-age=${rules.assetsTtl}, public, immutable`);
  return withField(forAll, "Access-Control-Allow-Origin", "*");
}

function withoutAmazonFields(fields: Fields): Fields {
  return fields.filter(([name]) => !name.toLowerCase().startsWith("x-amz-"));
}
