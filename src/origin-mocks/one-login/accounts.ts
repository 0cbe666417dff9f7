/**
 * The people who can sign in, with what One Login knows of their identity.
 *
 * @module
 */
import { z } from "zod";
import { credential, exampleParts, exampleSchema, identityOfParts } from "./example-data.ts";

const levels = ["P0", "P1", "P2", "P3"] as const;
const jsonObject = z.record(z.string(), z.unknown());
const details = z.array(jsonObject).nullable();

/** What an identity check found; what is null is not told. */
export const identitySchema = z.strictObject({
  /** The level of confidence that was reached. */
  achieved: z.enum(levels).default("P2"),
  /** The `vc` of the core identity. */
  credential: jsonObject.nullable().default(null),
  passports: details.default(null),
  drivingPermits: details.default(null),
  addresses: details.default(null),
  socialSecurityRecords: details.default(null),
  returnCodes: z
    .array(z.strictObject({ code: z.string() }))
    .nullable()
    .default(null),
});

/** The schema of one person, as a file of people has it. */
export const accountSchema = z.strictObject({
  id: z.string().min(1),
  name: z.string().min(1),
  email: z.string().min(1),
  emailVerified: z.boolean().default(true),
  phone: z.string().nullable().default(null),
  /** Whether the number is verified; by default, whether there is one. */
  phoneVerified: z.boolean().optional(),
  /** The `sub` for every service; without it each sector sees another. */
  subject: z.string().min(1).optional(),
  /** How often the account was deleted and made again; every time it has other subjects. */
  recreated: z.int().min(0).default(0),
  /** What One Login has done to it. */
  intervention: z.enum(["suspended", "blocked"]).optional(),
  /** When email address or phone changed last, in seconds since 1970. */
  updatedAt: z.int().default(Date.UTC(2022, 0, 1) / 1000),
  identity: identitySchema.optional(),
  /** An identity made of the published examples, by their names; `identity` goes before it. */
  example: exampleSchema.optional(),
});

/** Somebody who can sign in. */
export type Account = z.output<typeof accountSchema>;
/** A person as written down: fields with a default may be left out. */
export type AccountInput = z.input<typeof accountSchema>;
/** What an identity check found. */
export type Identity = z.output<typeof identitySchema>;

const accountList = z
  .array(accountSchema)
  .min(1)
  .refine((people) => new Set(people.map(({ id }) => id)).size === people.length, {
    error: "every id must be unique",
  });

/**
 * Validates people.
 *
 * @returns them by id
 * @throws {Error} naming each field that is wrong and what was expected
 */
export function loadAccounts(data: readonly AccountInput[]): Map<string, Account> {
  const result = accountList.safeParse(data);
  if (result.success) return new Map(result.data.map((account) => [account.id, account]));
  throw new Error(`The people of One Login are not valid:\n${z.prettifyError(result.error)}`);
}

/** Whether a text means this person: their id, email address or subject. */
export function isMeant(account: Account, hint: string | undefined): boolean {
  const names = [account.id, account.email, account.subject];
  return names.some((name) => name !== undefined && name.toLowerCase() === hint?.toLowerCase());
}

/** What is known of somebody's identity; made up from the name where a file says nothing. */
export function identityOf({ identity, example, name }: Account): Identity {
  if (identity) return identity;
  if (!example) {
    const { addresses } = identityOfParts({ addresses: exampleParts.addresses[0]?.id });
    return { ...unproved, achieved: "P2", credential: credentialOf(name), addresses: addresses ?? null };
  }
  const { returnCode, ...parts } = example;
  const returnCodes = returnCode === undefined ? [] : [{ code: returnCode }];
  return { ...unproved, achieved: "P2", returnCodes, ...identityOfParts(parts) };
}

/** The outcome of an identity check that found nothing. */
export const unproved: Identity = {
  achieved: "P0",
  credential: null,
  passports: null,
  drivingPermits: null,
  addresses: null,
  socialSecurityRecords: null,
  returnCodes: null,
};

/** The credential of somebody of whom only the name is known; the birthday is an example. */
function credentialOf(name: string): Record<string, unknown> {
  const words = name.split(/\s+/).filter((word) => word !== "");
  const family = words.length > 1 ? (words.pop() ?? "") : "";
  return credential(words, family, "1970-01-01");
}

/** Whether one level of confidence is at least another. */
export function reaches(achieved: Identity["achieved"], wanted: string | null): boolean {
  return wanted === null || achieved >= wanted;
}
