/**
 * The words of the page on which a client is edited, in English and in Welsh: of each field what it is for,
 * and what is expected in it.
 *
 * @module
 */
import type { Language } from "../common/page.ts";

const english = {
  heading: "Client",
  intro: "The fields have the names of the production registration.",
  back: "Back to the control room",
  save: "Save the client",
  remove: "Remove the client",
  paste: "Paste a registration instead",
  pasteHint: "One JSON object with the fields of this page. What it does not mention is as by default.",
  take: "Take what is pasted",
  notJson: "Paste one JSON object",
  taken: "Another client has this identifier",
  unknownField: "There is no such field:",
  notValid: "This is not a value that the field takes",
  inProduction: "Enter addresses with https, and not localhost, in production",
  claimsInProduction: "Select coreIdentityJWT: in production it is needed to prove identities",
  lines: "One on each line.",
  switches: "Switches",
  switchesHint: "What is not ticked is off.",
  ClientID: "The client identifier that the service sends.",
  expectedClientID: "Enter an identifier",
  ClientName: "People see this name.",
  expectedClientName: "Enter a name",
  RedirectUrls: "Where browsers are sent back to.",
  expectedRedirectUrls:
    "Enter at least one absolute address, without a fragment and without the parameters code, state and response",
  PostLogoutRedirectUrls: "Where browsers may be sent after signing out.",
  expectedPostLogoutRedirectUrls: "Enter addresses that begin with http or https",
  BackChannelLogoutUri: "Told when somebody signs out. May be empty.",
  expectedBackChannelLogoutUri: "Enter an address that begins with http or https, or nothing",
  LandingPageUrl: "Where the email after an identity check in person leads. May be empty.",
  expectedLandingPageUrl: "Enter an address that begins with http or https, or nothing",
  Scopes: "What the service may ask for.",
  expectedScopes: "Select openid, and others as needed",
  Claims: "What the service may ask for of an identity.",
  expectedClaims: "Select from the list",
  ClientLoCs: "Levels of confidence that may be asked for.",
  expectedClientLoCs: "Select from the list",
  TokenAuthMethod: "How the service proves who it is.",
  expectedTokenAuthMethod: "Select one of the two",
  PublicKeySource: "Whether the key stands here or at an address.",
  expectedPublicKeySource: "Select one of the two",
  PublicKey: "An RSA public key of at least 2048 bits: PEM, or its base64.",
  expectedPublicKey:
    "Enter an RSA public key of at least 2048 bits, unless it comes from JwksUrl or a secret is used",
  JwksUrl: "Where the service publishes its keys, when PublicKeySource is JWKS.",
  expectedJwksUrl: "Enter an address that begins with http or https; JWKS needs one",
  ClientSecret:
    "An Argon2id hash, for client_secret_post. The one that is known is not shown, and stays if this is empty.",
  expectedClientSecret: "Enter a hash such as $argon2id$v=19$m=15360,t=2,p=1$…; client_secret_post needs one",
  IdTokenSigningAlgorithm: "What tokens are signed with.",
  expectedIdTokenSigningAlgorithm: "Select one of the two",
  SubjectType: "Whether each sector sees another sub.",
  expectedSubjectType: "Select one of the two",
  SectorIdentifierUri: "Names the sector. May be empty while all RedirectUrls have one host.",
  expectedSectorIdentifierUri:
    "Enter an address that begins with https; RedirectUrls on several hosts need one",
  IdentityVerificationSupported: "Identities may be asked for.",
  expectedIdentityVerificationSupported: "Clear this: with client_secret_post no identity can be asked for",
  PKCEEnforced: "Every request must use PKCE.",
  PermitMissingNonce: "Requests may come without a nonce.",
  JarValidationRequired: "Every request must be a signed request object.",
  IsActive: "The client is active.",
};

/** What the page can say. */
export type ClientTexts = typeof english;

const welsh: ClientTexts = {
  heading: "Cleient",
  intro: "Mae gan y meysydd enwau’r cofrestriad cynhyrchu.",
  back: "Yn ôl i’r ystafell reoli",
  save: "Cadw’r cleient",
  remove: "Tynnu’r cleient",
  paste: "Gludo cofrestriad yn lle hynny",
  pasteHint: "Un gwrthrych JSON gyda meysydd y dudalen hon. Mae’r hyn nad yw’n ei grybwyll yn ddiofyn.",
  take: "Cymryd yr hyn a ludwyd",
  notJson: "Gludwch un gwrthrych JSON",
  taken: "Mae gan gleient arall y dynodydd hwn",
  unknownField: "Nid oes maes o’r fath:",
  notValid: "Nid yw hwn yn werth y mae’r maes yn ei gymryd",
  inProduction: "Rhowch gyfeiriadau gyda https, ac nid localhost, yn yr amgylchedd byw",
  claimsInProduction: "Dewiswch coreIdentityJWT: yn yr amgylchedd byw mae ei angen i brofi hunaniaethau",
  lines: "Un ar bob llinell.",
  switches: "Switsys",
  switchesHint: "Mae’r hyn sydd heb ei dicio i ffwrdd.",
  ClientID: "Y dynodydd cleient y mae’r gwasanaeth yn ei anfon.",
  expectedClientID: "Rhowch ddynodydd",
  ClientName: "Mae pobl yn gweld yr enw hwn.",
  expectedClientName: "Rhowch enw",
  RedirectUrls: "I ble yr anfonir porwyr yn ôl.",
  expectedRedirectUrls:
    "Rhowch o leiaf un cyfeiriad absoliwt, heb ddarn a heb y paramedrau code, state a response",
  PostLogoutRedirectUrls: "I ble y gellir anfon porwyr ar ôl allgofnodi.",
  expectedPostLogoutRedirectUrls: "Rhowch gyfeiriadau sy’n dechrau gyda http neu https",
  BackChannelLogoutUri: "Yn cael gwybod pan fydd rhywun yn allgofnodi. Gall fod yn wag.",
  expectedBackChannelLogoutUri: "Rhowch gyfeiriad sy’n dechrau gyda http neu https, neu ddim byd",
  LandingPageUrl: "I ble y mae’r e-bost ar ôl gwiriad hunaniaeth yn bersonol yn arwain. Gall fod yn wag.",
  expectedLandingPageUrl: "Rhowch gyfeiriad sy’n dechrau gyda http neu https, neu ddim byd",
  Scopes: "Yr hyn y gall y gwasanaeth ofyn amdano.",
  expectedScopes: "Dewiswch openid, ac eraill yn ôl yr angen",
  Claims: "Yr hyn y gall y gwasanaeth ofyn amdano o hunaniaeth.",
  expectedClaims: "Dewiswch o’r rhestr",
  ClientLoCs: "Lefelau hyder y gellir gofyn amdanynt.",
  expectedClientLoCs: "Dewiswch o’r rhestr",
  TokenAuthMethod: "Sut mae’r gwasanaeth yn profi pwy ydyw.",
  expectedTokenAuthMethod: "Dewiswch un o’r ddau",
  PublicKeySource: "A yw’r allwedd yma neu mewn cyfeiriad.",
  expectedPublicKeySource: "Dewiswch un o’r ddau",
  PublicKey: "Allwedd gyhoeddus RSA o 2048 did o leiaf: PEM, neu ei base64.",
  expectedPublicKey:
    "Rhowch allwedd gyhoeddus RSA o 2048 did o leiaf, oni bai ei bod yn dod o JwksUrl neu fod cyfrinach",
  JwksUrl: "Ble mae’r gwasanaeth yn cyhoeddi ei allweddi, pan fo PublicKeySource yn JWKS.",
  expectedJwksUrl: "Rhowch gyfeiriad sy’n dechrau gyda http neu https; mae JWKS angen un",
  ClientSecret:
    "Stwnsh Argon2id, ar gyfer client_secret_post. Ni ddangosir yr un hysbys, ac mae’n aros os yw hwn yn wag.",
  expectedClientSecret: "Rhowch stwnsh fel $argon2id$v=19$m=15360,t=2,p=1$…; mae client_secret_post angen un",
  IdTokenSigningAlgorithm: "Yr hyn y llofnodir tocynnau ag ef.",
  expectedIdTokenSigningAlgorithm: "Dewiswch un o’r ddau",
  SubjectType: "A yw pob sector yn gweld sub arall.",
  expectedSubjectType: "Dewiswch un o’r ddau",
  SectorIdentifierUri: "Yn enwi’r sector. Gall fod yn wag tra bo gan bob un o RedirectUrls yr un gwesteiwr.",
  expectedSectorIdentifierUri:
    "Rhowch gyfeiriad sy’n dechrau gyda https; mae RedirectUrls ar sawl gwesteiwr angen un",
  IdentityVerificationSupported: "Gellir gofyn am hunaniaethau.",
  expectedIdentityVerificationSupported: "Cliriwch hwn: gyda client_secret_post ni ellir gofyn am hunaniaeth",
  PKCEEnforced: "Rhaid i bob cais ddefnyddio PKCE.",
  PermitMissingNonce: "Gall ceisiadau ddod heb nonce.",
  JarValidationRequired: "Rhaid i bob cais fod yn wrthrych cais wedi’i lofnodi.",
  IsActive: "Mae’r cleient yn weithredol.",
};

/** The words of the client page in a language. */
export function clientTexts(language: Language): ClientTexts {
  return language === "cy" ? welsh : english;
}
