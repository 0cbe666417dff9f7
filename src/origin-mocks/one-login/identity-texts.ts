/**
 * The words of the page that stands for an identity check, in English and in Welsh.
 *
 * @module
 */
import type { Language } from "../common/page.ts";

const english = {
  heading: "Prove your identity",
  asks: "asks you to prove your identity. Choose what comes of it.",
  outcome: "What should the outcome be?",
  selectOutcome: "Select an outcome",
  selectFromList: "Select one of the list",
  proved: "My identity is proved",
  provedWithCodes: "My identity is proved, and these return codes come with it",
  lower: "My identity is proved to a lower level",
  returnCode: "My identity is not proved, with these return codes",
  cancelled: "I cancel",
  sessionLost: "My session is lost on the way",
  capacity: "There is no capacity for identity checks",
  pending: "I go on in person, at a Post Office",
  returnCodes: "Return codes, as single letters",
  parts: "Choose what is proved",
  name: "Name and date of birth",
  addresses: "Address",
  passport: "Passport",
  drivingPermit: "Driving licence",
  people: "People",
  shapes: "Names of every shape",
  asKnown: "As it is known here",
  none: "Not checked",
  details: "Enter details, to see what comes of a mistake",
  documentNumber: "Passport or driving licence number",
  documentNumberHint: "If it is on neither document, your identity is not proved.",
  birthDate: "Date of birth",
  birthDateHint: "For example, 27 3 1970. If it is another one, your identity is not proved.",
  pendingHeading: "Prove your identity at a Post Office",
  pendingText: "You have 16 days. The email with the result has a link back to the service.",
  pendingLink: "Open the link in the email with the result",
  pendingNoLink: "This service has no LandingPageUrl, so the email could not lead back to it.",
};

/** What the page can say. */
export type IdentityTexts = typeof english;

const welsh: IdentityTexts = {
  heading: "Profi eich hunaniaeth",
  asks: "yn gofyn i chi brofi eich hunaniaeth. Dewiswch y canlyniad.",
  outcome: "Beth ddylai’r canlyniad fod?",
  selectOutcome: "Dewiswch ganlyniad",
  selectFromList: "Dewiswch un o’r rhestr",
  proved: "Mae fy hunaniaeth wedi’i phrofi",
  provedWithCodes: "Mae fy hunaniaeth wedi’i phrofi, ac mae’r codau dychwelyd hyn yn dod gyda hi",
  lower: "Mae fy hunaniaeth wedi’i phrofi i lefel is",
  returnCode: "Nid yw fy hunaniaeth wedi’i phrofi, gyda’r codau dychwelyd hyn",
  cancelled: "Rwy’n canslo",
  sessionLost: "Mae fy sesiwn yn cael ei cholli ar y ffordd",
  capacity: "Nid oes capasiti ar gyfer gwiriadau hunaniaeth",
  pending: "Rwy’n parhau yn bersonol, mewn Swyddfa’r Post",
  returnCodes: "Codau dychwelyd, fel llythrennau unigol",
  parts: "Dewiswch beth sy’n cael ei brofi",
  name: "Enw a dyddiad geni",
  addresses: "Cyfeiriad",
  passport: "Pasbort",
  drivingPermit: "Trwydded yrru",
  people: "Pobl",
  shapes: "Enwau o bob ffurf",
  asKnown: "Fel y mae’n hysbys yma",
  none: "Heb ei wirio",
  details: "Rhowch fanylion, i weld beth sy’n dod o gamgymeriad",
  documentNumber: "Rhif pasbort neu drwydded yrru",
  documentNumberHint: "Os nad yw ar y naill ddogfen na’r llall, ni fydd eich hunaniaeth wedi’i phrofi.",
  birthDate: "Dyddiad geni",
  birthDateHint: "Er enghraifft, 27 3 1970. Os yw’n un arall, ni fydd eich hunaniaeth wedi’i phrofi.",
  pendingHeading: "Profi eich hunaniaeth mewn Swyddfa’r Post",
  pendingText: "Mae gennych 16 diwrnod. Mae dolen yn ôl i’r gwasanaeth yn yr e-bost gyda’r canlyniad.",
  pendingLink: "Agor y ddolen yn yr e-bost gyda’r canlyniad",
  pendingNoLink: "Nid oes gan y gwasanaeth hwn LandingPageUrl, felly ni allai’r e-bost arwain yn ôl ato.",
};

/** The words of a language. */
export function identityTextsOf(language: Language): IdentityTexts {
  return language === "cy" ? welsh : english;
}
