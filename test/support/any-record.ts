/** Records of every kind, with any content. */
import fc from "fast-check";
import type { StoredPass, StoredRecord, StoredResponse } from "../../src/edge/index.ts";

/** JSON has no minus zero, and nothing here differs by it. */
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const text = fc.string({ unit: "binary", maxLength: 12 });
const fields = fc.array(fc.tuple(text, text), { maxLength: 4 });
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => new Uint8Array(array));

const common = {
  vary: fc.array(text, { maxLength: 3 }),
  tags: fc.array(text, { maxLength: 3 }),
  date: number,
  bodyAskedAt: number,
  askedAt: number,
  storedAt: number,
};

const incomplete = fc.record({
  length: fc.nat(),
  parts: fc.array(fc.record({ first: fc.nat(), bytes }), { maxLength: 3 }),
});

const anyResponse: fc.Arbitrary<StoredResponse> = fc
  .tuple(
    fc.record({
      ...common,
      kind: fc.constant("response" as const),
      status: fc.integer({ min: 200, max: 599 }),
      fields,
      origin: fields,
      body: bytes,
      incomplete: fc.option(incomplete, { nil: null }),
      reuse: fc.record({
        validateAlways: fc.boolean(),
        staleWhileRevalidate: number,
        staleIfError: number,
        staleIfDisconnected: number,
        mayBeStale: fc.boolean(),
      }),
      initialAge: number,
      lifetime: number,
    }),
    fc.record({ isSubstitute: fc.boolean() }),
  )
  .map(([response, substitute]) => {
    // What is there in part has no body.
    const body = response.incomplete ? new Uint8Array(0) : response.body;
    return { ...response, ...substitute, body, prepared: null };
  });

const anyPass: fc.Arbitrary<StoredPass> = fc.record({
  ...common,
  kind: fc.constant("pass" as const),
  reason: text,
  until: number,
});

export const anyRecord: fc.Arbitrary<StoredRecord> = fc.oneof(anyResponse, anyPass);
export const anyText = text;
