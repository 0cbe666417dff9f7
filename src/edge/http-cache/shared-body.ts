/**
 * A body that is read once from the origin and given to many clients while it is still coming.
 *
 * @module
 */
import { joined } from "./bytes.ts";

/** A body under way. */
export interface SharedBody {
  /** A client's own reader: all bytes from the first on. Take it only while the body is joinable. */
  stream(): ReadableStream<Uint8Array>;
  /** The whole body when it is there; null when it grew over the limit or broke off. */
  readonly whole: Promise<Uint8Array<ArrayBuffer> | null>;
  /** How far it came before it went over the limit, which leaves its end open. */
  readonly outcome: Promise<"whole" | "over-limit" | "broken-off">;
  /** Whether a client that comes now would still get the body from its first byte. */
  readonly joinable: boolean;
  /** Whether the origin broke the body off. */
  readonly failed: boolean;
}

/**
 * Reads `source` to its end and keeps what came, so that every client gets all of it at its own
 * speed. Up to `limit` bytes it reads as fast as the origin sends, with or without clients. Beyond,
 * the body will not be stored: it reads at the speed of the fastest client and keeps the last
 * `limit` bytes; a client that falls further behind than that is cut off, so that it holds nobody up.
 *
 * @param limit bytes
 */
export function shareBody(source: ReadableStream<Uint8Array>, limit: number): SharedBody {
  return new BodyUnderWay(source, limit);
}

class BodyUnderWay implements SharedBody {
  readonly whole: Promise<Uint8Array<ArrayBuffer> | null>;
  readonly outcome: SharedBody["outcome"];
  readonly #body: Chunks;

  constructor(source: ReadableStream<Uint8Array>, limit: number) {
    this.#body = new Chunks(limit);
    this.whole = pump(source.getReader(), this.#body);
    this.outcome = this.#body.outcome.promise;
  }

  stream(): ReadableStream<Uint8Array> {
    return this.#body.stream();
  }

  get joinable(): boolean {
    return !this.#body.overflowed && this.#body.failure === undefined;
  }

  get failed(): boolean {
    return !this.#body.overflowed && this.#body.failure !== undefined;
  }
}

/** A body that is all there, as one that can be shared. */
export function wholeBody(bytes: Uint8Array): Pick<SharedBody, "stream" | "joinable"> {
  return {
    joinable: true,
    stream: () =>
      new ReadableStream({
        start(controller) {
          if (bytes.byteLength > 0) controller.enqueue(bytes);
          controller.close();
        },
      }),
  };
}

async function pump(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  body: Chunks,
): Promise<Uint8Array<ArrayBuffer> | null> {
  try {
    for (;;) {
      await body.room();
      const { done, value } = await reader.read();
      if (done) break;
      body.add(value);
    }
    body.end();
    return body.overflowed ? null : body.whole();
  } catch (error) {
    body.fail(error);
    await reader.cancel(error).catch(() => undefined);
    return null;
  }
}

/** What came of a body so far, and who waits for more. */
class Chunks {
  overflowed = false;
  failure: { readonly error: unknown } | undefined;
  readonly outcome = Promise.withResolvers<"whole" | "over-limit" | "broken-off">();
  readonly #limit: number;
  #chunks: Uint8Array[] = [];
  /** How many chunks were dropped from the front. */
  #dropped = 0;
  #bytes = 0;
  #ended = false;
  #readers = 0;
  /** The furthest any client has read, in chunks. */
  #furthest = 0;
  #change = Promise.withResolvers<void>();
  #demand = Promise.withResolvers<void>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /**
   * Resolves when the next chunk may be read from the origin.
   *
   * @throws {Error} when nobody is left to read a body that will not be stored either
   */
  async room(): Promise<void> {
    while (this.overflowed) {
      if (this.#readers === 0) throw new Error("Nobody wants the rest of the body.");
      if (this.#furthest === this.#count) return;
      this.#demand = Promise.withResolvers();
      await this.#demand.promise;
    }
  }

  add(chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes > this.#limit) this.#overflow();
    // What nobody has read yet is kept: the fastest client gets all of it.
    while (this.#bytes > this.#limit && this.#dropped < this.#furthest) {
      this.#bytes -= this.#chunks.shift()?.byteLength ?? 0;
      this.#dropped += 1;
    }
    this.#wake();
  }

  #overflow(): void {
    this.overflowed = true;
    this.outcome.resolve("over-limit");
  }

  end(): void {
    this.#ended = true;
    this.outcome.resolve("whole");
    this.#wake();
  }

  fail(error: unknown): void {
    this.failure = { error };
    this.outcome.resolve("broken-off");
    this.#wake();
  }

  whole(): Uint8Array<ArrayBuffer> {
    return joined(this.#chunks);
  }

  stream(): ReadableStream<Uint8Array> {
    let position = 0;
    let reading = true;
    this.#readers += 1;
    const leave = () => {
      if (!reading) return;
      reading = false;
      this.#readers -= 1;
      this.#demand.resolve();
    };
    return new ReadableStream<Uint8Array>({
      pull: async (controller) => {
        try {
          const chunk = await this.#chunkAt(position);
          position += 1;
          if (chunk) return controller.enqueue(chunk);
          controller.close();
        } catch (error) {
          leave();
          throw error;
        }
        leave();
      },
      cancel: leave,
    });
  }

  /** The chunk at a place, once it is there; null at the end. */
  async #chunkAt(position: number): Promise<Uint8Array | null> {
    for (;;) {
      if (position < this.#dropped) throw new Error("The client read too slowly.");
      const chunk = this.#chunks[position - this.#dropped];
      if (chunk) {
        this.#reached(position + 1);
        return chunk;
      }
      if (this.failure) throw this.failure.error;
      if (this.#ended) return null;
      await this.#change.promise;
    }
  }

  get #count(): number {
    return this.#dropped + this.#chunks.length;
  }

  #reached(position: number): void {
    if (position <= this.#furthest) return;
    this.#furthest = position;
    this.#demand.resolve();
  }

  #wake(): void {
    this.#change.resolve();
    this.#change = Promise.withResolvers();
  }
}
