/**
 * A stage that is already there: an edge at a URL, of which only the client's side is known. Node only.
 *
 * @module
 */
import { isIP } from "node:net";
import type { RunningStage } from "../play.ts";
import type { Profile } from "../play-schema.ts";
import { sendRaw } from "./raw-client.ts";
import { wireHeaders } from "./wire-headers.ts";

/**
 * The edge at a URL.
 *
 * @param profile the rules that it follows
 * @param host the Host to ask for; the URL's own by default
 */
export function remoteStage(url: URL, profile: Profile, host = url.host): RunningStage {
  const tls = url.protocol === "https:";
  const address = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port) || (tls ? 443 : 80);
  const isHere = address === "localhost" || address === "::1" || address.startsWith("127.");
  // SNI names no addresses. On this machine a certificate may be one that was made on the spot.
  const secure = { ...(isIP(address) === 0 && { servername: address }), rejectUnauthorized: !isHere };
  return {
    profile,
    site: { host, tls },
    answerNext: () => undefined,
    seenByOrigin: () => null,
    send: (asks) =>
      sendRaw({
        ...asks,
        headers: wireHeaders(asks),
        to: address,
        port,
        patience: 60_000,
        ...(tls && { secure }),
      }),
    reset: () => undefined,
    close: async () => undefined,
  };
}
