/**
 * The response side: from the origin's headers to the cookie, and to what a browser may know.
 *
 * @module
 */
import { directiveName } from "../fields/cache-control.ts";
import { canonicalName } from "../fields/canonical-name.ts";
import { type FieldLine, type Fields, fieldValue, hasField, withField } from "../fields/fields.ts";
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

/** Reads the change; End-Session wins whatever its value (VCL: deliver, rule 3). */
export function sessionChange(fields: Fields): SessionChange {
  const canonical = fields.map(([name, value]): FieldLine => [canonicalName(name), value]);
  if (hasField(canonical, endSessionHeader)) return { kind: "end" };
  const value = fieldValue(canonical, accountHeaders.session);
  if (value === null) return { kind: "none" };
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
