/**
 * Responses of a known length on Workers, where a stream tells none.
 *
 * @module
 */

/** A stream that lets this many bytes through, and breaks off at fewer or more; only Workers have it. */
declare const FixedLengthStream:
  | (new (
      length: number,
    ) => TransformStream<Uint8Array, Uint8Array>)
  | undefined;

/** What the runtime codes by itself. */
const codings: ReadonlySet<string | null> = new Set(["br", "gzip"]);

/**
 * The response with its Content-Length, which the runtime drops from one whose body is a plain stream. A
 * body with a coding is left alone: the runtime codes it, and then its length is another. So HEAD, too, is
 * not told the length of the body without it.
 */
export function withLength(response: Response): Response {
  const length = response.headers.get("content-length");
  if (response.body === null && codings.has(response.headers.get("content-encoding"))) {
    response.headers.delete("content-length");
  }
  if (response.body === null || length === null || !/^[0-9]{1,15}$/.test(length)) return response;
  if (typeof FixedLengthStream === "undefined" || response.headers.has("content-encoding")) return response;
  return new Response(response.body.pipeThrough(new FixedLengthStream(Number(length))), response);
}
