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
import type { FieldLine, Fields } from "./fields/fields.ts";
import { namedByConnection } from "./fields/hop-by-hop.ts";
import type { CacheRequest } from "./http-cache/cache.ts";
import type { Client, ClientRequest } from "./request.ts";
import { forwardedFields, govukFields, isGovukHeader, isProxyHeader } from "./www/boundary.ts";

/** A request inside the edge. */
export interface Arrival extends CacheRequest {
  readonly client: Client;
  readonly target: string;
  /** What the app is told, and what a log names it by. */
  readonly requestId: string;
  /** Null in a profile without the account rules. */
  readonly account: AccountRequest | null;
  readonly session: Session | null;
}

/**
 * Lets a request in.
 *
 * @param requestId a fresh one
 * @param withAccount whether the account rules are in force
 */
export function arrive(request: ClientRequest, requestId: string, withAccount: boolean): Arrival {
  const { client, method, target } = request;
  const account = withAccount
    ? readAccount({ scheme: client.scheme, host: client.host, get: (name) => request.get(name) })
    : null;
  return {
    method,
    client,
    target,
    requestId,
    key: `${client.scheme}://${client.host}${target}`,
    account,
    session: account?.session ?? null,
    get: (name) => valueInside(request, requestId, account, name),
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
function valueInside(
  request: ClientRequest,
  requestId: string,
  account: AccountRequest | null,
  name: string,
): string | null {
  const translated = account ? accountHeaderValue(account.session, name) : undefined;
  if (translated !== undefined) return translated;
  if (isProxyHeader(name) || (account && isEdgesOwn(name))) {
    const told = edgeFields(request.client, requestId, account !== null);
    return told.find((line) => line[0].toLowerCase() === name)?.[1] ?? null;
  }
  const value = isWithheld(request, name) ? null : request.get(name);
  return account && name === "cookie" && value !== null ? withoutSessionCookies(value) : value;
}

function isEdgesOwn(name: string): boolean {
  return isReservedForEdge(name) || isGovukHeader(name);
}

/** What the edge tells an app of its client, the session aside. */
function edgeFields(client: Client, requestId: string, withAccount: boolean): Fields {
  return withAccount
    ? [...forwardedFields(client), ...govukFields(client, requestId)]
    : forwardedFields(client);
}

/**
 * The fields to send to the app: the client's own that may pass, and what the edge tells it.
 *
 * @param fields the client's, hop-by-hop ones removed
 */
export function fieldsForApp(arrival: Arrival, fields: Fields): Fields {
  const { account, client, requestId, session } = arrival;
  const passed: FieldLine[] = fields.filter(([name]) => {
    const lower = name.toLowerCase();
    if (lower === "host" || lower === "cookie" || isProxyHeader(name)) return false;
    return account === null || !isEdgesOwn(name);
  });
  const cookie = arrival.get("cookie");
  if (cookie !== null) passed.push(["Cookie", cookie]);
  passed.push(...edgeFields(client, requestId, account !== null));
  passed.push(...accountHeaderLines(session));
  return passed;
}
