/**
 * The answer of the official simulator's one user, in its field names, to and from a person here.
 *
 * @module
 */
import { z } from "zod";
import { type Account, type Identity, identityOf } from "../accounts.ts";

const objects = z.array(z.record(z.string(), z.unknown())).nullable();

/** What `responseConfiguration` may say. Other members are accepted, and ignored. */
export const responseFields = z.object({
  sub: z.string().optional(),
  email: z.string().optional(),
  emailVerified: z.boolean().optional(),
  phoneNumber: z.string().nullable().optional(),
  phoneNumberVerified: z.boolean().optional(),
  maxLoCAchieved: z.enum(["P0", "P1", "P2", "P3"]).optional(),
  coreIdentityVerifiableCredentials: z.record(z.string(), z.unknown()).nullable().optional(),
  passportDetails: objects.optional(),
  drivingPermitDetails: objects.optional(),
  postalAddressDetails: objects.optional(),
  returnCodes: z
    .array(z.looseObject({ code: z.string() }))
    .nullable()
    .optional(),
});

export type ResponseFields = z.infer<typeof responseFields>;

/** A person with what the fields say; what they do not mention stays. */
export function withResponse(account: Account, fields: ResponseFields): Account {
  const { sub = account.subject, email = account.email, emailVerified = account.emailVerified } = fields;
  const { phoneNumber = account.phone, phoneNumberVerified = account.phoneVerified } = fields;
  const known = identityOf(account);
  const identity: Identity = {
    achieved: fields.maxLoCAchieved ?? known.achieved,
    credential: either(fields.coreIdentityVerifiableCredentials, known.credential),
    passports: either(fields.passportDetails, known.passports),
    drivingPermits: either(fields.drivingPermitDetails, known.drivingPermits),
    addresses: either(fields.postalAddressDetails, known.addresses),
    socialSecurityRecords: known.socialSecurityRecords,
    returnCodes: either(fields.returnCodes, known.returnCodes),
  };
  return {
    ...account,
    ...(sub !== undefined && { subject: sub }),
    email,
    emailVerified,
    phone: phoneNumber,
    ...(phoneNumberVerified !== undefined && { phoneVerified: phoneNumberVerified }),
    identity,
  };
}

/** Unlike `??`, null is something that was said. */
function either<Value>(said: Value | undefined, known: Value): Value {
  return said === undefined ? known : said;
}

/** All of the fields. */
type AllFields = { readonly [name in keyof ResponseFields]-?: Exclude<ResponseFields[name], undefined> };

/** A person in the simulator's field names. */
export function responseOf(account: Account): AllFields {
  const identity = identityOf(account);
  return {
    sub: account.subject ?? account.id,
    email: account.email,
    emailVerified: account.emailVerified,
    phoneNumber: account.phone,
    phoneNumberVerified: account.phoneVerified ?? account.phone !== null,
    maxLoCAchieved: identity.achieved,
    coreIdentityVerifiableCredentials: identity.credential,
    passportDetails: identity.passports,
    drivingPermitDetails: identity.drivingPermits,
    postalAddressDetails: identity.addresses,
    returnCodes: identity.returnCodes,
  };
}
