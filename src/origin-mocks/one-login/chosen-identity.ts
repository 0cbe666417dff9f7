/**
 * What the page of the identity check says of somebody: the outcome, the parts to prove, and the details
 * they typed, which may be wrong.
 *
 * @module
 */
import { type Account, type Identity, identityOf, unproved } from "./accounts.ts";
import { exampleParts, identityOfParts, type PartName } from "./example-data.ts";
import { type Outcome, outcomes } from "./identity-page.ts";
import type { IdentityTexts } from "./identity-texts.ts";
import type { RequestParameters } from "./parameters.ts";

/** What is read from the form: the identity, unless the check ended before there was one. */
interface Chosen {
  readonly outcome: Outcome;
  readonly identity: Identity;
}

/** The value of a choice for what was not checked at all. */
const nothing = "none";

/** The letter in the published examples for somebody of whom nothing was proved; what it means is not published. */
const codeOfMismatch = "F";

const partNames: readonly PartName[] = ["name", "addresses", "passport", "drivingPermit"];

/** A form that cannot be read, with the message for each field that is wrong. */
interface Unreadable {
  readonly errors: ReadonlyMap<string, string>;
}

/** Reads the form. */
export function readChosen(
  form: RequestParameters,
  person: Account,
  texts: IdentityTexts,
): Chosen | Unreadable {
  const errors = new Map<string, string>();
  const outcome = outcomes.find((one) => one === form.get("outcome"));
  if (!outcome) errors.set("outcome", texts.selectOutcome);
  for (const part of partNames) {
    if (!mayChoose(part, form.get(part) ?? "")) errors.set(part, texts.selectFromList);
  }
  if (!outcome || errors.size > 0) return { errors };
  return { outcome, identity: identityAfter(outcome, identityOf(person), form) };
}

function mayChoose(part: PartName, value: string): boolean {
  if (value === "" || (value === nothing && part !== "name")) return true;
  return exampleParts[part].some(({ id }) => id === value);
}

function identityAfter(outcome: Outcome, known: Identity, form: RequestParameters): Identity {
  const returnCodes = codesIn(form.get("codes") ?? "");
  if (outcome === "lower") return { ...unproved, achieved: "P1" };
  if (outcome === "return-code") return { ...unproved, returnCodes };
  const proved = { ...known, ...chosenParts(form) };
  const achieved = proved.achieved === "P0" ? "P2" : proved.achieved;
  if (!areRight(form, proved)) return { ...unproved, returnCodes: [{ code: codeOfMismatch }] };
  return { ...proved, achieved, ...(outcome === "proved-with-codes" && { returnCodes }) };
}

function codesIn(text: string) {
  return (text.toUpperCase().match(/[A-Z]/g) ?? []).map((code) => ({ code }));
}

function chosenParts(form: RequestParameters): Partial<Identity> {
  const isNothing = (part: PartName) => form.get(part) === nothing;
  return {
    ...identityOfParts(Object.fromEntries(partNames.map((part) => [part, form.get(part)]))),
    ...(isNothing("addresses") && { addresses: null }),
    ...(isNothing("passport") && { passports: null }),
    ...(isNothing("drivingPermit") && { drivingPermits: null }),
  };
}

/** Whether what was typed is on a document, and in the credential; what was left empty is right. */
function areRight(form: RequestParameters, { passports, drivingPermits, credential }: Identity): boolean {
  const typed = (name: string) => (form.get(name) ?? "").trim().toUpperCase();
  const documents = [...(passports ?? []), ...(drivingPermits ?? [])];
  const numbers = documents.flatMap(({ documentNumber, personalNumber }) => [documentNumber, personalNumber]);
  const number = typed("documentNumber").replaceAll(/\s/g, "");
  const birth = typed("birthDate");
  return (
    (number === "" || numbers.includes(number)) &&
    (birth === "" || JSON.stringify(credential).includes(`"birthDate":[{"value":"${isoDate(birth)}"`))
  );
}

/** 31/1/1970 as 1970-01-31; what is no such date stays as it is. */
function isoDate(text: string): string {
  const [, day = "", month = "", year] = /^(\d{1,2})[\s/.-]+(\d{1,2})[\s/.-]+(\d{4})$/.exec(text) ?? [];
  return year === undefined ? text : `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
}
