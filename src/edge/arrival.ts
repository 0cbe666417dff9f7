/**
 * A request once it is inside: what the client may not say is gone, and the session is translated.
 * This is the view that the cache selects by and that the origin is sent.
 *
 * @module
 */
import { withoutSessionCookies } from "./account/cookie.ts";
import {
  type AccountRequest,
  accountHeaderLines,
  accountHeaderValue,
  isReservedForEdge,
  readAccount,
} from "./account/request.ts";
import type { Session } from "./account/session.ts";
import type { Fields } from "./fields/fields.ts";
import { namedByConnection } from "./fields/hop-by-hop.ts";
import type { CacheRequest } from "./http-cache/cache.ts";
import type { Client, ClientRequest } from "./request.ts";
import { forwardedFields, govukFields, isGovukHeader, isProxyHeader } from "./www/boundary.ts";

/** A request inside the edge. */
export interface Arrival extends CacheRequest {
  readonly client: Client;
  readonly target: string;
  /** Null in a profile without the account rules. */
  readonly account: AccountRequest | null;
  readonly session: Session | null;
}

/**
 * Lets a request in.
 *
 * @param withAccount whether the account rules are in force
 */
export function arrive(request: ClientRequest, withAccount: boolean): Arrival {
  const { client } = request;
  const account = withAccount
    ? readAccount({ scheme: client.scheme, host: client.host, get: (name) => request.get(name) })
    : null;
  const session = account?.session ?? null;
  return {
    method: request.method,
    client,
    target: request.target,
    key: `${client.scheme}://${client.host}${request.target}`,
    account,
    session,
    get: (name) => valueInside(request, account, name),
  };
}

/**
 * Whether a client says that a field is not to be forwarded. The origin then answers as if it were
 * absent, and so must the key have it, or one client could fill another's variant.
 */
function isWithheld(request: ClientRequest, name: string): boolean {
  const connection = request.get("connection");
  if (connection === null || connection === "keep-alive" || connection === "close") return false;
  return namedByConnection(connection).includes(name);
}

/** What the origin sees of a request field: the one place that says so for the cache key. */
function valueInside(request: ClientRequest, account: AccountRequest | null, name: string): string | null {
  if (account) {
    const translated = accountHeaderValue(account.session, name);
    if (translated !== undefined) return translated;
    if (isEdgesOwn(name)) return null;
  }
  if (isProxyHeader(name)) return forwardedValue(request.client, name);
  const value = isWithheld(request, name) ? null : request.get(name);
  return account && name === "cookie" && value !== null ? withoutSessionCookies(value) : value;
}

function isEdgesOwn(name: string): boolean {
  return isReservedForEdge(name) || isGovukHeader(name);
}

function forwardedValue(client: Client, name: string): string | null {
  return forwardedFields(client).find((line) => line[0].toLowerCase() === name)?.[1] ?? null;
}

/**
 * The fields to send to the app: the client's own that may pass, and what the edge tells it.
 *
 * @param fields the client's, hop-by-hop ones removed
 */
export function fieldsForApp(arrival: Arrival, fields: Fields, requestId: string): Fields {
  const { account, client, session } = arrival;
  const passed: [string, string][] = [];
  for (const [name, value] of fields) {
    const lower = name.toLowerCase();
    if (lower === "host" || lower === "cookie" || isProxyHeader(name)) continue;
    if (account && isEdgesOwn(name)) continue;
    passed.push([name, value]);
  }
  const cookie = arrival.get("cookie");
  if (cookie !== null) passed.push(["Cookie", cookie]);
  passed.push(...forwardedFields(client).map(([name, value]): [string, string] => [name, value]));
  if (account) {
    passed.push(...govukFields(client, requestId).map(([name, value]): [string, string] => [name, value]));
    passed.push(...accountHeaderLines(session));
  }
  return passed;
}
