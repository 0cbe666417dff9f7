/**
 * Who may ask the edge for what is not for everybody: by a token, or by address.
 *
 * @module
 */
// The whole name space, because the named `z` would bring all languages into the bundle.
import * as z from "zod";
import type { ClientRequest } from "./request.ts";
import { addressesSchema, addressSet } from "./www/addresses.ts";
import { isSame } from "./www/basic-auth.ts";

/** A token, and addresses that need none; without either, nobody may. */
export const accessShape = {
  /** A secret. */
  token: z
    .string()
    .regex(/^[\x21-\x7e]{8,}$/, "expected a token of 8 visible ASCII characters or more")
    .nullable()
    .default(null),
  /** Addresses and ranges that need none: not those of a proxy that others come through. */
  trusted: addressesSchema,
};

/** Who may. */
export interface Access {
  readonly token: string | null;
  readonly trusted: readonly string[];
}

/** A refusal: 401 where a token would help, 403 where nothing does. */
export interface AccessRefusal {
  readonly status: 401 | 403;
  /** What to do about it. */
  readonly detail: string;
}

/** Why a request may not; null when it may. */
export type AccessCheck = (request: Pick<ClientRequest, "client" | "get">) => AccessRefusal | null;

/** Whether anybody may. */
export function isOpenToAnybody({ token, trusted }: Access): boolean {
  return token !== null || trusted.length > 0;
}

/**
 * Checks who asks.
 *
 * @param what what it is about, as the beginning of a sentence
 * @param field a field besides Authorization in which the token may come
 */
export function accessCheck({ token, trusted }: Access, what: string, field?: string): AccessCheck {
  const isTrusted = addressSet(trusted);
  const ways = [...(field === undefined ? [] : [field]), "Authorization: Bearer"].join(", or as ");
  return ({ client, get }) => {
    if (isTrusted(client.address)) return null;
    if (token === null) return { status: 403, detail: `${what} is not open to this address.` };
    const sent = (field === undefined ? null : get(field.toLowerCase())) ?? bearerOf(get);
    if (isSame(sent ?? "", token)) return null;
    return { status: 401, detail: `Send the token as ${ways}.` };
  };
}

function bearerOf(get: ClientRequest["get"]): string | null {
  return /^bearer +(\S+)$/i.exec(get("authorization") ?? "")?.[1] ?? null;
}
