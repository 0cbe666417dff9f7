/**
 * Everything the audit can find, as data: what it is called, what it means, and how to mend it.
 *
 * @module
 */

/** The worst first; a page is as bad as the worst of its findings. */
export const severities = ["leak", "fragile", "waste"] as const;
/** How bad a finding is. */
export type Severity = (typeof severities)[number];

/** One thing that can be found. */
export interface Rule {
  readonly severity: Severity;
  readonly title: string;
  readonly meaning: string;
  readonly mend: string;
}

/** By the id that reports name them by; docs/audit.md has a heading for each. */
export const rules = {
  "leak-person": {
    severity: "leak",
    title: "One person’s page is given to others",
    meaning:
      "The page depends on who is signed in, is stored, and its Vary does not tell these people apart.",
    mend: "Send the Vary named here, or keep the page out of shared caches with Cache-Control: private, no-store.",
  },
  "leak-signed-in": {
    severity: "leak",
    title: "The page for who is signed in and the page for nobody are mixed up",
    meaning:
      "The page depends on whether somebody is signed in, and its Vary or Cache-Control does not say so each time.",
    mend: "Send the same Vary to everybody, also to who is not signed in, and with redirects and errors.",
  },
  "leak-message": {
    severity: "leak",
    title: "A message meant for one visit is given to others, or missed",
    meaning: "The page shows a message from the session, is stored, and its Vary does not name the message.",
    mend: "Add GOVUK-Account-Session-Flash to Vary.",
  },
  "one-header": {
    severity: "fragile",
    title: "A private page is kept private by one header only",
    meaning: "Without that header the page would be stored and given to others.",
    mend: "Send Vary: GOVUK-Account-Session as well: then no slip in the other header shows the page to others.",
  },
  "set-cookie": {
    severity: "fragile",
    title: "A page with a lifetime sets a cookie",
    meaning: "Only Set-Cookie keeps it out of this cache; other caches store it, cookie and all.",
    mend: "Send Cache-Control: private, no-store with each Set-Cookie, or set the cookie elsewhere.",
  },
  "vary-varies": {
    severity: "fragile",
    title: "Vary is not the same each time",
    meaning: "A cache goes by the Vary of what it stored: whoever comes first decides for the others.",
    mend: "Send the same Vary with every answer of this URL.",
  },
  "session-change": {
    severity: "fragile",
    title: "A session is changed by an answer that could be stored",
    meaning: "The edge never stores such an answer, but nothing in it tells other caches so.",
    mend: "Send Cache-Control: no-store whenever the session is set or ended.",
  },
  "cached-destination": {
    severity: "fragile",
    title: "A redirect that leads one visitor somewhere is stored",
    meaning: "Where it leads was decided for one person or one moment, and is kept for later.",
    mend: "Send Cache-Control: no-store with this redirect.",
  },
  "whole-session": {
    severity: "waste",
    title: "A copy for each session, where fewer would do",
    meaning: "Everybody who is signed in gets the same page, yet each session has a copy of its own.",
    mend: "Send the Vary named here.",
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The id of a rule. */
export type RuleId = keyof typeof rules;

/** All ids, in the order of the rules. */
export function ruleIds(): RuleId[] {
  return [...ids];
}

function isRuleId(text: string): text is RuleId {
  return Object.hasOwn(rules, text);
}

const ids: readonly RuleId[] = Object.keys(rules).filter(isRuleId);
