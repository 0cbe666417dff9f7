/**
 * A client's request as the edge sees it. A Web `Request` and a Node message can both give it, so one
 * function decides for both.
 *
 * @module
 */

import { type Fields, fieldsOf } from "./fields/fields.ts";

/** What the connection says of the client; a rim finds it out, and only trusts a named proxy on it. */
export interface Client {
  /** The address, without a port. */
  readonly address: string;
  readonly scheme: "http" | "https";
  /** The authority the client asked for. */
  readonly host: string;
  /** The fingerprint of the client's TLS, where a proxy that is trusted tells it. */
  readonly ja3?: string;
}

/** A request before anything was made of it. */
export interface ClientRequest {
  readonly method: string;
  /** Path and query, as `URL` gives them. */
  readonly target: string;
  readonly client: Client;
  /** The value of a field by its name in lower case, several lines joined; null when absent. */
  get(name: string): string | null;
}

/** What of a request goes on to the origin, as it came. */
export interface Received {
  /** Names in lower case, each once. */
  readonly fields: Fields;
  readonly body: ReadableStream<Uint8Array> | null;
}

/**
 * What goes on, its fields read when they are first needed. A class, since each object literal with a getter has
 * a hidden class of its own, which V8 keeps, with all that the getter sees, until its next full collection.
 */
export class LateReceived implements Received {
  readonly body: ReadableStream<Uint8Array> | null;
  readonly #read: () => Fields;
  #fields: Fields | null = null;

  constructor(read: () => Fields, body: ReadableStream<Uint8Array> | null) {
    this.#read = read;
    this.body = body;
  }

  get fields(): Fields {
    this.#fields ??= this.#read();
    return this.#fields;
  }
}

/** What a Web request brings. */
export function receivedOf({ headers, body }: Request): Received {
  return new LateReceived(() => fieldsOf(headers), body);
}

/**
 * Path and query in the form that `URL` gives them, so that two rims make the same key of a request.
 *
 * @param target as in the request line, in origin form
 */
export function normalisedTarget(target: string): string {
  // Most targets have nothing to normalise, and a URL costs more than all the rest of a look-up.
  if (!target.endsWith("?") && /^\/[\w\-~/%?=&+.,:;@!$()*]*$/.test(target) && !/\/\.|\/%2e/i.test(target))
    return target;
  const url = new URL(`http://host${target}`);
  return url.pathname + url.search;
}

/**
 * A Web request as the edge sees it.
 *
 * @param client what the rim knows; without it the URL is believed, and the address is unknown
 */
export function webRequest(request: Request, client?: Client): ClientRequest {
  const url = new URL(request.url);
  return {
    method: request.method,
    target: url.pathname + url.search,
    client: client ?? {
      address: "unknown",
      scheme: url.protocol === "https:" ? "https" : "http",
      host: url.host,
    },
    get: (name) => request.headers.get(name),
  };
}
