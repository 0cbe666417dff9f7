/**
 * Fields that belong to one connection and are not forwarded (RFC 9110 §7.6.1).
 *
 * @module
 */
import { type Fields, fieldValue, withoutFields } from "./fields.ts";
import { listMembers } from "./list.ts";

const always: ReadonlySet<string> = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
]);

/** The fields without hop-by-hop ones and without those that `Connection` names. */
export function endToEnd(fields: Fields): Fields {
  const named = namedByConnection(fieldValue(fields, "connection")).filter((name) => !always.has(name));
  return withoutFields(fields, named.length === 0 ? always : new Set([...always, ...named]));
}

/** The names in a Connection field, in lower case: those fields go no further than this connection. */
export function namedByConnection(connection: string | null): string[] {
  return listMembers(connection).map((name) => name.toLowerCase());
}
