/**
 * Reaching a backend: what is sent, what comes back, and how it fails. Each runtime has a transport of
 * its own; the edge knows only this.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";

/** A request to a backend. */
export interface OriginRequest {
  readonly method: string;
  /** Where the backend is, with the path and query asked for. */
  readonly url: URL;
  /** All fields to send, Host among them. A transport that cannot set Host leaves it out. */
  readonly fields: Fields;
  readonly body: ReadableStream<Uint8Array> | null;
  readonly timeouts: OriginTimeouts;
  /** Told of the interim responses, where the transport sees any. It does not throw. */
  readonly onInterim?: InterimListener;
  /** Whoever aborts it has no more use for an answer. */
  readonly signal?: AbortSignal;
}

/** Is told of an interim response (1xx, RFC 9110 §15.2); its fields are as the backend sent them. */
export type InterimListener = (status: number, fields: Fields) => void;

/** How long the edge waits, in milliseconds. */
export interface OriginTimeouts {
  readonly connect: number;
  /** From the end of the request to the head of the response. */
  readonly firstByte: number;
  readonly betweenBytes: number;
}

/** A response of a backend, its body still coming. */
export interface OriginResponse {
  readonly status: number;
  readonly fields: Fields;
  readonly body: ReadableStream<Uint8Array> | null;
  /** Resolves when the backend breaks the body off, where the transport can tell. */
  readonly broken?: Promise<void>;
  /** The body ends where the connection does, so nobody can tell whether it is whole (RFC 9112 §8). */
  readonly delimitedByClose?: boolean;
}

/**
 * Sends a request to a backend. Redirects are not followed.
 *
 * @throws {OriginError} when no response comes
 */
export type OriginTransport = (request: OriginRequest) => Promise<OriginResponse>;

/**
 * Why there is no response: nobody there, nobody in time, no HTTP, a client that left, or neither the
 * origin nor any of its mirrors had one; or the request was not sent whole, because it is too large.
 */
export type OriginFailure = "unreachable" | "timeout" | "protocol" | "aborted" | "exhausted" | "tooLarge";

/** A backend gave no response. */
export class OriginError extends Error {
  override readonly name = "OriginError";
  readonly code: OriginFailure;

  /** @param detail what went wrong, in words fit for a log; never a header's value */
  constructor(code: OriginFailure, detail: string, options?: ErrorOptions) {
    super(detail, options);
    this.code = code;
  }
}
