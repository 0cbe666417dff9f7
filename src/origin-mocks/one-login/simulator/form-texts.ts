/**
 * The words of the simulator's form, in English and in Welsh. The first two are the official simulator's own.
 *
 * @module
 */
import type { Language } from "../../common/page.ts";

const english = {
  title: "Simulator Response Configuration",
  heading: "Enter response Configuration",
  sub: "Subject",
  email: "Email address",
  emailVerified: "The email address is verified",
  phoneNumber: "Phone number",
  phoneNumberVerified: "The phone number is verified",
  maxLoCAchieved: "Highest level of confidence that is reached",
  credential: "Core identity credential (JSON)",
  passports: "Passports (JSON)",
  drivingPermits: "Driving permits (JSON)",
  addresses: "Addresses (JSON)",
  returnCodes: "Return codes (JSON)",
  continue: "Continue",
};

/** What the form can say. */
export type FormTexts = typeof english;

const welsh: FormTexts = {
  title: "Ffurfweddiad Ymateb yr Efelychydd",
  heading: "Rhowch ffurfweddiad yr ymateb",
  sub: "Gwrthrych",
  email: "Cyfeiriad e-bost",
  emailVerified: "Mae’r cyfeiriad e-bost wedi’i wirio",
  phoneNumber: "Rhif ffôn",
  phoneNumberVerified: "Mae’r rhif ffôn wedi’i wirio",
  maxLoCAchieved: "Y lefel hyder uchaf a gyrhaeddir",
  credential: "Cymhwyster hunaniaeth craidd (JSON)",
  passports: "Pasbortau (JSON)",
  drivingPermits: "Trwyddedau gyrru (JSON)",
  addresses: "Cyfeiriadau (JSON)",
  returnCodes: "Codau dychwelyd (JSON)",
  continue: "Parhau",
};

/** The words of the form in a language. */
export function formTexts(language: Language): FormTexts {
  return language === "cy" ? welsh : english;
}
