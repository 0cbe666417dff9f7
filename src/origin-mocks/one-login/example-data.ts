/**
 * The examples that One Login publishes for those who build mocks, as data: names of every shape that a
 * passport can have, addresses, passports and driving licences. An identity is put together from them.
 *
 * @module
 */
import { z } from "zod";
import data from "./example-data.json" with { type: "json" };

const id = z.string().min(1);
const date = z.iso.date();
const label = z.strictObject({ en: z.string().min(1), cy: z.string().min(1) });
const name = z.strictObject({
  id,
  label,
  given: z.array(z.string()),
  family: z.string(),
  birthDate: date.optional(),
});
const address = z.strictObject({
  validFrom: date.optional(),
  validUntil: date.optional(),
  uprn: z.int().optional(),
  organisationName: z.string().optional(),
  subBuildingName: z.string().optional(),
  buildingNumber: z.string().optional(),
  buildingName: z.string().optional(),
  streetName: z.string().optional(),
  dependentAddressLocality: z.string().optional(),
  addressLocality: z.string(),
  postalCode: z.string(),
  addressCountry: z.string().length(2),
});
const passport = z.strictObject({
  documentNumber: z.string(),
  icaoIssuerCode: z.string().max(3),
  expiryDate: date,
});
const drivingPermit = z.strictObject({
  personalNumber: z.string(),
  issueNumber: z.string().optional(),
  issuedBy: z.enum(["DVLA", "DVA"]),
  expiryDate: date,
  /** Only a check with the app finds when it was issued, and the address on it. */
  issueDate: date.optional(),
  fullAddress: z.string().optional(),
});
const part = { id, label };

/** The parts, each list by id. */
const parts = z
  .object({
    names: z.array(name),
    identities: z.array(name),
    addresses: z.array(z.strictObject({ ...part, addresses: z.array(address).min(1) })),
    passports: z.array(z.strictObject({ ...part, document: passport })),
    drivingPermits: z.array(z.strictObject({ ...part, document: drivingPermit })),
  })
  .parse(data);

/** Something to choose, with what it is called in both languages. */
export type ExamplePart = z.infer<z.ZodObject<typeof part>>;

/** What can be chosen: the names of people first, then one name of each shape that a passport can have. */
export const exampleParts = {
  name: [...parts.identities, ...parts.names],
  addresses: parts.addresses,
  passport: parts.passports,
  drivingPermit: parts.drivingPermits,
} as const satisfies Record<string, readonly ExamplePart[]>;

export type PartName = keyof typeof exampleParts;

/** How many of the names stand for people; the others stand for shapes. */
export const examplePeopleCount = parts.identities.length;

function oneOf(list: readonly ExamplePart[]) {
  const ids = list.map((one) => one.id);
  return z.string().refine((text) => ids.includes(text), `expected one of ${ids.join(", ")}`);
}

/** An identity made of parts, by their ids; what is left out was not checked. */
export const exampleSchema = z.strictObject({
  name: oneOf(exampleParts.name),
  addresses: oneOf(exampleParts.addresses).optional(),
  passport: oneOf(exampleParts.passport).optional(),
  drivingPermit: oneOf(exampleParts.drivingPermit).optional(),
  returnCode: z.string().optional(),
});
export type Example = z.infer<typeof exampleSchema>;

/** The people who come with this mock, as parts. */
export const exampleList = z
  .array(z.strictObject({ id, phone: z.string().optional(), example: exampleSchema }))
  .parse(data.people);

/** What choosing parts changes of an identity; a part that nobody chose changes nothing. */
export function identityOfParts(chosen: { readonly [part in PartName]?: string | undefined }) {
  const named = find(exampleParts.name, chosen.name);
  const addresses = find(exampleParts.addresses, chosen.addresses)?.addresses;
  const found = find(exampleParts.passport, chosen.passport)?.document;
  const licence = find(exampleParts.drivingPermit, chosen.drivingPermit)?.document;
  return {
    ...(named && { credential: credential(named.given, named.family, named.birthDate) }),
    ...(addresses && { addresses }),
    ...(found && { passports: [found] }),
    ...(licence && { drivingPermits: [licence] }),
  };
}

/** Kenneth Decerqueira for `kenneth`. */
export function nameOfExample({ name: wanted }: Example): string {
  const { given = [], family = "" } = find(exampleParts.name, wanted) ?? {};
  return [...given, family].map(titled).join(" ");
}

/** KENNETH as Kenneth, EYLES-SPENCER as Eyles-Spencer, MBE and III as they are. */
function titled(text: string): string {
  const small = (word: string) => (/^(?:MBE|I+)$/.test(word) ? word : word.toLowerCase());
  return text
    .split(" ")
    .map((word) => small(word).replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()))
    .join(" ");
}

/** The `vc` of a core identity. */
export function credential(given: readonly string[], family: string, birthDate?: string) {
  const nameParts = [
    ...given.map((value) => ({ value, type: "GivenName" })),
    ...(family === "" ? [] : [{ value: family, type: "FamilyName" }]),
  ];
  return {
    type: ["VerifiableCredential", "IdentityCheckCredential"],
    credentialSubject: {
      name: [{ nameParts }],
      ...(birthDate !== undefined && { birthDate: [{ value: birthDate }] }),
    },
  };
}

function find<Part extends ExamplePart>(list: readonly Part[], wanted: string | undefined): Part | undefined {
  return list.find((one) => one.id === wanted);
}
