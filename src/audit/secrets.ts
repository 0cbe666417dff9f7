/**
 * What must not be seen in a report: sessions, cookies, and whatever else looks like a token.
 *
 * @module
 */
import { sessionChange } from "../edge/account/response.ts";
import { fieldValue } from "../edge/fields/fields.ts";
import { masked, maskedTarget } from "../edge/observe/mask.ts";
import type { Answer } from "./ask.ts";
import type { Asker } from "./people.ts";

/** A text without its secrets. */
export type Mask = (text: string) => string;

/** How to mask what a report shows of a page. */
export interface Masks {
  /** For an address: what is known to be a secret. */
  readonly address: Mask;
  /** For what a page says: whatever looks like a token, too. */
  readonly content: Mask;
}

/** Letters and digits in one word that no language has. */
const tokenLike = /(?=[\w+]*\d)(?=[\w+]*[A-Za-z])[\w+]{24,}={0,2}/g;

/** The masks for answers to these askers. */
export function masksFor(askers: readonly Asker[], answers: readonly Answer[]): Masks {
  const sessions = askers.flatMap(({ session }) => (session === null ? [] : [session]));
  const sent = answers.flatMap(({ fields }) => [changedTo(fields), ...cookieValues(fields)]);
  const known = [...sessions, ...sent].flatMap(spellings).filter((secret) => secret.length > 3);
  // The longest first: a session without its message is part of the one that has it.
  const ordered = [...new Set(known)].sort((a, b) => b.length - a.length);
  const address = (text: string) =>
    maskedTarget(ordered.reduce((left, secret) => left.replaceAll(secret, masked(secret)), text));
  return { address, content: (text) => address(text).replace(tokenLike, (token) => masked(token)) };
}

function changedTo(fields: Answer["fields"]): string {
  const change = sessionChange(fields);
  return change.kind === "set" || change.kind === "invalid" ? change.value : "";
}

function cookieValues(fields: Answer["fields"]): string[] {
  const lines = fields.filter(([name]) => name.toLowerCase() === "set-cookie");
  return lines.map(([name, value]) => {
    const [pair = ""] = (fieldValue([[name, value]], "set-cookie") ?? "").split(";");
    return pair.slice(pair.indexOf("=") + 1).trim();
  });
}

/** A secret as it is, as it stands in a URL, and as it stands in HTML. */
function spellings(secret: string): string[] {
  const [value = ""] = secret.split("$$");
  return [secret, value].flatMap((text) => [
    text,
    encodeURIComponent(text),
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("'", "&#39;"),
  ]);
}
