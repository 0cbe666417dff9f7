/**
 * A person's browser in front of a running worker. Node only.
 *
 * @module
 */

import { sendRaw } from "../../src/testing/node/raw-client.ts";
import type { HeaderPairs } from "../../src/testing/play.ts";

/** One request; GET https://www.gov.uk when nothing else is said. */
export interface Ask {
  readonly method?: string;
  readonly host?: string;
  readonly headers?: HeaderPairs;
  readonly body?: string;
}

/** An answer. */
export interface Told {
  readonly status: number;
  readonly body: string;
  /** The value of a header by its name in lower case, several lines joined; null when absent. */
  header(name: string): string | null;
  /** The values of all lines of a header. */
  lines(name: string): string[];
}

/** Asks a worker that speaks TLS. */
export async function ask(
  port: number,
  url: string,
  { host = "www.gov.uk", ...more }: Ask = {},
): Promise<Told> {
  const { method = "GET", headers = [], body } = more;
  const sized: HeaderPairs = body === undefined ? headers : [...headers, ["Content-Length", sizeOf(body)]];
  const request = { port, method, url, host, headers: sized, secure: { rejectUnauthorized: false } };
  const got = await sendRaw(body === undefined ? request : { ...request, body });
  const lines = (name: string) => valuesOf(got.headers, name);
  return {
    status: got.status,
    body: got.body,
    lines,
    header: (name) => lines(name).join(", ") || null,
  };
}

/** The values of all lines of a header; the name in lower case. */
export function valuesOf(headers: HeaderPairs, name: string): string[] {
  return headers.filter(([other]) => other.toLowerCase() === name).map(([, value]) => value);
}

/** The header that a signed-in browser sends. */
export function signedIn(session: string): HeaderPairs {
  return [["Cookie", `__Host-govuk_account_session=${session}`]];
}

function sizeOf(body: string): string {
  return String(Buffer.byteLength(body));
}
