/**
 * The response side: from the origin's headers to the cookie, and to what a browser may know.
 *
 * @module
 */
import { directiveName } from "../fields/cache-control.ts";
import { canonicalName } from "../fields/canonical-name.ts";
import { type Fields, withField } from "../fields/fields.ts";
import { membersOf, withMember, withoutMember } from "../fields/list-fields.ts";
import { removeCookie, type SessionCookie, storeCookie } from "./cookie.ts";
import { accountHeaders, isReservedForEdge } from "./request.ts";
import { refusalOf } from "./session.ts";

const endSessionHeader = "govuk-account-end-session";
const internalVaryMembers: ReadonlySet<string> = new Set(Object.values(accountHeaders));

/** What a response does to the session. */
export type SessionChange =
  | { readonly kind: "none" }
  | { readonly kind: "end" }
  | { readonly kind: "set"; readonly value: string }
  /** The origin sent a value that breaks the grammar; it sets no cookie, and is not stored. */
  | { readonly kind: "invalid"; readonly value: string };

const unchanged: SessionChange = { kind: "none" };

/** Reads the change; End-Session wins whatever its value (VCL: deliver, rule 3). */
export function sessionChange(fields: Fields): SessionChange {
  let value: string | null = null;
  for (const line of fields) {
    const name = canonicalName(line[0]);
    if (name === endSessionHeader) return { kind: "end" };
    if (name === accountHeaders.session) value = value === null ? line[1] : `${value}, ${line[1]}`;
  }
  if (value === null) return unchanged;
  return refusalOf(value) === null ? { kind: "set", value } : { kind: "invalid", value };
}

/** Whether Vary names one of the account headers, in any spelling. */
function variesOnAccount(fields: Fields): boolean {
  return variesOn(fields, internalVaryMembers);
}

/**
 * What a client may see of a response: without the internal headers and Vary members; a page that
 * varies on the session becomes `private` and varies on Cookie (VCL: deliver, rules 4 and 5).
 */
export function presentFields(fields: Fields): Fields {
  const visible = fields.filter(([name]) => !isReservedForEdge(name));
  if (!variesOnAccount(fields)) return visible;
  const members = varyMembers(fields).filter(
    (member) => !internalVaryMembers.has(canonicalName(member)) && member.toLowerCase() !== "cookie",
  );
  const vary = withField(visible, "Vary", [...members, "Cookie"].join(", "));
  return withDirective(withoutDirective(vary, "public"), "private");
}

/** The fields of a response that changes the session: with the cookie, and `no-store`. */
export function withSessionChange(fields: Fields, change: SessionChange, cookie: SessionCookie): Fields {
  if (change.kind === "none") return fields;
  const uncached = withDirective(fields, "no-store");
  if (change.kind === "invalid") return uncached;
  const line = change.kind === "end" ? removeCookie(cookie) : storeCookie(cookie, change.value);
  return [...uncached, ["Set-Cookie", line]];
}

/** Whether Vary names one of these (in canonical spelling). */
export function variesOn(fields: Fields, names: ReadonlySet<string>): boolean {
  return varyMembers(fields).some((member) => names.has(canonicalName(member)));
}

function varyMembers(fields: Fields): string[] {
  return membersOf(fields, "vary");
}

function withoutDirective(fields: Fields, name: string): Fields {
  return withoutMember(fields, "Cache-Control", name, directiveName);
}

function withDirective(fields: Fields, name: string): Fields {
  return withMember(fields, "Cache-Control", name, directiveName);
}
