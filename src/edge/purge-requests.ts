/**
 * Purging by HTTP: who may, what is asked for, and the answer.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import { type AccessCheck, type AccessRefusal, accessCheck, accessShape } from "./access.ts";
import type { PurgeOrder } from "./purging.ts";
import type { ClientRequest } from "./request.ts";

/** Who may purge; without either, nobody. */
export const purgeAccessSchema = z.strictObject(accessShape).prefault({});

/** The settings in force. */
export type PurgeAccess = z.output<typeof purgeAccessSchema>;

/** A refusal: for who asks, or 405 and 400 where it is no order. */
export type PurgeRefusal = AccessRefusal | { readonly status: 400 | 405; readonly detail: string };

/** Checks who asks for a purge: a token comes as Fastly's own. */
export function purgeCheck(access: PurgeAccess): AccessCheck {
  return accessCheck(access, "Purging", "Fastly-Key");
}

/** Whether a request asks for a soft purge, as it is asked for at Fastly. */
export function isSoft(get: ClientRequest["get"]): boolean {
  return get("fastly-soft-purge")?.trim() === "1";
}

const soft = z.boolean().optional();
const expected =
  'Expected JSON such as { "url": "https://www.gov.uk/vat-rates" }, { "surrogateKeys": ["organisations"] } ' +
  'or { "everything": true }, each with "soft": true if what is purged may be served stale.';
const bodySchema = z.union([
  z.strictObject({ url: z.string(), soft }).transform((order) => [order]),
  z
    .strictObject({ surrogateKeys: z.array(z.string()).min(1).max(1_000), soft })
    .transform(({ surrogateKeys, ...rest }) => ordersFor(surrogateKeys, rest.soft)),
  z.strictObject({ everything: z.literal(true), soft }).transform((order) => [order]),
]);

/** Characters; a thousand long keys have room. */
const longestBody = 1_000_000;

/**
 * The orders in a request to purge: keys in a Surrogate-Key field, or JSON.
 *
 * A form cannot be sent instead, so that no page elsewhere makes a trusted person's browser purge.
 */
export async function ordersOf(request: Request): Promise<readonly PurgeOrder[] | PurgeRefusal> {
  const get = (name: string) => request.headers.get(name);
  const keys = get("surrogate-key")?.split(/\s+/).filter(Boolean) ?? [];
  if (keys.length > 0) return ordersFor(keys, isSoft(get));
  if (!/^application\/json\s*(?:;|$)/i.test(get("content-type") ?? "")) {
    return { status: 400, detail: `There is no Surrogate-Key, and the body is not JSON. ${expected}` };
  }
  const text = await request.text().catch(() => "");
  const { data } = bodySchema.safeParse(text.length > longestBody ? null : parsed(text));
  if (!data) return { status: 400, detail: expected };
  return data.map((order) => ({ ...order, soft: order.soft ?? isSoft(get) }));
}

function ordersFor(keys: readonly string[], isSoftPurge: boolean | undefined): PurgeOrder[] {
  const how = isSoftPurge === undefined ? {} : { soft: isSoftPurge };
  return keys.map((surrogateKey) => ({ surrogateKey, ...how }));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
