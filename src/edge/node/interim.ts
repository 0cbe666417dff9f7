/**
 * Writing interim responses (RFC 9110 §15.2) to Node's sockets.
 *
 * @module
 */
import { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { type Fields, fieldValue } from "../fields/fields.ts";

/**
 * Writes an interim response before the final one. A client of HTTP/1.0, which knows none, gets none;
 * nor does one that has left, or whose final response has begun.
 */
export function writeInterim(
  outgoing: ServerResponse | Http2ServerResponse,
  status: number,
  fields: Fields,
): void {
  try {
    if (outgoing instanceof ServerResponse) writeHttp1(outgoing, status, fields);
    else writeHttp2(outgoing, status, fields);
  } catch {
    // It is a courtesy: what Node refuses to write is left out, and the final response comes all the same.
  }
}

// Node has it since 26.2; before, it writes 102 without fields, and 103 where there is a Link that it likes.
const writesAny = typeof ServerResponse.prototype.writeInformation === "function";

function writeHttp1(outgoing: ServerResponse, status: number, fields: Fields): void {
  if (outgoing.destroyed || outgoing.headersSent || outgoing.req.httpVersion === "1.0") return;
  if (writesAny) outgoing.writeInformation(status, fields.flat());
  else if (status === 102) outgoing.writeProcessing();
  else if (status === 103) outgoing.writeEarlyHints({ ...byName(fields), link: linesOf(fields, "link") });
}

function writeHttp2({ stream }: Http2ServerResponse, status: number, fields: Fields): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.additionalHeaders({ ...byName(fields), ":status": status });
}

/** One value for each name, in lower case; Node refuses two of a field that it knows to be single. */
function byName(fields: Fields): Record<string, string> {
  const names = new Set(fields.map(([name]) => name.toLowerCase()));
  return Object.fromEntries([...names].map((name) => [name, fieldValue(fields, name) ?? ""]));
}

function linesOf(fields: Fields, name: string): string[] {
  return fields.flatMap(([other, value]) => (other.toLowerCase() === name ? [value] : []));
}
