/**
 * The content codings that the edge can make, on the streams that the platform has.
 *
 * @module
 */
import { listMembers } from "../fields/list.ts";
import type { AcceptedCoding } from "./accept-encoding.ts";

/** A content coding by its name in Content-Encoding (RFC 9110 §8.4.1). */
export type ContentCoding = NonNullable<AcceptedCoding>;

/** A stream of bytes in, and one of coded bytes out. */
export interface Compressor {
  readonly readable: ReadableStream<Uint8Array>;
  readonly writable: WritableStream<Uint8Array<ArrayBuffer>>;
}

/**
 * Makes a compressor.
 *
 * @param format `gzip`, or `brotli`, as CompressionStream names them
 * @throws where there is none for the format
 */
export type MakeCompressor = (format: "gzip" | "brotli") => Compressor;

/** The codings of one runtime. */
export interface Codecs {
  /** Whether there is brotli. Every runtime has gzip. */
  hasBrotli(): boolean;
  /**
   * The value of Accept-Encoding without what cannot be made here, so that normalising it puts gzip in
   * brotli's place for those, and only those, who can read that. Null when nothing is left.
   *
   * @param hasRange whether a part is asked for; false when left out
   */
  madeHere(acceptEncoding: string | null, hasRange?: boolean): string | null;
  /** A body, coded. It breaks off where the body does, and the body is cancelled with it. */
  compress(body: ReadableStream<Uint8Array>, coding: ContentCoding): ReadableStream<Uint8Array>;
}

/**
 * The codings that a runtime has.
 *
 * @param make for a runtime that has something better than its CompressionStream, which takes no level:
 * on Node that is brotli's slowest
 */
export function createCodecs(make: MakeCompressor = compressionStream): Codecs {
  let brotli: boolean | undefined;

  function hasBrotli(): boolean {
    brotli ??= canMake(make);
    return brotli;
  }

  return {
    hasBrotli,
    madeHere(acceptEncoding) {
      if (acceptEncoding === null || hasBrotli()) return acceptEncoding;
      const others = listMembers(acceptEncoding).filter((member) => !/^br[ \t]*(?:;|$)/i.test(member));
      return others.length === 0 ? null : others.join(", ");
    },
    compress: (body, coding) =>
      body.pipeThrough(unshared()).pipeThrough(make(coding === "br" ? "brotli" : "gzip")),
  };
}

/**
 * For a runtime that codes a body itself when its response says so, as Workers do for gzip and brotli: what
 * is stored is then the body as it is, and a Content-Encoding.
 */
export const codedByRuntime: Codecs = {
  hasBrotli: () => true,
  // It would code a part by itself, as if that were the whole.
  madeHere: (acceptEncoding, hasRange) => (hasRange ? null : acceptEncoding),
  compress: (body) => body,
};

function canMake(make: MakeCompressor): boolean {
  try {
    make("brotli");
    return true;
  } catch {
    return false;
  }
}

/** Compressors take no memory that is shared between threads; no body is known to come in such. */
function unshared(): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  return new TransformStream({
    transform: (chunk, controller) => controller.enqueue(isUnshared(chunk) ? chunk : new Uint8Array(chunk)),
  });
}

function isUnshared(chunk: Uint8Array): chunk is Uint8Array<ArrayBuffer> {
  return chunk.buffer instanceof ArrayBuffer;
}

// The type of the constructor does not know brotli yet; those that lack it say so when they are asked.
function compressionStream(format: string): Compressor {
  const stream: unknown = Reflect.construct(CompressionStream, [format]);
  if (stream instanceof CompressionStream) return stream;
  throw new TypeError("CompressionStream made something else.");
}
