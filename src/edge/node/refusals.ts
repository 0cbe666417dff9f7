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
}

/** The refusal of a request that names no host. */
export const noHost: Refusal = { status: 400, reason: "The request names no host, or one that cannot be." };

/** The refusal of a request; null when it can be served. */
export function refusalOf(
  { url, headers, rawHeaders }: IncomingMessage | Http2ServerRequest,
  client: Client | null,
  limits: Pick<ServerLimits, "targetLength">,
): Refusal | null {
  if (client === null || linesOf(rawHeaders, "host") > 1) return noHost;
  const coding = headers["transfer-encoding"];
  if (coding !== undefined && coding.toLowerCase() !== "chunked") {
    return { status: 501, reason: "The request uses a transfer coding that is not chunked." };
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
  if (authority.toLowerCase() === host?.toLowerCase()) return null;
  return { status: 400, reason: "The request's target and its Host name different hosts." };
}
