/**
 * One request to the origin: what is sent for a client's, and what is made of the answer.
 *
 * @module
 */
import { type Fields, fieldValue, withoutFields } from "../fields/fields.ts";
import { listMembers } from "../fields/list.ts";
import {
  type InterimListener,
  OriginError,
  type OriginRequest,
  type OriginResponse,
  type OriginTimeouts,
  type OriginTransport,
} from "./transport.ts";

/** How the origin is reached. */
export interface OriginSettings {
  readonly origin: URL;
  readonly preserveHost: boolean;
  /** The name this edge has in Via; another edge in the chain has another. */
  readonly pseudonym: string;
  readonly timeouts: OriginTimeouts;
  readonly transport: OriginTransport;
}

/** A request for the origin. */
export interface Outgoing {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** The authority the client asked for. */
  readonly host: string;
  /** End-to-end fields, without Host. */
  readonly fields: Fields;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Left out where nobody is to get the interim responses. */
  readonly onInterim?: InterimListener;
  /** The client's: aborted while there is no head of a response, it ends the request. */
  readonly signal?: AbortSignal;
}

// 100-continue is between the client and the edge, which has answered it already; Via is written anew.
const notForwarded: ReadonlySet<string> = new Set(["expect", "via"]);
const notForwardedBodiless: ReadonlySet<string> = new Set([...notForwarded, "content-length"]);
/** Fields by which a client asks for less than the whole response, which is what the cache wants. */
const conditional: ReadonlySet<string> = new Set([
  "if-match",
  "if-none-match",
  "if-modified-since",
  "if-unmodified-since",
  "if-range",
  "range",
]);

/** What a 304 is an answer to (RFC 9110 §15.4.5). */
const conditions: ReadonlySet<string> = new Set(["if-none-match", "if-modified-since"]);

/** The fields without those that ask for a part, or for nothing if nothing changed. */
export function unconditional(fields: Fields): Fields {
  return withoutFields(fields, conditional);
}

/** Whether a request has been here before (RFC 9110 §7.6.3): the origin is this edge, or leads to it. */
export function isLoop(fields: Fields, pseudonym: string): boolean {
  return listMembers(fieldValue(fields, "via")).some((member) => member.split(" ")[1] === pseudonym);
}

/**
 * Sends a request to the origin.
 *
 * @throws {OriginError} when it gives no response, or none that HTTP knows
 */
export async function exchange(settings: OriginSettings, outgoing: Outgoing): Promise<OriginResponse> {
  const { method, body, onInterim, signal } = outgoing;
  // Joined as text: a target such as //other.example/ must not name another host.
  const url = new URL(settings.origin.origin + outgoing.target);
  const bodiless = body === null && (method === "GET" || method === "HEAD");
  const fields = withoutFields(outgoing.fields, bodiless ? notForwardedBodiless : notForwarded);
  const asked: OriginRequest = {
    method,
    url,
    fields: [
      ["Host", settings.preserveHost ? outgoing.host : settings.origin.host],
      ...fields,
      ["Via", [...listMembers(fieldValue(outgoing.fields, "via")), `1.1 ${settings.pseudonym}`].join(", ")],
    ],
    body,
    timeouts: settings.timeouts,
    ...(onInterim && { onInterim }),
  };
  const { transport } = settings;
  const response = await (signal ? untilAnswered(transport, signal, asked) : transport(asked));
  const isUnasked = response.status === 304 && !fields.some(([name]) => conditions.has(name.toLowerCase()));
  if (response.status < 200 || response.status > 599 || isUnasked) {
    await response.body?.cancel().catch(() => undefined);
    throw new OriginError("protocol", `The origin answered with the status ${response.status}.`);
  }
  return response;
}

/** Sends a request that its client may abort: until the head is there, for a body may be for others too. */
async function untilAnswered(
  transport: OriginTransport,
  signal: AbortSignal,
  request: OriginRequest,
): Promise<OriginResponse> {
  const waiting = new AbortController();
  const leave = () => waiting.abort();
  signal.addEventListener("abort", leave);
  try {
    if (signal.aborted) throw signal.reason;
    return await transport({ ...request, signal: waiting.signal });
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new OriginError("aborted", "The client left before there was an answer.", { cause });
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
