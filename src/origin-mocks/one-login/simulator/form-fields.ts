/**
 * Reading the form of the interactive mode: every field comes as text, some of it JSON.
 *
 * @module
 */
import { z } from "zod";
import { parseJson, type RequestParameters } from "../parameters.ts";
import type { ResponseFields } from "./response-fields.ts";

/** One field that is wrong. */
interface InvalidField {
  readonly field: string;
  readonly message: string;
}

/** What the form says, or which fields are wrong. */
export type ReadForm = { readonly response: ResponseFields } | { readonly invalid: readonly InvalidField[] };

const object = z.record(z.string(), z.unknown());
const objects = z.array(object);

/** The fields that hold JSON, with what is said of a wrong one. */
const jsonFields = [
  ["coreIdentityVerifiableCredentials", object, "Invalid CoreIdentity Verifiable Credential"],
  ["passportDetails", objects, "Invalid Passport Details"],
  ["drivingPermitDetails", objects, "Invalid Driving Permit details"],
  ["postalAddressDetails", objects, "Invalid Postal Address details"],
  ["returnCodes", z.array(z.strictObject({ code: z.string() })), "Invalid Return Codes"],
] as const;

/** What a checkbox, or a test, may say. */
const flags = /^(?:true|false|1|0|yes|no)$/i;

const levels = z.enum(["P0", "P1", "P2", "P3"]);

/** A field that was left empty is null, but for the credential, of which the configured one is kept. */
export function readFormResponse(form: RequestParameters): ReadForm {
  const said = (name: string) => form.get(name) || undefined;
  const invalid: InvalidField[] = [];
  const complain = (field: string, message: string) => void invalid.push({ field, message });
  const level = levels.optional().safeParse(said("maxLoCAchieved"));
  if (said("sub") === undefined) complain("sub", "Subject claim is a required field");
  const boxes = ["emailVerified", "phoneNumberVerified"];
  for (const name of boxes.filter((box) => !flags.test(said(box) ?? "false")))
    complain(name, "Invalid value");
  if (!level.success) complain("maxLoCAchieved", "Invalid Level of Confidence");
  const parsed: Record<string, unknown> = {};
  for (const [name, schema, message] of jsonFields) {
    const text = said(name);
    const value = text === undefined ? null : parseJson(text);
    if (value === undefined) complain(name, "Invalid value");
    if (text !== undefined && !schema.safeParse(value).success) complain(name, message);
    parsed[name] = value;
  }
  if (invalid.length > 0) return { invalid };
  const list = (name: string) => objects.nullable().parse(parsed[name]);
  const credential = object.nullable().parse(parsed.coreIdentityVerifiableCredentials);
  return {
    response: {
      sub: said("sub"),
      email: said("email"),
      emailVerified: said("emailVerified") === "true",
      phoneNumber: said("phoneNumber") ?? null,
      phoneNumberVerified: said("phoneNumberVerified") === "true",
      maxLoCAchieved: level.data,
      ...(credential !== null && { coreIdentityVerifiableCredentials: credential }),
      passportDetails: list("passportDetails"),
      drivingPermitDetails: list("drivingPermitDetails"),
      postalAddressDetails: list("postalAddressDetails"),
      returnCodes: z
        .array(z.strictObject({ code: z.string() }))
        .nullable()
        .parse(parsed.returnCodes),
    },
  };
}
