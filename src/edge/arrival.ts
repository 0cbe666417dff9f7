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
  isAccountHeader,
  isReservedForEdge,
  readAccount,
} from "./account/request.ts";
import type { Session } from "./account/session.ts";
import type { FieldLine, Fields } from "./fields/fields.ts";
import { namedByConnection } from "./fields/hop-by-hop.ts";
import { remembered } from "./fields/remembered.ts";
import type { CacheRequest } from "./http-cache/cache.ts";
import type { Client, ClientRequest } from "./request.ts";
import { forwardedFields, govukFields, isGovukHeader, isProxyHeader } from "./www/boundary.ts";

/** A request inside the edge. */
export interface Arrival extends CacheRequest {
  readonly client: Client;
  readonly target: string;
  /** What the app is told, and what a log names it by. Made when it is first read. */
  readonly requestId: string;
  /** Null in a profile without the account rules. */
  readonly account: AccountRequest | null;
  readonly session: Session | null;
}

/**
 * Lets a request in.
 *
 * @param freshId makes a request id
 * @param withAccount whether the account rules are in force
 */
export function arrive(request: ClientRequest, freshId: () => string, withAccount: boolean): Arrival {
  const { client } = request;
  const account = withAccount ? readAccount(client, request.get("cookie")) : null;
  return new RequestInside(request, freshId, account);
}

class RequestInside implements Arrival {
  readonly method: string;
  readonly client: Client;
  readonly target: string;
  readonly key: string;
  readonly account: AccountRequest | null;
  readonly session: Session | null;
  readonly #request: ClientRequest;
  readonly #freshId: () => string;
  #requestId: string | null = null;

  constructor(request: ClientRequest, freshId: () => string, account: AccountRequest | null) {
    const { method, client, target } = request;
    this.method = method;
    this.client = client;
    this.target = target;
    this.key = `${client.scheme}://${client.host}${target}`;
    this.account = account;
    this.session = account?.session ?? null;
    this.#request = request;
    this.#freshId = freshId;
  }

  // Only when it is read: most answers from memory have no use for it, and a UUID costs as much as a look-up.
  get requestId(): string {
    this.#requestId ??= this.#freshId();
    return this.#requestId;
  }

  /** What the origin sees of a request field: the one place that says so for the cache key. */
  get(name: string): string | null {
    const { account } = this;
    const teller = tellerOf(name);
    if (teller === "account" && account) return accountHeaderValue(account.session, name);
    if (teller === "proxy" || (teller !== "client" && account)) return this.#told(name);
    const value = this.#request.get(name);
    if (value === null || isWithheld(this.#request, name)) return null;
    return account && name === "cookie" ? withoutSessionCookies(value) : value;
  }

  /** What the edge itself says of it. */
  #told(name: string): string | null {
    const told = edgeFields(this.client, this.requestId, this.account !== null);
    return told.find((line) => line[0].toLowerCase() === name)?.[1] ?? null;
  }
}

/** Who tells the origin of a field: the client, or the edge as a proxy, as the CDN, or for the account. */
type Teller = "client" | "proxy" | "cdn" | "account";

/** By name in lower case; the names that Vary lists and the cache ask for are few. */
const tellerOf = remembered((name): Teller => {
  if (isAccountHeader(name)) return "account";
  if (isProxyHeader(name)) return "proxy";
  return isEdgesOwn(name) ? "cdn" : "client";
});

/**
 * Whether a client says that a field is not to be forwarded. The origin then answers as if it were
 * absent, and so must the key have it, or one client could fill another's variant.
 */
function isWithheld(request: ClientRequest, name: string): boolean {
  const connection = request.get("connection");
  if (connection === null || connection === "keep-alive" || connection === "close") return false;
  return namedByConnection(connection).includes(name);
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
