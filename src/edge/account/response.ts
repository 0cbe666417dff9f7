/**
 * The response side: from the origin's headers to the cookie, and to what a browser may know.
 *
 * @module
 */
import { directiveName } from "../fields/cache-control.ts";
import { type Fields, fieldValue, hasField, withField, withoutFields } from "../fields/fields.ts";
import { listMembers } from "../fields/list.ts";
import { removeCookie, type SessionCookie, storeCookie } from "./cookie.ts";
import { accountHeaders } from "./request.ts";
import { refusalOf } from "./session.ts";

const sessionHeader = "govuk-account-session";
const endSessionHeader = "govuk-account-end-session";
const internalHeaders: ReadonlySet<string> = new Set([sessionHeader, endSessionHeader]);
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
  if (hasField(fields, endSessionHeader)) return { kind: "end" };
  const value = fieldValue(fields, sessionHeader);
  if (value === null) return { kind: "none" };
  return refusalOf(value) === null ? { kind: "set", value } : { kind: "invalid", value };
}

/** Whether Vary names one of the account headers; names are compared in any letter case. */
export function variesOnAccount(fields: Fields): boolean {
  return varyMembers(fields).some((member) => internalVaryMembers.has(member.toLowerCase()));
}

/**
 * What a client may see of a response: without the internal headers and Vary members; a page that
 * varies on the session becomes `private` and varies on Cookie (VCL: deliver, rules 4 and 5).
 */
export function presentFields(fields: Fields): Fields {
  const visible = withoutFields(fields, internalHeaders);
  if (!variesOnAccount(fields)) return visible;
  const members = varyMembers(fields).filter(
    (member) => !internalVaryMembers.has(member.toLowerCase()) && member.toLowerCase() !== "cookie",
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

function varyMembers(fields: Fields): string[] {
  return listMembers(fieldValue(fields, "vary"));
}

function withoutDirective(fields: Fields, name: string): Fields {
  const members = listMembers(fieldValue(fields, "cache-control"));
  const kept = members.filter((member) => directiveName(member) !== name);
  if (kept.length === members.length) return fields;
  return withField(fields, "Cache-Control", kept.length === 0 ? null : kept.join(", "));
}

function withDirective(fields: Fields, name: string): Fields {
  const members = listMembers(fieldValue(fields, "cache-control"));
  const kept = members.filter((member) => directiveName(member) !== name);
  return withField(fields, "Cache-Control", [...kept, name].join(", "));
}
