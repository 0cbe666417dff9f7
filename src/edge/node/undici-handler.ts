/**
 * What comes of one request that undici sends. This asks undici's dispatcher itself: its `request` puts a
 * stream of Node's between the socket and the Web's stream, which costs as much as all that the edge does.
 *
 * @module
 */
import type { Dispatcher } from "undici";
import { type FieldLine, type Fields, fieldValue, hasField } from "../fields/fields.ts";
import { OriginError, type OriginRequest, type OriginResponse } from "../origin/transport.ts";

/** Interim responses to one request; an origin that sends more will hardly come to the final one. */
const maximumInterim = 1000;

/** Statuses without a body, whatever the fields say (RFC 9112 §6.3). */
const bodiless: ReadonlySet<number> = new Set([204, 304]);

/** Bytes of a body that wait for the client. */
const buffered = new ByteLengthQueuingStrategy({ highWaterMark: 64 * 1024 });

type Controller = Dispatcher.DispatchController;

/** Hears of one request; `response` is what the transport gives. */
export class ResponseHandler implements Dispatcher.DispatchHandler {
  readonly response: Promise<OriginResponse>;
  readonly #request: OriginRequest;
  readonly #clock: () => number;
  readonly #head = Promise.withResolvers<OriginResponse>();
  readonly #broken = Promise.withResolvers<void>();
  #leave: (() => void) | null = null;
  #body: ReadableStreamDefaultController<Uint8Array> | null = null;
  #interim = 0;
  #firstInterimAt: number | null = null;

  /** @param clock milliseconds that only go forward */
  constructor(request: OriginRequest, clock: () => number) {
    this.#request = request;
    this.#clock = clock;
    this.response = this.#head.promise;
  }

  onRequestStart(controller: Controller): void {
    const { signal } = this.#request;
    if (!signal) return;
    // undici may send a request twice, when the first connection closed before it went.
    this.#stay();
    const leave = () => controller.abort(new DOMException("Nobody waits any more.", "AbortError"));
    this.#leave = leave;
    signal.addEventListener("abort", leave);
    if (signal.aborted) leave();
  }

  onResponseStart(controller: Controller, status: number): void {
    const fields = pairs(controller.rawHeaders);
    if (status < 200) this.#interimCame(status, fields);
    else this.#finalCame(controller, status, fields);
  }

  #finalCame(controller: Controller, status: number, fields: Fields): void {
    this.#stay();
    const coding = fieldValue(fields, "transfer-encoding");
    if (coding !== null && coding.toLowerCase() !== "chunked")
      throw new OriginError("protocol", "The origin used a transfer coding that was not asked for.");
    const hasNoBody = this.#request.method === "HEAD" || bodiless.has(status);
    this.#head.resolve({
      status,
      fields,
      body: this.#bodyOf(controller),
      broken: this.#broken.promise,
      delimitedByClose: !hasNoBody && coding === null && !hasField(fields, "content-length"),
    });
  }

  onResponseData(controller: Controller, chunk: Uint8Array): void {
    const body = this.#body;
    if (body === null) return;
    body.enqueue(chunk);
    if (body.desiredSize === null || body.desiredSize <= 0) controller.pause();
  }

  onResponseEnd(): void {
    this.#body?.close();
    this.#body = null;
  }

  onResponseError(_controller: Controller, error: Error): void {
    this.#stay();
    this.#head.reject(error);
    // Whoever reads no more has aborted it himself: the origin broke nothing off.
    if (this.#body === null) return;
    this.#broken.resolve();
    this.#body.error(error);
    this.#body = null;
  }

  /** The body, which frees the connection when nobody reads on. */
  #bodyOf(controller: Controller): ReadableStream<Uint8Array> {
    return new ReadableStream<Uint8Array>(
      {
        start: (body) => {
          this.#body = body;
        },
        pull: () => controller.resume(),
        cancel: () => {
          this.#body = null;
          controller.abort(new DOMException("Nobody reads on.", "AbortError"));
        },
      },
      buffered,
    );
  }

  /** Each of them starts the time to the head anew, so that alone would let them go on for ever. */
  #interimCame(status: number, fields: Fields): void {
    const { timeouts, onInterim } = this.#request;
    this.#interim += 1;
    this.#firstInterimAt ??= this.#clock();
    if (this.#interim > maximumInterim)
      throw new OriginError("protocol", "The origin's interim responses have no end.");
    if (this.#clock() - this.#firstInterimAt > timeouts.firstByte)
      throw new OriginError("timeout", "The origin sent interim responses, and no final one in time.");
    onInterim?.(status, fields);
  }

  /** From now on it is no concern of the signal's. */
  #stay(): void {
    if (this.#leave) this.#request.signal?.removeEventListener("abort", this.#leave);
    this.#leave = null;
  }
}

/** Field lines of undici's flat list of bytes, in which each stands for a character. */
function pairs(raw: Controller["rawHeaders"]): Fields {
  if (!Array.isArray(raw)) return [];
  const lines: FieldLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([text(raw[i]), text(raw[i + 1])]);
  return lines;
}

function text(bytes: Buffer | string | undefined): string {
  return typeof bytes === "string" ? bytes : (bytes?.toString("latin1") ?? "");
}
