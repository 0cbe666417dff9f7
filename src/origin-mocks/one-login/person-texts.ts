/**
 * The words about one person: their page in the control room, and the pages that turn them away, in English
 * and in Welsh.
 *
 * @module
 */
import type { Language } from "../common/page.ts";

const english = {
  id: "Identifier",
  email: "Email address",
  phone: "Phone number (empty: authenticator app)",
  state: "Account",
  active: "active",
  suspended: "suspended",
  blocked: "blocked",
  secret: "Secret of the authenticator app",
  code: "Its code now",
  recreated: "Deleted and made again",
  times: "times",
  changeEmail: "Change email address",
  changePhone: "Change second factor",
  recreate: "Delete and make again",
  delete: "Delete account",
  recreateHint: "Services will not know them: they get another subject.",
  suspend: "Suspend",
  block: "Block",
  reinstate: "Reinstate",
  signOut: "Sign out everywhere",
  done: "The account is changed.",
  back: "Back to the control room",
  temporaryHeading: "Your GOV.UK One Login is not available for now",
  temporaryText: "Your account is suspended. Nothing went back to the service.",
  permanentHeading: "Your GOV.UK One Login has been blocked",
  permanentText: "Your account is blocked for good. Nothing went back to the service.",
  undo: "In this mock, an account is reinstated in the control room.",
};

/** What can be said about a person. */
export type PersonTexts = typeof english;

const welsh: PersonTexts = {
  id: "Dynodydd",
  email: "Cyfeiriad e-bost",
  phone: "Rhif ffôn (gwag: ap dilysu)",
  state: "Cyfrif",
  active: "gweithredol",
  suspended: "wedi’i atal dros dro",
  blocked: "wedi’i rwystro",
  secret: "Cyfrinach yr ap dilysu",
  code: "Ei god nawr",
  recreated: "Wedi’i ddileu a’i wneud eto",
  times: "gwaith",
  changeEmail: "Newid cyfeiriad e-bost",
  changePhone: "Newid yr ail ffactor",
  recreate: "Dileu a gwneud eto",
  delete: "Dileu’r cyfrif",
  recreateHint: "Ni fydd gwasanaethau’n ei adnabod: caiff ddynodydd arall.",
  suspend: "Atal dros dro",
  block: "Rhwystro",
  reinstate: "Adfer",
  signOut: "Allgofnodi ym mhob man",
  done: "Mae’r cyfrif wedi’i newid.",
  back: "Yn ôl i’r ystafell reoli",
  temporaryHeading: "Nid yw eich GOV.UK One Login ar gael am nawr",
  temporaryText: "Mae eich cyfrif wedi’i atal dros dro. Nid aeth dim yn ôl i’r gwasanaeth.",
  permanentHeading: "Mae eich GOV.UK One Login wedi’i rwystro",
  permanentText: "Mae eich cyfrif wedi’i rwystro’n barhaol. Nid aeth dim yn ôl i’r gwasanaeth.",
  undo: "Yn y ffug wasanaeth hwn, mae cyfrif yn cael ei adfer yn yr ystafell reoli.",
};

/** The words of a language. */
export function personTextsOf(language: Language): PersonTexts {
  return language === "cy" ? welsh : english;
}
