import { expect, test } from "vitest";
import { acceptedCoding } from "../../../src/edge/www/accept-encoding.ts";
import { type ContentCoding, createCodecs } from "../../../src/edge/www/codecs.ts";

const text = "Benefits, births, business, childcare, citizenship, crime. ".repeat(200);
const bytes = new TextEncoder().encode(text);
const codecs = createCodecs();
const codingsHere: ContentCoding[] = codecs.hasBrotli() ? ["br", "gzip"] : ["gzip"];

const withoutBrotli = createCodecs((format) => {
  if (format === "brotli") throw new TypeError("no such format");
  return new CompressionStream(format);
});

function streamOf(...pieces: Uint8Array[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
}

/** Decodes as a client would: by the streams of the platform. */
async function decoded(body: ReadableStream<Uint8Array>, coding: ContentCoding): Promise<string> {
  const format = coding === "br" ? "brotli" : coding;
  const stream: unknown = Reflect.construct(DecompressionStream, [format]);
  if (!(stream instanceof DecompressionStream)) throw new TypeError("no decompression");
  const coded = new Uint8Array(await new Response(body).arrayBuffer());
  expect(coded.byteLength).toBeLessThan(bytes.byteLength / 4);
  return new Response(streamOf(coded).pipeThrough(plain()).pipeThrough(stream)).text();
}

function plain(): TransformStream<Uint8Array, Uint8Array<ArrayBuffer>> {
  return new TransformStream({ transform: (chunk, to) => to.enqueue(new Uint8Array(chunk)) });
}

test.each(codingsHere)("a body in pieces is the same after %s and back", async (coding) => {
  const pieces = [bytes.slice(0, 1), bytes.slice(1, 5000), bytes.slice(5000)];
  expect(await decoded(codecs.compress(streamOf(...pieces), coding), coding)).toBe(text);
});

test("an empty body is an empty body", async () => {
  const coded = codecs.compress(streamOf(), "gzip").pipeThrough(plain());
  expect(await new Response(coded.pipeThrough(new DecompressionStream("gzip"))).text()).toBe("");
});

test("memory shared between threads can be compressed, too", async () => {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.byteLength));
  shared.set(bytes);
  expect(await decoded(codecs.compress(streamOf(shared), "gzip"), "gzip")).toBe(text);
});

test("a body that breaks off breaks off when it is coded", async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error("the origin went away")),
  });
  await expect(new Response(codecs.compress(broken, "gzip")).arrayBuffer()).rejects.toThrow();
});

test("who stops reading stops the origin", async () => {
  const cancelled = Promise.withResolvers<unknown>();
  const endless = new ReadableStream<Uint8Array>({
    // Noise, so that the compressor has something to give.
    pull: (controller) => controller.enqueue(crypto.getRandomValues(new Uint8Array(65_536))),
    cancel: (reason) => cancelled.resolve(reason),
  });
  const reader = codecs.compress(endless, "gzip").getReader();
  expect((await reader.read()).done).toBe(false);
  await reader.cancel(new Error("enough"));
  expect(String(await cancelled.promise)).toContain("enough");
});

const accepted: [sent: string | null, here: string | null][] = [
  [null, null],
  ["gzip, deflate, br, zstd", "gzip, deflate, zstd"],
  ["BR ;q=1.0, gzip;q=0.5", "gzip;q=0.5"],
  ["br", null],
  ["brr", "brr"],
  ["", null],
];

test.each(accepted)("without brotli, of Accept-Encoding %j there is left %j", (sent, here) => {
  expect([withoutBrotli.hasBrotli(), withoutBrotli.madeHere(sent)]).toEqual([false, here]);
});

test("gzip takes brotli's place for those who can read it", () => {
  const coding = (sent: string) => acceptedCoding(withoutBrotli.madeHere(sent));
  expect([coding("gzip, deflate, br, zstd"), coding("br")]).toEqual(["gzip", null]);
});

test("with brotli, Accept-Encoding is left as it is", () => {
  const both = createCodecs(() => new CompressionStream("gzip"));
  expect([both.hasBrotli(), both.madeHere("gzip, br")]).toEqual([true, "gzip, br"]);
});

test("a runtime is asked once whether it has brotli", () => {
  let asked = 0;
  const counting = createCodecs(() => {
    asked += 1;
    throw new TypeError("no such format");
  });
  for (let i = 0; i < 3; i += 1) counting.madeHere("br");
  expect(asked).toBe(1);
});
