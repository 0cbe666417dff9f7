/**
 * Fields that belong to one connection and are not forwarded (RFC 9110 §7.6.1).
 *
 * @module
 */
import { type Fields, fieldValue, withoutFields } from "./fields.ts";
import { listMembers } from "./list.ts";

const always = [
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
];

/** The fields without hop-by-hop ones and without those that `Connection` names. */
export function endToEnd(fields: Fields): Fields {
  return withoutFields(fields, new Set([...always, ...namedByConnection(fieldValue(fields, "connection"))]));
}

/** The names in a Connection field, in lower case: those fields go no further than this connection. */
export function namedByConnection(connection: string | null): string[] {
  return listMembers(connection).map((name) => name.toLowerCase());
}
