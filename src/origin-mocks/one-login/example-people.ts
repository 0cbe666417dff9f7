/**
 * The examples that One Login publishes for those who build mocks: fictional people with documents and
 * addresses of every shape, and with what goes wrong.
 *
 * @module
 */
import type { AccountInput } from "./accounts.ts";

interface Example {
  readonly id: string;
  readonly given: readonly string[];
  readonly family: string;
  readonly birthDate: string;
}

type Identity = NonNullable<AccountInput["identity"]>;

function person({ id, given, family, birthDate }: Example, identity: Identity, phone?: string): AccountInput {
  const nameParts = [
    ...given.map((value) => ({ value, type: "GivenName" })),
    { value: family, type: "FamilyName" },
  ];
  return {
    id,
    name: [...given, family].map(titled).join(" "),
    email: `${id}@example.com`,
    phone: phone ?? null,
    identity: {
      achieved: "P2",
      credential: {
        type: ["VerifiableCredential", "IdentityCheckCredential"],
        credentialSubject: { name: [{ nameParts }], birthDate: [{ value: birthDate }] },
      },
      returnCodes: [],
      ...identity,
    },
  };
}

/** KENNETH as Kenneth, EYLES-SPENCER as Eyles-Spencer. */
function titled(name: string): string {
  return name.toLowerCase().replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

const passport = (documentNumber: string, icaoIssuerCode: string) => [
  { documentNumber, icaoIssuerCode, expiryDate: "2029-02-02" },
];

const downingStreet = {
  addressCountry: "GB",
  organisationName: "PRIME MINISTER & FIRST LORD OF THE TREASURY",
  buildingNumber: "10",
  streetName: "DOWNING STREET",
  addressLocality: "LONDON",
  postalCode: "SW1A 2AA",
  uprn: 100023336956,
  validFrom: "1998-01-01",
};
const palaceRoad = {
  addressCountry: "GB",
  buildingNumber: "188-200",
  streetName: "BUCKINGHAM PALACE ROAD",
  addressLocality: "LONDON",
  postalCode: "SW1W 9TJ",
  uprn: 10033576266,
  validFrom: "2000-01-01",
};
const locksleyRoad = {
  addressCountry: "GB",
  buildingNumber: "21",
  streetName: "LOCKSLEY ROAD",
  addressLocality: "MABLETHORPE",
  postalCode: "LN12 2DB",
  uprn: 100030777305,
  validFrom: "2010-01-01",
};
const murraySquare = {
  addressCountry: "GB",
  buildingNumber: "3",
  streetName: "MURRAY SQUARE",
  dependentAddressLocality: "LOCHCARRON",
  addressLocality: "STRATHCARRON",
  postalCode: "IV54 8YE",
  uprn: 130010311,
  validFrom: "2024-01-01",
};
const glantaf = {
  addressCountry: "GB",
  subBuildingName: "FLAT 1",
  buildingName: "GLANTAF",
  dependentAddressLocality: "SANCLER",
  addressLocality: "CAERFYRDDIN",
  postalCode: "SA33 4EJ",
  uprn: 10009163839,
  validUntil: "2024-01-01",
};
const torbay = {
  addressCountry: "GB",
  organisationName: "TORBAY SOUTH DEVON NHS FOUNDATION TRUST",
  buildingName: "TORBAY HOSPITAL",
  addressLocality: "TORQUAY",
  postalCode: "TQ2 7AA",
  uprn: 10000009565,
  validFrom: "1999-01-01",
};

/** Who they are; each is good for one kind of answer. */
export const examplePeople: readonly AccountInput[] = [
  person(
    { id: "kenneth", given: ["KENNETH"], family: "DECERQUEIRA", birthDate: "1965-07-08" },
    { addresses: [downingStreet], passports: passport("123456789", "GBR") },
    "+447700900111",
  ),
  person(
    { id: "lisa", given: ["LISA", "S", "C"], family: "LOOSELEY", birthDate: "1973-03-14" },
    {
      addresses: [palaceRoad],
      drivingPermits: [
        { personalNumber: "12234569EK", issueNumber: "13", issuedBy: "DVLA", expiryDate: "2026-02-02" },
      ],
    },
  ),
  person(
    { id: "atinuke", given: ["ATINUKE", "ZUIHASH"], family: "LOWE", birthDate: "1973-04-01" },
    { addresses: [locksleyRoad], passports: passport("XN5004216", "IRL") },
  ),
  person(
    { id: "davina", given: ["DAVINA", "NIGEL", "DUNCAN"], family: "TUNNICLIFFE", birthDate: "1965-03-01" },
    {
      addresses: [murraySquare, glantaf],
      drivingPermits: [{ personalNumber: "33622273", issuedBy: "DVA", expiryDate: "2026-07-28" }],
    },
  ),
  person(
    { id: "julie", given: ["JULIE", "SYED", "HABIB"], family: "EYLES-SPENCER", birthDate: "1967-03-01" },
    { addresses: [torbay], passports: passport("C01X00T47", "D"), returnCodes: [{ code: "P" }] },
  ),
  {
    id: "unproved",
    name: "Nobody Proved",
    email: "unproved@example.com",
    identity: { achieved: "P0", returnCodes: [{ code: "F" }, { code: "Z" }] },
  },
];
