/**
 * Which application calls the token endpoints: its credentials stand in a Basic header or in the body,
 * because clients of both kinds are in use.
 *
 * @module
 */
import type { Context } from "hono";
import { applicationByUid } from "./queries.ts";
import type { Application, Tables } from "./tables.ts";

/** The application whose credentials the request has; undefined when they are missing or wrong. */
export function authenticatedClient(
  c: Context,
  parameters: URLSearchParams,
  tables: Tables,
): Application | undefined {
  const [uid, secret] = basicCredentials(c) ?? [
    parameters.get("client_id") ?? "",
    parameters.get("client_secret") ?? "",
  ];
  const application = applicationByUid(tables, uid);
  return application?.secret === secret ? application : undefined;
}

function basicCredentials(c: Context): [string, string] | undefined {
  const encoded = /^Basic (.+)$/i.exec(c.req.header("Authorization") ?? "")?.[1];
  if (encoded === undefined) return undefined;
  const text = fromBase64(encoded);
  const colon = text.indexOf(":");
  return [formDecoded(text.slice(0, Math.max(0, colon))), formDecoded(text.slice(colon + 1))];
}

function fromBase64(encoded: string): string {
  try {
    return atob(encoded);
  } catch {
    return "";
  }
}

/** RFC 6749 section 2.3.1 has both parts encoded as in a form; some clients leave them as they are. */
function formDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
