/** Entity tags: which are read, alone and in lists, and when two are the same. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  equalStrongly,
  equalWeakly,
  parseEntityTag,
  parseEntityTags,
} from "../../src/edge/http-cache/entity-tag.ts";

const strong = (opaque: string) => ({ weak: false, opaque });
const weak = (opaque: string) => ({ weak: true, opaque });

describe("an entity tag", () => {
  test.each([
    ["strong", '"a"', strong("a")],
    ["weak", 'W/"a"', weak("a")],
    ["empty", '""', strong("")],
    ["with a comma", '"a,b"', strong("a,b")],
    ["with a backslash, which escapes nothing", '"a\\"', strong("a\\")],
    ["beyond ASCII", '"\u00fc"', strong("\u00fc")],
  ])("is read when %s", (_what, value, expected) => {
    expect(parseEntityTag(value)).toEqual(expected);
  });

  test.each([
    ["absent", null],
    ["empty text", ""],
    ["unquoted", "a"],
    ["half quoted", '"a'],
    ["weak in lower case", 'w/"a"'],
    ["weak without its stroke", 'W"a"'],
    ["weak with a blank", 'W/ "a"'],
    ["with a blank inside", '"a b"'],
    ["with a quote inside", '"a"b"'],
    ["with a control character", '"a\u0001"'],
    ["with a character that was lost", '"\ufffd"'],
    ["one of two", '"a", "b"'],
    ["any", "*"],
  ])("is none when %s", (_what, value) => {
    expect(parseEntityTag(value)).toBeUndefined();
  });

  test.each([
    ["nothing", null, []],
    ["an empty value", "", []],
    ["any", " * ", "*"],
    ["one", '"a"', [strong("a")]],
    ["strong and weak", 'W/"a" ,\t"b"', [weak("a"), strong("b")]],
    ["empty members", ', ,"a",, "b",', [strong("a"), strong("b")]],
    ["commas inside quotes", '"a,b", ",", W/","', [strong("a,b"), strong(","), weak(",")]],
    ["a backslash before the last quote", '"a\\", "b"', [strong("a\\"), strong("b")]],
    ["garbage between", '"a", b, "c d", w/"e", "f"', [strong("a"), strong("f")]],
    ["a tag with a tail", '"a"b, "c"', [strong("c")]],
    ["a tag with a lost character", '"\ufffd", "c"', [strong("c")]],
    ["an unclosed quote at the end", '"a", "b', [strong("a")]],
    ["* among others, which is none", '*, "a"', [strong("a")]],
    ["* twice, which is none", "*, *", []],
  ])("list: %s", (_what, value, expected) => {
    expect(parseEntityTags(value)).toEqual(expected);
  });

  // RFC 9110 §8.8.3.2.
  test.each([
    [weak("1"), weak("1"), false, true],
    [weak("1"), weak("2"), false, false],
    [weak("1"), strong("1"), false, true],
    [strong("1"), weak("1"), false, true],
    [strong("1"), strong("1"), true, true],
    [strong("a"), strong("A"), false, false],
  ])("%o and %o: strongly %s, weakly %s", (one, other, strongly, weakly) => {
    expect([equalStrongly(one, other), equalWeakly(one, other)]).toEqual([strongly, weakly]);
  });

  test("never fails to be read, whatever it is; and what was written is read back", () => {
    const pieces = fc.constantFrom('"', ",", "W/", "\\", " ", "a", "*", "\t", "\ufffd", "\u00e9");
    const garbage = fc.oneof(
      fc.string(),
      fc.array(pieces).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(garbage, (text) => {
        const list = parseEntityTags(text);
        expect(list === "*" || list.every(({ opaque }) => !opaque.includes('"'))).toBe(true);
        parseEntityTag(text);
      }),
    );
    const opaque = fc.string({ unit: fc.constantFrom(..."ab,\\*!~W/"), maxLength: 6 });
    const tags = fc.array(fc.record({ weak: fc.boolean(), opaque }));
    fc.assert(
      fc.property(tags, (list) => {
        const written = list.map((tag) => `${tag.weak ? "W/" : ""}"${tag.opaque}"`).join(", ");
        expect(parseEntityTags(written)).toEqual(list);
      }),
    );
  });

  test("list of a megabyte of quotes and commas takes no time to speak of", () => {
    expect(parseEntityTags('"a,'.repeat(400_000))).toEqual([]);
    expect(parseEntityTags(',"'.repeat(400_000))).not.toBe("*");
    expect(parseEntityTags(`"a"${" ".repeat(400_000)}b`)).toEqual([]);
  });
});
