/**
 * Bodies that the edge has compressed, as a client reads them.
 *
 * @module
 */
import { fieldValue, type HeaderPairs } from "./play-differ.ts";
import type { ClientGot } from "./play-scene.ts";

const formats = new Map([
  ["br", "brotli"],
  ["gzip", "gzip"],
]);

/**
 * The answer with its body decoded, where the edge has coded it.
 *
 * @param fromApp the app's fields: what it says is coded is only a text in a play, and stays as it is
 * @throws when a body is not what its Content-Encoding says
 */
export async function decoded(got: ClientGot, fromApp: HeaderPairs): Promise<ClientGot> {
  const { bytes, headers } = got;
  const format = formats.get(fieldValue(headers, "content-encoding") ?? "");
  if (format === undefined || !bytes?.length || fieldValue(fromApp, "content-encoding") !== null) return got;
  // The type of the constructor does not know brotli.
  const stream: unknown = Reflect.construct(DecompressionStream, [format]);
  if (!(stream instanceof DecompressionStream))
    throw new TypeError("DecompressionStream made something else.");
  const body = new Response(bytes).body;
  if (body === null) throw new TypeError("A Response without a body.");
  const whole = await new Response(
    body.pipeThrough<Uint8Array<ArrayBuffer>>(unshared()).pipeThrough(stream),
  ).arrayBuffer();
  return { ...got, body: new TextDecoder().decode(whole) };
}

/** For the types alone: a Response of ours is never in shared memory. */
function unshared(): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  return new TransformStream({ transform: (chunk, to) => to.enqueue(new Uint8Array(chunk)) });
}
