/**
 * Asking the app for a page as somebody, exactly as the edge would: the same request, by the same code.
 *
 * @module
 */
import { sessionCookieFor, storeCookie } from "../edge/account/cookie.ts";
import { type Arrival, arrive, fieldsForApp } from "../edge/arrival.ts";
import { type Fields, fieldValue } from "../edge/fields/fields.ts";
import type { ExchangeTimes } from "../edge/http-cache/freshness.ts";
import type { ResolvedOptions } from "../edge/options.ts";
import { exchange } from "../edge/origin/exchange.ts";
import { OriginError } from "../edge/origin/transport.ts";
import type { Client } from "../edge/request.ts";
import { type BodyLimits, bodyText, NotReadable } from "./body.ts";
import type { Asker } from "./people.ts";

/** An answer of the app. */
export interface Answer {
  readonly status: number;
  readonly fields: Fields;
  readonly text: string;
  readonly times: ExchangeTimes;
}

/** The app gave no answer that could be compared; the message says why, to follow "as Amina: ". */
export class NotAsked extends Error {
  override readonly name = "NotAsked";
}

/** What the audit says of itself, and that it can read no coding. */
const clientFields: Fields = [
  ["User-Agent", "govuk-edge-audit"],
  ["Accept", "text/html, application/xhtml+xml, */*;q=0.8"],
];

/** The client that the edge tells the app of. @param https whether it came by https, whatever the app speaks */
export function clientAt({ protocol, host }: URL, https: boolean): Client {
  return { address: "127.0.0.1", scheme: https || protocol === "https:" ? "https" : "http", host };
}

/** The Cookie field of somebody; null without a session. */
export function cookieOf({ session }: Asker, { scheme, host }: Client): string | null {
  if (session === null) return null;
  const [pair = ""] = storeCookie(sessionCookieFor(scheme, host), session).split(";");
  return pair;
}

/** Somebody's request as it is inside the edge: what the app sees of it, and what a cache selects by. */
export function arrivalOf(asker: Asker, url: URL, client: Client, requestId: () => string): Arrival {
  const cookie = cookieOf(asker, client);
  const fields = new Map(clientFields.map(([name, value]) => [name.toLowerCase(), value]));
  const get = (name: string) => (name === "cookie" ? cookie : (fields.get(name) ?? null));
  return arrive({ method: "GET", target: url.pathname + url.search, client, get }, requestId, true);
}

/**
 * Asks the app. Redirects are not followed.
 *
 * @throws {NotAsked} when no answer comes, or none that can be compared
 */
export async function ask(arrival: Arrival, settings: ResolvedOptions, limits: BodyLimits): Promise<Answer> {
  const requestTime = settings.now();
  const outgoing = {
    method: "GET",
    target: arrival.target,
    host: arrival.client.host,
    fields: fieldsForApp(arrival, clientFields),
    body: null,
  };
  try {
    const { status, fields, body } = await exchange(settings, outgoing);
    const responseTime = settings.now();
    const useless = uselessBecause(arrival, status, fields);
    if (useless !== null) {
      await body?.cancel().catch(() => undefined);
      throw new NotAsked(useless);
    }
    const text = await bodyText(body, fields, limits);
    return { status, fields, text, times: { requestTime, responseTime } };
  } catch (error) {
    if (error instanceof NotAsked) throw error;
    const isKnown = error instanceof OriginError || error instanceof NotReadable;
    const said = isKnown ? error.message.replace(/\.$/, "") : "the answer broke off";
    const isAbsent = error instanceof OriginError && error.code === "unreachable";
    throw new NotAsked(isAbsent ? `${said}: start the app, or give another address` : said, { cause: error });
  }
}

/** Why an answer says nothing of the page; null when it may. */
function uselessBecause({ client, target }: Arrival, status: number, fields: Fields): string | null {
  if (status >= 500 || status === 429) return `the app answered ${status}`;
  // An edge takes what it is told of a session for a forgery, and everybody for nobody.
  if ((fieldValue(fields, "cache-status") ?? "").startsWith("govuk-edge")) {
    return "an edge answered, which lets no session of others through; give the address of the app behind it";
  }
  const location = URL.parse(fieldValue(fields, "location") ?? "");
  const isToHttps = client.scheme === "http" && location?.protocol === "https:";
  if (status >= 300 && status < 400 && isToHttps && location.pathname + location.search === target) {
    return "the app sends everybody to https; --https asks it as if they came that way";
  }
  return null;
}
