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
import { canonicalName } from "./fields/canonical-name.ts";
import type { FieldLine, Fields } from "./fields/fields.ts";
import { namedByConnection } from "./fields/hop-by-hop.ts";
import { remembered } from "./fields/remembered.ts";
import type { CacheRequest } from "./http-cache/cache.ts";
import type { Client, ClientRequest } from "./request.ts";
import type { Admitted } from "./site.ts";
import { abFields } from "./www/ab-choice.ts";
import {
  forwardedField,
  forwardedFields,
  govukFields,
  isGovukHeader,
  isProxyHeader,
  wwwFields,
} from "./www/boundary.ts";

/** A request inside the edge. */
export interface Arrival extends CacheRequest {
  readonly client: Client;
  readonly target: string;
  /** What the app is told, and what a log names it by. Made when it is first read. */
  readonly requestId: string;
  /** Null in a profile without the account rules. */
  readonly account: AccountRequest | null;
  readonly session: Session | null;
  /** What the rules of www.gov.uk made of it; null in other profiles, and where the edge itself answers. */
  readonly admitted: Admitted | null;
}

/**
 * Lets a request in.
 *
 * @param freshId makes a request id
 * @param withAccount whether the account rules are in force
 * @param admitted what the rules of www.gov.uk made of it
 */
export function arrive(
  request: ClientRequest,
  freshId: () => string,
  withAccount: boolean,
  admitted: Admitted | null = null,
): Arrival {
  const { client } = request;
  const account = withAccount ? readAccount(client, request.get("cookie")) : null;
  return new RequestInside(request, freshId, account, admitted);
}

class RequestInside implements Arrival {
  readonly method: string;
  readonly client: Client;
  readonly target: string;
  readonly key: string;
  readonly account: AccountRequest | null;
  readonly session: Session | null;
  readonly admitted: Admitted | null;
  readonly #request: ClientRequest;
  readonly #freshId: () => string;
  #requestId: string | null = null;

  constructor(
    request: ClientRequest,
    freshId: () => string,
    account: AccountRequest | null,
    admitted: Admitted | null,
  ) {
    const { method, client } = request;
    const { target } = admitted ?? request;
    this.method = method;
    this.client = client;
    this.target = target;
    this.key = `${client.scheme}://${client.host}${target}`;
    this.account = account;
    this.session = account?.session ?? null;
    this.admitted = admitted;
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
    if (account && isMisspelt(name)) return null;
    if (this.admitted !== null) return byRules(this, this.admitted, name, value);
    return account && name === "cookie" ? withoutSessionCookies(value) : value;
  }

  /** What the edge itself says of it. */
  #told(name: string): string | null {
    const canonical = canonicalName(name);
    return edgeFields(this).find((line) => canonicalName(line[0]) === canonical)?.[1] ?? null;
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

/**
 * Whether an app may take a name for another, as Rack does `accept_language`. Such a field would shape an
 * answer and not be in its key, so it goes no further than this.
 */
function isMisspelt(name: string): boolean {
  return name.includes("_");
}

/** What the rules of www.gov.uk leave of a client's field (VCL: recv, rules 7, 8, 25, 26 and 31). */
function byRules(
  { session }: Pick<Arrival, "session">,
  admitted: Admitted,
  name: string,
  value: string,
): string | null {
  switch (name) {
    case "accept-encoding":
      return admitted.acceptEncoding;
    case "cookie":
      if (!admitted.keepsCookie) return null;
      // What is no session here must be none to an app that reads the cookie itself (D2, D3).
      return session === null ? withoutSessionCookies(value) : value;
    case "authorization":
      // A password for the edge makes no answer personal, so the cache is not to know of it.
      return admitted.authorization === "as-sent" ? value : null;
    default:
      return value;
  }
}

/** What the edge tells an app of its client, the session aside. */
function edgeFields({ client, requestId, account, admitted, target }: Omit<Arrival, "get">): Fields {
  if (account === null) return [...forwardedFields(client), ...forwardedField(client)];
  const common = [...forwardedFields(client), ...govukFields(client, requestId)];
  if (admitted === null) return [...common, ...forwardedField(client)];
  return [...common, ...wwwFields(client, target), ...abFields(admitted.abChoices)];
}

/** Fields whose value the rules about requests decide. */
const ruled = ["accept-encoding", "authorization", "cookie"] as const;
const names = { "accept-encoding": "Accept-Encoding", authorization: "Authorization", cookie: "Cookie" };

/**
 * The fields to send to the app: the client's own that may pass, and what the edge tells it.
 *
 * @param fields the client's, hop-by-hop ones removed
 */
export function fieldsForApp(arrival: Arrival, fields: Fields): Fields {
  const { account, session, admitted } = arrival;
  const decided: readonly string[] = admitted === null ? ["cookie"] : ruled;
  const passed: FieldLine[] = fields.filter(([name]) => {
    const lower = name.toLowerCase();
    if (lower === "host" || decided.includes(lower)) return false;
    const teller = tellerOf(lower);
    if (account === null) return teller !== "proxy";
    return teller === "client" && !isMisspelt(name);
  });
  for (const name of ruled) {
    const value = decided.includes(name) ? arrival.get(name) : null;
    if (value !== null) passed.push([names[name], value]);
  }
  if (admitted?.edgeAuthorization) passed.push(["Authorization", admitted.edgeAuthorization]);
  passed.push(...edgeFields(arrival));
  passed.push(...accountHeaderLines(session));
  return passed;
}
