/**
 * Who is turned away at the door: by address, or by the fingerprint of the TLS client.
 *
 * @module
 */
import * as z from "zod";
import { addressesSchema, addressSet } from "./addresses.ts";
import type { OwnAnswer } from "./own-answer.ts";

/** Who is denied (VCL: recv, rules 5 and 6). Production's lists are not public: here they are empty. */
export const denylistSchema = z.strictObject({
  /** Addresses and ranges; production knows exact addresses only. */
  addresses: addressesSchema,
  /** JA3 fingerprints: MD5 in hexadecimal. */
  ja3: z.array(z.string().regex(/^[0-9a-f]{32}$/i, "expected 32 hexadecimal digits")).default([]),
});

/** What is known of a client's connection. */
export interface Connection {
  readonly address: string;
  /** As the connection, or a trusted proxy, gives it; null when nobody does. Never as a client does. */
  readonly ja3: string | null;
}

/** Whether a client is denied. */
export function denylist(denied: z.output<typeof denylistSchema>): (connection: Connection) => boolean {
  const isListed = addressSet(denied.addresses);
  const fingerprints = new Set(denied.ja3.map((ja3) => ja3.toLowerCase()));
  return ({ address, ja3 }) => isListed(address) || (ja3 !== null && fingerprints.has(ja3.toLowerCase()));
}

/** The answer to them: at once, where production starts afresh three times before it says so (D9). */
export const forbidden: OwnAnswer = {
  status: 403,
  fields: [["Fastly-Backend-Name", "error"]],
  page: "forbidden",
};
