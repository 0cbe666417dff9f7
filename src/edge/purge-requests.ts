/**
 * Purging by HTTP: who may, what is asked for, and the answer.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import type { PurgeOrder } from "./purging.ts";
import type { ClientRequest } from "./request.ts";
import { addressesSchema, addressSet } from "./www/addresses.ts";
import { isSame } from "./www/basic-auth.ts";

/** Who may purge; without either, nobody. */
export const purgeAccessSchema = z
  .strictObject({
    /** A secret that comes as `Fastly-Key`, or as `Authorization: Bearer`. */
    token: z
      .string()
      .regex(/^[\x21-\x7e]{8,}$/, "expected a token of 8 visible ASCII characters or more")
      .nullable()
      .default(null),
    /** Addresses and ranges that need none: not those of a proxy that others come through. */
    trusted: addressesSchema,
  })
  .prefault({});

/** The settings in force. */
export type PurgeAccess = z.output<typeof purgeAccessSchema>;

/** Why a request may not purge; null when it may. */
export type AccessCheck = (request: Pick<ClientRequest, "client" | "get">) => PurgeRefusal | null;

/** A refusal: 401 where a token would help, 403 where nothing does, 405 and 400 where it is no order. */
export interface PurgeRefusal {
  readonly status: 400 | 401 | 403 | 405;
  /** What to do about it. */
  readonly detail: string;
}

/** Whether anybody may purge. */
export function isPurgeable({ token, trusted }: PurgeAccess): boolean {
  return token !== null || trusted.length > 0;
}

/** Checks who asks. */
export function accessCheck({ token, trusted }: PurgeAccess): AccessCheck {
  const isTrusted = addressSet(trusted);
  return ({ client, get }) => {
    if (isTrusted(client.address)) return null;
    if (token === null) return { status: 403, detail: "Purging is not open to this address." };
    if (isSame(tokenOf(get) ?? "", token)) return null;
    return { status: 401, detail: "Send the token as Fastly-Key, or as Authorization: Bearer." };
  };
}

function tokenOf(get: ClientRequest["get"]): string | null {
  return get("fastly-key") ?? /^bearer +(\S+)$/i.exec(get("authorization") ?? "")?.[1] ?? null;
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
