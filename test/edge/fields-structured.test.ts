/** Structured fields: the examples of RFC 9651, and its limits. */
import { describe, expect, test } from "vitest";
import { type Member, parseDictionary } from "../../src/edge/fields/structured-fields.ts";
import type { BareItem } from "../../src/edge/fields/structured-items.ts";

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));
const none = new Map<string, BareItem>();
const yes: BareItem = { type: "boolean", value: true };

/** What `a` holds in `a=…`. */
const itemIn = (text: string) => parseDictionary(`a=${text}`)?.get("a");

describe("a bare item", () => {
  const valid: [text: string, item: BareItem][] = [
    ["42", { type: "integer", value: 42 }],
    ["-42", { type: "integer", value: -42 }],
    ["-0", { type: "integer", value: 0 }],
    ["00042", { type: "integer", value: 42 }],
    ["999999999999999", { type: "integer", value: 999_999_999_999_999 }],
    ["-999999999999999", { type: "integer", value: -999_999_999_999_999 }],
    ["4.5", { type: "decimal", value: 4.5 }],
    ["1.0", { type: "decimal", value: 1 }],
    ["-999999999999.999", { type: "decimal", value: -999_999_999_999.999 }],
    ['"hello world"', { type: "string", value: "hello world" }],
    ['""', { type: "string", value: "" }],
    ['"a \\"quote\\" and a \\\\"', { type: "string", value: 'a "quote" and a \\' }],
    ["foo123/456", { type: "token", value: "foo123/456" }],
    ["*", { type: "token", value: "*" }],
    ["A:b~|^", { type: "token", value: "A:b~|^" }],
    [
      ":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:",
      { type: "byte-sequence", value: bytes("pretend this is binary content.") },
    ],
    ["::", { type: "byte-sequence", value: bytes("") }],
    [":aGVsbG8:", { type: "byte-sequence", value: bytes("hello") }],
    [":iZ==:", { type: "byte-sequence", value: bytes("\x89") }],
    ["?1", yes],
    ["?0", { type: "boolean", value: false }],
    ["@1659578233", { type: "date", value: 1_659_578_233 }],
    ["@-1", { type: "date", value: -1 }],
    [
      '%"This is intended for display to %c3%bcsers."',
      { type: "display-string", value: "This is intended for display to üsers." },
    ],
    ['%"%22 \\ %25"', { type: "display-string", value: '" \\ %' }],
    ['%"%ef%bb%bf"', { type: "display-string", value: "\ufeff" }],
  ];

  test.each(valid)("%s is read", (text, item) => {
    expect(itemIn(text)).toEqual({ value: item, parameters: none });
  });

  const invalid: [why: string, text: string][] = [
    ["is missing", ""],
    ["is an integer of 16 digits", "1000000000000000"],
    ["is a decimal with 13 digits before the point", "1000000000000.0"],
    ["is a decimal with 4 digits after the point", "1.0001"],
    ["is a decimal without digits after the point", "1."],
    ["is a decimal without digits before the point", ".5"],
    ["has two points", "1.2.3"],
    ["is a sign alone", "-"],
    ["has a plus sign", "+1"],
    ["is an exponent", "1e3"],
    ["is a string without an end", '"abc'],
    ["is a string that ends in a backslash", '"abc\\'],
    ["escapes what needs no escape", '"a\\b"'],
    ["is a string with a control character", '"a\tb"'],
    ["is a string beyond ASCII", '"ü"'],
    ["is in single quotes", "'abc'"],
    ["is a byte sequence without an end", ":aGVsbG8="],
    ["is a byte sequence in the other alphabet", ":_-Ah:"],
    ["is a byte sequence of one letter", ":a:"],
    ["is a byte sequence with padding inside", ":a=GV:"],
    ["is a boolean with another digit", "?2"],
    ["is a boolean in words", "?true"],
    ["is a date with a fraction", "@1659578233.5"],
    ["is a date without a number", "@"],
    ["is a display string without a quote", "%abc"],
    ["is a display string with capital hexadecimal", '%"%C3%BC"'],
    ["is a display string that is not UTF-8", '%"%c3%28"'],
    ["is a display string with a lone surrogate", '%"%ed%a0%80"'],
    ["is a display string with half an escape", '%"%c"'],
    ["is a display string beyond ASCII", '%"ü"'],
    ["is a list not within parentheses", "1 2"],
    ["is of no type", "&&&&&"],
  ];

  test.each(invalid)("that %s makes the field invalid", (_why, text) => {
    expect(itemIn(text)).toBeUndefined();
  });
});

describe("a dictionary", () => {
  test("has members of every kind, as in the examples of RFC 9651", () => {
    const read = parseDictionary("a=?0, b, c; foo=bar, rating=1.5, feelings=(joy sadness)");
    expect(read).toEqual(
      new Map<string, Member>([
        ["a", { value: { type: "boolean", value: false }, parameters: none }],
        ["b", { value: yes, parameters: none }],
        ["c", { value: yes, parameters: new Map([["foo", { type: "token", value: "bar" }]]) }],
        ["rating", { value: { type: "decimal", value: 1.5 }, parameters: none }],
        [
          "feelings",
          {
            value: {
              type: "inner-list",
              items: ["joy", "sadness"].map((value) => ({
                value: { type: "token", value },
                parameters: none,
              })),
            },
            parameters: none,
          },
        ],
      ]),
    );
  });

  test("has parameters on items, inner lists and the items in them", () => {
    const member = parseDictionary('a=( "foo"; a=1;b=2   "bar";b=?0 );lvl=5')?.get("a");
    expect(member).toEqual({
      value: {
        type: "inner-list",
        items: [
          {
            value: { type: "string", value: "foo" },
            parameters: new Map([
              ["a", { type: "integer", value: 1 }],
              ["b", { type: "integer", value: 2 }],
            ]),
          },
          {
            value: { type: "string", value: "bar" },
            parameters: new Map([["b", { type: "boolean", value: false }]]),
          },
        ],
      },
      parameters: new Map([["lvl", { type: "integer", value: 5 }]]),
    });
  });

  test.each([
    ["null", null],
    ["an empty text", ""],
    ["blanks", "   "],
  ])("has no members in %s", (_what, value) => {
    expect(parseDictionary(value)).toEqual(new Map());
  });

  test("keeps the last value of a key, and of a parameter, that stands twice", () => {
    expect(parseDictionary("a=1;x=1;x=2,b=2,a=3;x=1;x=2")?.get("a")).toEqual({
      value: { type: "integer", value: 3 },
      parameters: new Map([["x", { type: "integer", value: 2 }]]),
    });
  });

  test("may have blanks and tabs around commas, and an empty inner list", () => {
    expect([...(parseDictionary(" a=1 ,\t b=() \t,c ") ?? [])].map(([key]) => key)).toEqual(["a", "b", "c"]);
  });

  test("may have a thousand members and more", () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}`);
    expect(parseDictionary(keys.join(", "))?.size).toBe(10_000);
  });

  const invalid = [
    "a=1,",
    ",a=1",
    "a=1,,b=2",
    "a=1 b=2",
    "a =1",
    "a= 1",
    "a=1;",
    "a=1; b=(1)",
    "a=1 ;b=2",
    "a=1;b= 2",
    "a=1;B=2",
    "A=1",
    "1=1",
    "-a=1",
    "a=(1,2)",
    "a=(1",
    'a=("x""y")',
    "a=(1)2",
    "a=((1))",
    "\ta=1",
    "a=1\n",
    "max-age=10000, &&&&&",
    "ü=1",
    "a=1\u00a0",
  ];

  test.each(invalid)("is invalid as a whole in %j", (value) => {
    expect(parseDictionary(value)).toBeUndefined();
  });
});
