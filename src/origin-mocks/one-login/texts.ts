/**
 * The words of the sign-in pages, in English and in Welsh.
 *
 * @module
 */
import type { Language } from "../common/page.ts";

const english = {
  heading: "Create your GOV.UK One Login or sign in",
  asks: "asks you to sign in.",
  who: "Who do you want to sign in as?",
  selectWho: "Select who you want to sign in as",
  continue: "Continue",
  error: "Error",
  problem: "There is a problem",
  createLink: "Create a GOV.UK One Login",
  emailLink: "Sign in with an email address, a password and a security code",
  createHeading: "Create your GOV.UK One Login",
  emailHeading: "Enter your email and password",
  name: "Full name",
  enterName: "Enter your full name",
  email: "Email address",
  enterEmail: "Enter an email address in the correct format, like name@example.com",
  emailTaken: "This email address has a GOV.UK One Login already",
  emailUnknown: "No GOV.UK One Login has this email address",
  password: "Password",
  passwordHint: "This mock takes any password.",
  enterPassword: "Enter your password",
  codeHeading: "Enter the 6 digit security code shown in your authenticator app",
  code: "Security code",
  codeHint: "This mock has your authenticator app. Its code is now:",
  secretHint: "To use an app of your own, give it this secret:",
  enterCode: "Enter the security code that is valid now",
  sharingHeading: "How your data is shared",
  sharingText: "will get:",
  sharedSubject: "an identifier that stands for you",
  sharedEmail: "your email address",
  sharedPhone: "your phone number",
  sharedIdentity: "what you prove of your identity",
  expiredHeading: "Your sign in has expired",
  expiredText: "Go back to the service you came from and start again.",
  servicesHeading: "Your services",
  signedInAs: "You are signed in as",
  nobody: "Nobody is signed in to One Login in this browser.",
  signOut: "Sign out",
  otherLanguage: "Cymraeg",
};

/** What every page can say. */
export type Texts = typeof english;

const welsh: Texts = {
  heading: "Creu eich GOV.UK One Login neu fewngofnodi",
  asks: "yn gofyn i chi fewngofnodi.",
  who: "Fel pwy ydych chi eisiau mewngofnodi?",
  selectWho: "Dewiswch fel pwy rydych chi eisiau mewngofnodi",
  continue: "Parhau",
  error: "Gwall",
  problem: "Mae problem",
  createLink: "Creu GOV.UK One Login",
  emailLink: "Mewngofnodi gyda chyfeiriad e-bost, cyfrinair a chod diogelwch",
  createHeading: "Creu eich GOV.UK One Login",
  emailHeading: "Rhowch eich e-bost a’ch cyfrinair",
  name: "Enw llawn",
  enterName: "Rhowch eich enw llawn",
  email: "Cyfeiriad e-bost",
  enterEmail: "Rhowch gyfeiriad e-bost yn y fformat cywir, fel enw@example.com",
  emailTaken: "Mae gan y cyfeiriad e-bost hwn GOV.UK One Login yn barod",
  emailUnknown: "Nid oes GOV.UK One Login gyda’r cyfeiriad e-bost hwn",
  password: "Cyfrinair",
  passwordHint: "Mae’r ffug wasanaeth hwn yn derbyn unrhyw gyfrinair.",
  enterPassword: "Rhowch eich cyfrinair",
  codeHeading: "Rhowch y cod diogelwch 6 digid a ddangosir yn eich ap dilysu",
  code: "Cod diogelwch",
  codeHint: "Mae gan y ffug wasanaeth hwn eich ap dilysu. Ei god nawr yw:",
  secretHint: "I ddefnyddio ap eich hun, rhowch y gyfrinach hon iddo:",
  enterCode: "Rhowch y cod diogelwch sy’n ddilys nawr",
  sharingHeading: "Sut mae eich data’n cael ei rannu",
  sharingText: "yn cael:",
  sharedSubject: "dynodydd sy’n sefyll drosoch chi",
  sharedEmail: "eich cyfeiriad e-bost",
  sharedPhone: "eich rhif ffôn",
  sharedIdentity: "yr hyn rydych chi’n ei brofi o’ch hunaniaeth",
  expiredHeading: "Mae eich sesiwn mewngofnodi wedi dod i ben",
  expiredText: "Ewch yn ôl i’r gwasanaeth y daethoch ohono a dechrau eto.",
  servicesHeading: "Eich gwasanaethau",
  signedInAs: "Rydych wedi mewngofnodi fel",
  nobody: "Nid oes neb wedi mewngofnodi i One Login yn y porwr hwn.",
  signOut: "Allgofnodi",
  otherLanguage: "English",
};

/** The words of a language. */
export function textsOf(language: Language): Texts {
  return language === "cy" ? welsh : english;
}
