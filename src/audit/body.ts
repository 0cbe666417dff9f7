/**
 * Reading a body as text: not too much of it, and not for too long.
 *
 * @module
 */
import { type Fields, fieldValue } from "../edge/fields/fields.ts";
import { hexDigest } from "../edge/stores/digest.ts";

/** How much of a body is read. */
export interface BodyLimits {
  readonly maxBytes: number;
  /** Milliseconds for the whole body. */
  readonly within: number;
}

/** A body that cannot be compared. */
export class NotReadable extends Error {
  override readonly name = "NotReadable";
}

const decodable: ReadonlyMap<string, "gzip" | "deflate"> = new Map([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
]);

/**
 * The text of a body. Of what is no text it is a digest, which tells two of them apart.
 *
 * @throws {NotReadable} when there is too much, when it takes too long, or in a coding nobody asked for
 */
export async function bodyText(
  body: ReadableStream<Uint8Array> | null,
  fields: Fields,
  limits: BodyLimits,
): Promise<string> {
  if (body === null) return "";
  const bytes = await read(decoded(body, fieldValue(fields, "content-encoding")), limits);
  const text = new TextDecoder().decode(bytes);
  return text.includes("\u0000") ? `bytes ${await hexDigest(text)}` : text;
}

function decoded(body: ReadableStream<Uint8Array>, coding: string | null): ReadableStream<Uint8Array> {
  const name = coding?.trim().toLowerCase() ?? "identity";
  if (name === "identity" || name === "") return body;
  const format = decodable.get(name);
  if (format === undefined) {
    void body.cancel().catch(() => undefined);
    throw new NotReadable(`the body came in the coding ${name}, which was not asked for`);
  }
  // The platform's types ask for views of an ArrayBuffer of their own.
  const owned = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => controller.enqueue(new Uint8Array(chunk)),
  });
  return body.pipeThrough(owned).pipeThrough(new DecompressionStream(format));
}

async function read(
  stream: ReadableStream<Uint8Array>,
  { maxBytes, within }: BodyLimits,
): Promise<Uint8Array> {
  const reader = stream.getReader();
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    void reader.cancel().catch(() => undefined);
  }, within);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (isLate) throw new NotReadable(`the body did not end within ${within} ms (--timeout)`);
      if (done) return joined(chunks, size);
      chunks.push(value);
      size += value.byteLength;
      if (size > maxBytes) throw new NotReadable(`the body is larger than ${maxBytes} bytes (--max-bytes)`);
    }
  } finally {
    clearTimeout(timer);
    void reader.cancel().catch(() => undefined);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}
