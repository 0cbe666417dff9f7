/**
 * Requests that are refused before they are made anything of, because two readers could understand
 * them differently.
 *
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import type { Client } from "../request.ts";
import type { ServerLimits } from "./limits.ts";
import { linesOf } from "./raw-headers.ts";

/** Why a request is refused: the status, and a sentence for whoever sent it. */
export interface Refusal {
  readonly status: 400 | 414 | 501;
  readonly reason: string;
  /** Nobody can be sure where the request ends, so nothing after it is read. HTTP/1 alone. */
  readonly closes?: true;
}

/** The refusal of a request that names no host. */
export const noHost: Refusal = { status: 400, reason: "The request names no host, or one that cannot be." };

/** The refusal of a request; null when it can be served. */
export function refusalOf(
  { url, headers, rawHeaders, httpVersion }: IncomingMessage | Http2ServerRequest,
  client: Client | null,
  limits: Pick<ServerLimits, "targetLength">,
): Refusal | null {
  const coding = headers["transfer-encoding"];
  // RFC 9112 §6.1: a reader of that version may know nothing of chunks.
  if (coding !== undefined && httpVersion === "1.0") {
    return { status: 400, reason: "The request is of HTTP/1.0 and uses a transfer coding.", closes: true };
  }
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    return { status: 501, reason: "The request uses a transfer coding that is not chunked.", closes: true };
  }
  if (client === null || linesOf(rawHeaders, "host") > 1) return noHost;
  const authority = headers[":authority"];
  if (authority !== undefined && headers.host !== undefined && !isSameHost(authority, headers.host)) {
    return { status: 400, reason: "The request's authority and its Host name different hosts." };
  }
  if (url !== undefined && url.length > limits.targetLength) return tooLong(limits.targetLength);
  return url === undefined || url.startsWith("/") ? null : absoluteRefusal(url, headers.host);
}

function tooLong(characters: number): Refusal {
  return {
    status: 414,
    reason: `The request's target is longer than the ${characters} characters that are taken here.`,
  };
}

/**
 * RFC 9112 §3.2.2 lets the authority of an absolute target replace Host. A proxy in front may go by
 * either, so they must agree; and a name or password in it is an error (RFC 9110 §4.2.4).
 */
function absoluteRefusal(target: string, host: string | undefined): Refusal | null {
  const authority = /^[a-z]+:\/\/([^/?#]*)/i.exec(target)?.[1];
  if (authority === undefined) return null;
  if (authority.includes("@")) {
    return { status: 400, reason: "The request's target has a name or password in it." };
  }
  if (host !== undefined && isSameHost(authority, host)) return null;
  return { status: 400, reason: "The request's target and its Host name different hosts." };
}

function isSameHost(one: string | readonly string[], other: string): boolean {
  return String(one).toLowerCase() === other.toLowerCase();
}
