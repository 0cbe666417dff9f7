/** Structured fields: no text is too bad to be refused in peace, and what is serialised is read again. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Dictionary, type Member, parseDictionary } from "../../src/edge/fields/structured-fields.ts";
import type { BareItem } from "../../src/edge/fields/structured-items.ts";

describe("any text", () => {
  const letters = fc.constantFrom(...'ab=,;() "\\:?@%*-.019\tü');

  test("is read or refused, without an error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: letters, maxLength: 40 })), (text) => {
        const read = parseDictionary(text);
        expect(read === undefined || read instanceof Map).toBe(true);
      }),
    );
  });

  test("costs no more than its length, however it is made", () => {
    for (const part of ['a="', 'a=%"', "a=(", "a;", "a=:", "a=1 ", '\\"']) {
      expect(parseDictionary(part.repeat(20_000))).toBeUndefined();
    }
  });
});

const key = fc.stringMatching(/^[a-z*][a-z0-9_\-.*]{0,8}$/);
const integer = fc.maxSafeInteger().map((value) => value % 1e15 || 0);
const bareItem: fc.Arbitrary<BareItem> = fc.oneof(
  fc.record({ type: fc.constant("integer" as const), value: integer }),
  fc.record({
    type: fc.constant("decimal" as const),
    value: fc.integer({ min: -(10 ** 9), max: 10 ** 9 }).map((value) => value / 1000 || 0),
  }),
  fc.record({ type: fc.constant("string" as const), value: fc.string({ unit: "grapheme-ascii" }) }),
  fc.record({ type: fc.constant("token" as const), value: fc.stringMatching(/^[A-Za-z*][\w:/!#*.-]*$/) }),
  fc.record({ type: fc.constant("boolean" as const), value: fc.boolean() }),
  fc.record({ type: fc.constant("byte-sequence" as const), value: fc.uint8Array() }),
  fc.record({ type: fc.constant("date" as const), value: integer }),
  fc.record({ type: fc.constant("display-string" as const), value: fc.string({ unit: "grapheme" }) }),
);
const parameters = fc.array(fc.tuple(key, bareItem), { maxLength: 3 }).map((pairs) => new Map(pairs));
const item = fc.record({ value: bareItem, parameters });
const innerList = fc.record({
  type: fc.constant("inner-list" as const),
  items: fc.array(item, { maxLength: 3 }),
});
const member: fc.Arbitrary<Member> = fc.oneof(item, fc.record({ value: innerList, parameters }));

function bareText(item: BareItem): string {
  switch (item.type) {
    case "integer":
      return String(item.value);
    case "decimal":
      return item.value.toFixed(3);
    case "string":
      return `"${item.value.replace(/["\\]/g, "\\$&")}"`;
    case "token":
      return item.value;
    case "boolean":
      return item.value ? "?1" : "?0";
    case "byte-sequence":
      return `:${btoa(String.fromCharCode(...item.value))}:`;
    case "date":
      return `@${item.value}`;
    case "display-string":
      return `%"${[...new TextEncoder().encode(item.value)].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("")}"`;
  }
}

function memberText({ value, parameters }: Member): string {
  const suffix = [...parameters].map(([key, item]) => `;${key}=${bareText(item)}`).join("");
  if (value.type !== "inner-list") return bareText(value) + suffix;
  return `(${value.items.map(memberText).join(" ")})${suffix}`;
}

test("what is serialised is read as the same", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(key, member), { maxLength: 4 }), (pairs) => {
      const dictionary: Dictionary = new Map(pairs);
      const text = [...dictionary].map(([key, member]) => `${key}=${memberText(member)}`).join(", ");
      expect(parseDictionary(text)).toEqual(dictionary);
    }),
  );
});
