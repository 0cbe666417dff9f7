/**
 * A password before the whole site, for one that is not open to the public.
 *
 * @module
 */
import * as z from "zod";
import { addressesSchema, addressSet } from "./addresses.ts";
import type { OwnAnswer } from "./own-answer.ts";

// RFC 7617 §2: a colon ends the user name, and neither holds control characters.
const text = z.string().regex(/^\P{Cc}+$/u, "expected text without control characters");

/** The password (VCL: recv, rule 7); null where none is asked for, as in production. */
export const basicAuthSchema = z
  .strictObject({
    user: text.refine((user) => !user.includes(":"), { error: "expected a name without a colon" }),
    password: text,
    /** What a browser shows when it asks. */
    realm: z
      .string()
      .regex(/^[ !#-[\]-~]+$/, "expected ASCII text without quotes or backslashes")
      .default("GOV.UK"),
    /** Addresses and ranges that need no password. */
    exempt: addressesSchema,
  })
  .nullable()
  .default(null);

/** Who asks to come in. */
export interface Asking {
  readonly address: string;
  /** The value of a field by its name in lower case; null when absent. */
  get(name: string): string | null;
}

/** A password in force. */
export interface BasicAuth {
  /** Whether a request may come in. */
  allows(asking: Asking): boolean;
  /** The answer to one that may not. */
  readonly unauthorised: OwnAnswer;
  /** What an app that asks for the same password must be sent (VCL: recv, rule 26). A secret. */
  readonly authorization: string;
}

/** Puts a password in force. */
export function basicAuth(settings: NonNullable<z.output<typeof basicAuthSchema>>): BasicAuth {
  const { user, password, realm } = settings;
  const isExempt = addressSet(settings.exempt);
  const credentials = base64(`${user}:${password}`);
  return {
    allows: (asking) =>
      isExempt(asking.address) || isSame(credentialsOf(asking.get("authorization")), credentials),
    unauthorised: {
      status: 401,
      fields: [["WWW-Authenticate", `Basic realm="${realm}", charset="UTF-8"`]],
      page: "unauthorised",
    },
    authorization: `Basic ${credentials}`,
  };
}

/** The name of the scheme is compared in any letter case (RFC 9110 §11.1). */
function credentialsOf(authorization: string | null): string {
  return /^basic +([a-z0-9+/=]+)$/i.exec(authorization ?? "")?.[1] ?? "";
}

function base64(value: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(value)));
}

/** Takes as long wherever the first difference is: nobody finds a password letter by letter. */
export function isSame(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let i = 0; i < given.length; i += 1) {
    difference |= given.charCodeAt(i) ^ expected.charCodeAt(i % expected.length);
  }
  return difference === 0;
}
