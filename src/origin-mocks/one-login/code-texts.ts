/**
 * The words about security codes that are sent, in English and in Welsh.
 *
 * @module
 */
import type { Language } from "../common/page.ts";

const english = {
  phone: "UK mobile phone number (optional)",
  phoneHint: "With one, security codes come by text message; without, from an authenticator app.",
  enterPhone: "Enter a phone number, like 07700 900982 or +447700900982",
  phoneHeading: "Check your phone",
  emailHeading: "Check your email",
  code: "Security code",
  sentTo: "A security code was sent to",
  whereItIs: "This mock sends nothing: read it in the inbox.",
  inboxLink: "Inbox (opens in new tab)",
  again: "Send another code",
  enterSentCode: "Enter the security code that was sent last; it is right for 15 minutes",
  inbox: "Inbox",
  inboxText: "Security codes that would have gone out by text message or by email, the newest first.",
  messages: "Messages",
  empty: "Nothing was sent.",
  time: "Time",
  way: "Sent by",
  to: "To",
  "text message": "text message",
  email: "email",
  clear: "Empty the inbox",
  back: "Back to the control room",
  cleared: "The inbox is empty.",
};

/** What can be said about codes. */
export type CodeTexts = typeof english;

const welsh: CodeTexts = {
  phone: "Rhif ffôn symudol y DU (dewisol)",
  phoneHint: "Gydag un, daw codau diogelwch drwy neges destun; hebddo, o ap dilysu.",
  enterPhone: "Rhowch rif ffôn, fel 07700 900982 neu +447700900982",
  phoneHeading: "Gwiriwch eich ffôn",
  emailHeading: "Gwiriwch eich e-bost",
  code: "Cod diogelwch",
  sentTo: "Anfonwyd cod diogelwch at",
  whereItIs: "Nid yw’r ffug wasanaeth hwn yn anfon dim: darllenwch ef yn y mewnflwch.",
  inboxLink: "Mewnflwch (yn agor mewn tab newydd)",
  again: "Anfon cod arall",
  enterSentCode: "Rhowch y cod diogelwch a anfonwyd olaf; mae’n gywir am 15 munud",
  inbox: "Mewnflwch",
  inboxText: "Codau diogelwch a fyddai wedi mynd drwy neges destun neu e-bost, y diweddaraf yn gyntaf.",
  messages: "Negeseuon",
  empty: "Nid oes dim wedi’i anfon.",
  time: "Amser",
  way: "Anfonwyd drwy",
  to: "At",
  "text message": "neges destun",
  email: "e-bost",
  clear: "Gwagio’r mewnflwch",
  back: "Yn ôl i’r ystafell reoli",
  cleared: "Mae’r mewnflwch yn wag.",
};

/** The words of a language. */
export function codeTextsOf(language: Language): CodeTexts {
  return language === "cy" ? welsh : english;
}
