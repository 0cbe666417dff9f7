/**
 * The headers of a play's request as they go on a socket.
 *
 * @module
 */
import type { Step } from "../play-schema.ts";
import type { ClientAsks } from "../stage.ts";

/** Whether a step says where its client is, which only a proxy that is trusted can tell an edge. */
export function needsProxy({ client }: Step): boolean {
  return client.address !== undefined || client.ja3 !== undefined;
}

/** The headers, with what a proxy before the edge says of a client, where a play says it. */
export function wireHeaders({ headers, address, ja3, body }: ClientAsks): [string, string][] {
  const told: [string, string][] = headers.map(([name, value]) => [name, value]);
  if (address !== undefined) told.push(["X-Forwarded-For", address]);
  if (ja3 !== undefined) told.push(["Client-JA3", ja3]);
  if (body !== undefined) told.push(["Content-Length", String(Buffer.byteLength(body))]);
  return told;
}
