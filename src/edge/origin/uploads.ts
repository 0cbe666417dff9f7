/**
 * Bodies of requests, which go on only as far as a limit.
 *
 * @module
 */
import { OriginError } from "./transport.ts";

/** A body that is being measured. */
export interface Upload {
  readonly body: ReadableStream<Uint8Array> | null;
  /** Throws what is to be said of it, if the body was too large: else whatever failed counts. */
  check(): void;
}

const noUpload: Upload = { body: null, check: () => undefined };

/**
 * A body that breaks off after `limit` bytes. One with a length is only compared with it: servers see that
 * a length is kept (RFC 9112 §6.3).
 *
 * @param length the value of Content-Length; null where it is not known before
 * @throws {OriginError} when it is known to be too large
 */
export function limited(
  body: ReadableStream<Uint8Array> | null,
  length: string | null,
  limit: number,
): Upload {
  const tooLarge = () => new OriginError("tooLarge", `The request's body is larger than ${limit} bytes.`);
  if (length !== null && Number(length) > limit) throw tooLarge();
  if (body === null) return noUpload;
  if (length !== null) return { body, check: () => undefined };
  let bytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > limit) controller.error(tooLarge());
      else controller.enqueue(chunk);
    },
  });
  return {
    body: body.pipeThrough(counting),
    check() {
      if (bytes > limit) throw tooLarge();
    },
  };
}
