/**
 * What the account needs of the messages of Node's servers, by their shape alone: node:http and node:http2,
 * and every framework that hands on their requests and responses.
 *
 * @module
 */
import type { RequestHeaders } from "./account.ts";
import type { ResponseHeaders } from "./outcome.ts";

/** A request of node:http, or one like it. */
export interface NodeRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly url?: string | undefined;
}

/** A response of node:http, or one like it. */
export interface NodeResponse {
  getHeader(name: string): number | string | readonly string[] | undefined;
  setHeader(name: string, value: unknown): unknown;
  writeHead(status: number, ...rest: unknown[]): unknown;
  end(): unknown;
}

/** The headers of a request, to be read like the web's. */
export function requestHeaders({ headers }: NodeRequest): RequestHeaders {
  return { get: (name) => joined(headers[name.toLowerCase()]) };
}

/** The headers of a response that has not begun, to be read and written like the web's. */
export function responseHeaders(response: NodeResponse): ResponseHeaders {
  return {
    get: (name) => joined(response.getHeader(name)),
    set: (name, value) => void response.setHeader(name, value),
    append: (name, value) => appendHeader(response, name, value),
  };
}

/**
 * Does something when a response is about to begin, whatever begins it, and with all its headers set: also
 * those that are given to `writeHead` itself.
 */
export function beforeHead(response: NodeResponse, act: () => void): void {
  const writeHead = response.writeHead;
  response.writeHead = function hooked(status, ...rest) {
    setHeaders(response, rest.find(isObject));
    // Anew for an error page, when the page's own head was refused: that page may have dropped all headers.
    act();
    return writeHead.call(response, status, ...rest.filter((argument) => typeof argument === "string"));
  };
}

/** What `writeHead` takes: an object, a flat list of names and values, or a list of pairs. */
function setHeaders(response: NodeResponse, headers: object | undefined): void {
  if (headers === undefined) return;
  const set = new Set<string>();
  for (const [name, value] of pairsOf(headers)) {
    const isRepeated = set.has(name.toLowerCase());
    set.add(name.toLowerCase());
    if (isRepeated) appendHeader(response, name, value);
    else response.setHeader(name, value);
  }
}

function pairsOf(headers: object): [string, unknown][] {
  if (!Array.isArray(headers)) return Object.entries(headers);
  const list: readonly unknown[] = headers;
  if (list.every(Array.isArray)) return list.map(([name, value]) => [String(name), value]);
  return list.flatMap((name, index) => (index % 2 === 0 ? [[String(name), list[index + 1]]] : []));
}

function appendHeader(response: NodeResponse, name: string, value: unknown): void {
  const present = response.getHeader(name);
  response.setHeader(name, present === undefined ? value : [present, value].flat());
}

function joined(value: number | string | readonly string[] | undefined): string | null {
  if (value === undefined) return null;
  return typeof value === "object" ? value.join(", ") : String(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
