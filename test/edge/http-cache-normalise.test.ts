/** Normalising the fields of content negotiation: what becomes one variant, and what must not. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseSelecting } from "../../src/edge/http-cache/normalise.ts";

const fields = ["accept", "accept-encoding", "accept-language"] as const;
type Field = (typeof fields)[number];

describe("values that mean the same become the same", () => {
  const same: [field: Field, normal: string, others: string[]][] = [
    [
      "accept-language",
      "de,en",
      ["en, de", "de, en", "eN, De", " en ,   de", "en,\tde", "en,,de,", "en, de, en"],
    ],
    ["accept-language", "de", ["DE", "de;q=1", "de;q=1.000", "de ; Q=1.", "de, de;q=1.0"]],
    [
      "accept-language",
      "da,en-gb;q=0.8,en;q=0.7",
      ["da, en-gb;q=0.8, en;q=0.7", "en;q=0.70, da, en-GB;q=0.800"],
    ],
    ["accept-language", "de,fr;q=0.5", ["fr;q=0.5, de;q=1.0"]],
    ["accept-language", "en,*;q=0.1,de;q=0", ["*;q=0.1,en,de;q=0.000", "de;q=0., en, *;q=0.1"]],
    ["accept-language", "zh-hant-tw", ["zh-Hant-TW"]],
    ["accept-encoding", "br,deflate,gzip", ["gzip, deflate, br", "br, GZIP,deflate"]],
    [
      "accept-encoding",
      "gzip,identity;q=0.5,*;q=0",
      ["gzip;q=1.0, identity; q=0.5, *;q=0", "*;q=0, gzip, identity;q=0.50"],
    ],
    [
      "accept",
      "text/html,*/*;q=0.8",
      ["text/html, */*;q=0.8", "*/*;q=0.8,TEXT/html", "text/html;q=1,*/*;q=0.80"],
    ],
    [
      "accept",
      "text/html;level=1,text/*;q=0.3,*/*;q=0",
      ["text/*;q=0.3 , text/html ; Level=1", "text/html;level=1;q=1, text/*;q=0.3"].map(
        (v) => `${v}, */*;q=0`,
      ),
    ],
    ["accept", 'a/b;x="1, 2;q=0"', ['A/B ; X="1, 2;q=0"', ' a/b;x="1, 2;q=0";q=1 ']],
  ];

  test.each(same)("in %s: %s", (field, normal, others) => {
    expect(new Set([normal, ...others].map((value) => normaliseSelecting(field, value)))).toEqual(
      new Set([normal]),
    );
  });
});

describe("values that could select something else stay apart", () => {
  const apart: [field: Field, a: string, b: string][] = [
    ["accept-language", "en, de", "en, de;q=0.9"],
    ["accept-language", "en;q=0.9, de;q=0.8", "en;q=0.8, de;q=0.9"],
    ["accept-language", "en, de;q=0.9", "en, de;q=0.1"],
    ["accept-language", "en", "en, de;q=0"],
    ["accept-language", "en", "en, *;q=0.1"],
    ["accept-language", "en-GB", "en"],
    ["accept-language", "de;q=0.9, de;q=0.1", "de;q=0.1, de;q=0.9"],
    ["accept-encoding", "gzip", "x-gzip"],
    ["accept-encoding", "gzip", "gzip, identity"],
    ["accept", "text/html, application/json", "application/json, text/html"],
    ["accept", "text/html;level=1", "text/html;level=2"],
    ["accept", "text/html;a=1;b=2", "text/html;b=2;a=1"],
    ["accept", "text/html;charset=utf-8", 'text/html;charset="utf-8"'],
    ["accept", "a/b;x=y", "a/b;x=Y"],
    ["accept", 'a/b;x="1,2"', 'a/b;x="1, 2"'],
  ];

  test.each(apart)("in %s: %s | %s", (field, a, b) => {
    expect(normaliseSelecting(field, a)).not.toBe(normaliseSelecting(field, b));
  });
});

describe("what is not of the field's syntax stays as it is, but for blanks around it", () => {
  const garbage: [field: Field, value: string][] = [
    ["accept-language", "en_GB"],
    ["accept-language", "EN, de;q=2"],
    ["accept-language", "EN, de;q=-1"],
    ["accept-language", "EN;q=0.1234"],
    ["accept-language", "EN;q=.5"],
    ["accept-language", "EN; q = 0.5"],
    ["accept-language", "EN;level=1"],
    ["accept-language", "toolongatag"],
    ["accept-language", "EN de"],
    ["accept-language", "EN\u00a0"],
    ["accept-language", ","],
    ["accept-encoding", "GZIP;q=high"],
    ["accept-encoding", 'GZIP, "br"'],
    ["accept", "TEXT"],
    ["accept", "TEXT/html;q=0.5;level=1"],
    ["accept", 'TEXT/html;q="0.5"'],
    ["accept", 'TEXT/html;a="b, text/plain'],
    ["accept", "TEXT/html;"],
    ["accept", "TEXT/html/x"],
  ];

  test.each(garbage)("in %s: %s", (field, value) => {
    expect(normaliseSelecting(field, ` \t${value} `)).toBe(value);
  });
});

test("a value longer than any browser sends stays as it is", () => {
  const long = `${"TEXT/html,".repeat(500)}a/b`;
  expect(normaliseSelecting("accept", long)).toBe(long);
});

test("a value has the same result however many others came between", () => {
  const values = Array.from({ length: 1000 }, (_, index) => `DE;q=0.5, EN-${index % 500}`);
  for (const value of values) {
    const [, second = ""] = value.toLowerCase().split(", ");
    expect(normaliseSelecting("accept-language", value)).toBe(`${second},de;q=0.5`);
  }
});

test.each(fields)("in %s absent stays absent, and empty stays empty", (field) => {
  expect(normaliseSelecting(field, null)).toBeNull();
  expect(normaliseSelecting(field, "")).toBe("");
  expect(normaliseSelecting(field, " \t")).toBe("");
});

test("other fields stay as they are to the last blank", () => {
  expect(normaliseSelecting("govuk-account-session", " B, a ;q=1")).toBe(" B, a ;q=1");
  expect(normaliseSelecting("user-agent", null)).toBeNull();
});

const weight = fc.constantFrom("", ";q=1", "; q=1.0", ";q=0.5", " ;Q=0.50", ";q=0", ";q=0.000", ";q=9");
const name = fc.constantFrom(
  "en",
  "DE",
  "fr-CA",
  "*",
  "gzip",
  "br",
  "text/html",
  "*/*",
  'a/b;x="y, z"',
  "é",
  "",
);
const space = fc.constantFrom("", " ", "\t", "  ");
const member = fc.tuple(space, name, weight, space).map((parts) => parts.join(""));
const value = fc.oneof(
  fc.string(),
  fc.array(member, { maxLength: 6 }).map((members) => members.join(",")),
);

test("any value is normalised without an error, and once is enough", () => {
  fc.assert(
    fc.property(fc.constantFrom(...fields), value, (field, value) => {
      const once = normaliseSelecting(field, value);
      expect(normaliseSelecting(field, once)).toBe(once);
      expect(once?.length).toBeLessThanOrEqual(value.length);
    }),
  );
});

/** What a value says, worked out slowly: each range with its weight. */
function meaning(value: string | null): Map<string, number> {
  const pairs = (value ?? "").split(",").map((member): [string, number] => {
    const [range = "", q = "q=1"] = member
      .toLowerCase()
      .split(";")
      .map((part) => part.trim());
    return [range, Number(q.slice(2))];
  });
  return new Map(pairs.filter(([range]) => range !== ""));
}

test("a language or coding keeps its weight, and none is added or lost", () => {
  const plain = fc.tuple(
    space,
    fc.constantFrom("en", "DE", "fr", "*"),
    fc.constantFrom("", ";q=1.0", ";q=0.50", "; q=0"),
    space,
  );
  const values = fc
    .uniqueArray(plain, { minLength: 1, selector: ([, name]) => name })
    .map((members) => members.map((parts) => parts.join("")).join(","));
  fc.assert(
    fc.property(fc.constantFrom("accept-language", "accept-encoding"), values, values, (field, a, b) => {
      expect(meaning(normaliseSelecting(field, a))).toEqual(meaning(a));
      const sameMeaning = JSON.stringify([...meaning(a)].sort()) === JSON.stringify([...meaning(b)].sort());
      expect(normaliseSelecting(field, a) === normaliseSelecting(field, b)).toBe(sameMeaning);
    }),
  );
});
