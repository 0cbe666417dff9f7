/** A record as bytes comes back as it was, or not at all. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { sha256 } from "../../src/edge/stores/digest.ts";
import { decodeRecord, encodeRecord } from "../../src/edge/stores/record-codec.ts";
import { anyRecord, anyText } from "../support/any-record.ts";
import { storedResponse } from "../support/stored.ts";

const place = { primaryKey: "https://www.gov.uk/a", secondaryKey: "x=1\n" };
const epoch = "e1";
const response = storedResponse("a page", ["x"]);
const encoded = () => encodeRecord(place, { record: response, epoch });

describe("a record as bytes", () => {
  test("comes back as it was, whatever it holds", async () => {
    const any = fc.asyncProperty(
      anyRecord,
      anyText,
      anyText,
      anyText,
      async (record, primaryKey, values, of) => {
        const there = { primaryKey, secondaryKey: values };
        const bytes = await encodeRecord(there, { record, epoch: of });
        expect(await decodeRecord(bytes, there)).toEqual({ record, epoch: of });
      },
    );
    await fc.assert(any, { numRuns: 300 });
  });

  test("is refused when any bit of it has changed", async () => {
    const any = fc.asyncProperty(
      anyRecord,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      async (record, at, bits) => {
        const bytes = await encodeRecord(place, { record, epoch });
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ bits;
        expect(await decodeRecord(bytes, place)).toBeNull();
      },
    );
    await fc.assert(any, { numRuns: 300 });
  });

  test("is refused at every length but its own", async () => {
    const bytes = await encoded();
    for (let length = 0; length < bytes.length; length += 1) {
      expect(await decodeRecord(bytes.subarray(0, length), place)).toBeNull();
    }
    expect(await decodeRecord(new Uint8Array([...bytes, 0]), place)).toBeNull();
    expect(await decodeRecord(bytes, place)).not.toBeNull();
  });

  test("is refused for any other place than its own", async () => {
    const bytes = await encoded();
    expect(await decodeRecord(bytes, { ...place, primaryKey: "https://www.gov.uk/b" })).toBeNull();
    expect(await decodeRecord(bytes, { ...place, secondaryKey: "x=2\n" })).toBeNull();
  });

  test("does not change when the memory that it was read from is used again", async () => {
    const bytes = await encoded();
    const written = await decodeRecord(bytes, place);
    bytes.fill(0);
    expect(written?.record).toEqual(response);
  });
});

/** Bytes with a checksum that is right, and a head of somebody's choice. */
async function forged(head: unknown, body: readonly number[]): Promise<Uint8Array> {
  const text = new TextEncoder().encode(typeof head === "string" ? head : JSON.stringify(head));
  const rest = new Uint8Array([0, 0, text.length >> 8, text.length & 255, ...text, ...body]);
  return new Uint8Array([...new TextEncoder().encode("GVE1"), ...(await sha256(rest)), ...rest]);
}

const pass = {
  kind: "pass",
  vary: [],
  tags: [],
  date: 1,
  bodyAskedAt: 1,
  askedAt: 1,
  storedAt: 1,
  reason: "r",
  until: 9,
};
const head = { ...place, epoch, pieces: [], record: pass };
const { prepared: _prepared, body: _body, ...bare } = response;

test.each<[what: string, head: unknown, body: number[]]>([
  ["no JSON", "{", []],
  ["another form", { ...head, record: { ...pass, until: null } }, []],
  ["a field that nobody knows", { ...head, record: { ...pass, extra: 1 } }, []],
  ["more bytes than it says", head, [1]],
  ["fewer bytes than it says", { ...head, pieces: [2] }, [1]],
  ["a body where none belongs", { ...head, pieces: [1] }, [1]],
  ["no body where one belongs", { ...head, record: bare }, []],
  ["two bodies", { ...head, record: bare, pieces: [1, 1] }, [1, 1]],
  [
    "a part without its place",
    { ...head, record: { ...bare, incomplete: { length: 9, firsts: [] } }, pieces: [1] },
    [1],
  ],
  ["a place without its part", { ...head, record: { ...bare, incomplete: { length: 9, firsts: [0] } } }, []],
])("a record with %s is refused, not thrown", async (_what, given, body) => {
  expect(await decodeRecord(await forged(given, body), place)).toBeNull();
});

test("what is forged well is read, so the others are refused for what they are", async () => {
  expect((await decodeRecord(await forged(head, []), place))?.record).toEqual(pass);
  const whole = { ...head, record: bare, pieces: [2] };
  expect((await decodeRecord(await forged(whole, [1, 2]), place))?.record).toMatchObject({ status: 200 });
});
