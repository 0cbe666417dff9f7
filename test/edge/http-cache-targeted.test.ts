/** Targeted cache control: which field governs a response (RFC 9213), and what counts as invalid. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seconds } from "../../src/edge/fields/cache-control.ts";
import type { Fields } from "../../src/edge/fields/fields.ts";
import { governingDirectives } from "../../src/edge/http-cache/targeted.ts";

const cdn = ["cdn-cache-control"];

/** What governs, in short: the field's name (null: Cache-Control), and the names of the directives. */
function governing(fields: Fields, targetList: readonly string[] = cdn) {
  const { directives, targetedBy } = governingDirectives(fields, targetList);
  return { targetedBy, directives: Object.fromEntries(directives) };
}

describe("a targeted field", () => {
  test("governs, and Cache-Control says nothing any more", () => {
    const fields: Fields = [
      ["Cache-Control", "no-store"],
      ["CDN-Cache-Control", "max-age=600"],
    ];
    expect(governing(fields)).toEqual({
      targetedBy: "cdn-cache-control",
      directives: { "max-age": ["600"] },
    });
  });

  test("may forbid what Cache-Control allows", () => {
    const fields: Fields = [
      ["Cache-Control", "max-age=1800"],
      ["CDN-Cache-Control", "no-store"],
    ];
    expect(governing(fields).directives).toEqual({ "no-store": [null] });
  });

  test("is not looked at when it is not on the target list", () => {
    const fields: Fields = [
      ["CDN-Cache-Control", "no-store"],
      ["Cache-Control", "max-age=60"],
    ];
    expect(governing(fields, [])).toEqual({ targetedBy: null, directives: { "max-age": ["60"] } });
    expect(governing(fields, ["example-cache-control"]).targetedBy).toBeNull();
  });

  test("goes before another by the order of the target list, not of the response", () => {
    const fields: Fields = [
      ["CDN-Cache-Control", "max-age=60"],
      ["ExampleCDN-Cache-Control", "max-age=30"],
    ];
    const targetList = ["examplecdn-cache-control", "cdn-cache-control"];
    expect(governing(fields, targetList).targetedBy).toBe("examplecdn-cache-control");
    expect(governing(fields, targetList.toReversed()).targetedBy).toBe("cdn-cache-control");
  });

  test("counts with all its lines, of which the last value of a directive is used", () => {
    const fields: Fields = [
      ["CDN-Cache-Control", "max-age=600, private"],
      ["cdn-cache-control", "max-age=60"],
    ];
    expect(governing(fields).directives).toEqual({ "max-age": ["60"], private: [null] });
  });

  test("gives arguments as Cache-Control does", () => {
    const value = 'max-age=3600;why="because", no-cache="set-cookie, date", private, stale-if-error=60';
    expect(governing([["CDN-Cache-Control", value]]).directives).toEqual({
      "max-age": ["3600"],
      "no-cache": ['"set-cookie, date"'],
      private: [null],
      "stale-if-error": ["60"],
    });
  });

  test("may hold directives we do not know, of any type: they say nothing", () => {
    const value = 'foobar, x=(1 2), max-age=3600, community="UCI"';
    expect(governing([["CDN-Cache-Control", value]]).directives).toEqual({ "max-age": ["3600"] });
  });

  test("governs even when we know none of its directives", () => {
    const fields: Fields = [
      ["CDN-Cache-Control", "foo"],
      ["Cache-Control", "max-age=60"],
    ];
    expect(governing(fields)).toEqual({ targetedBy: "cdn-cache-control", directives: {} });
  });

  test.each([
    ["max-age=99999999999", 2 ** 31],
    ["max-age=0", 0],
    ["max-age=-1", 0],
    ["max-age=0060", 60],
  ])("with %s is fresh for %d seconds", (value, expected) => {
    const { directives, targetedBy } = governingDirectives([["CDN-Cache-Control", value]], cdn);
    expect(targetedBy).toBe("cdn-cache-control");
    expect(seconds(directives, "max-age")).toBe(expected);
  });
});

describe("a targeted field is ignored as a whole", () => {
  const ignored: [why: string, value: string][] = [
    ["is empty", ""],
    ["is blank", "  "],
    ["has a member of no type", "max-age=10000, &&&&&"],
    ["has a trailing comma", "max-age=60,"],
    ["has a blank before =", "max-age =100"],
    ["has a blank after =", "max-age= 100"],
    ["has a directive in capitals", "MaX-aGe=3600"],
    ["has a number in quotes", 'max-age="10000"'],
    ["has a decimal number of seconds", "max-age=60.5"],
    ["has a token for a number", "max-age=soon"],
    ["has a date for a number", "max-age=@60"],
    ["has a list for a number", "max-age=(60)"],
    ["has max-age without a number", "max-age"],
    ["has a number of 16 digits", "max-age=1000000000000000"],
    ["has an argument where none belongs", "max-age=60, no-store=1"],
    ["denies a directive", "max-age=60, must-revalidate=?0"],
    ["names fields without quotes", "max-age=60, private=set-cookie"],
  ];

  test.each(ignored)("when it %s", (_why, value) => {
    const fields: Fields = [
      ["CDN-Cache-Control", value],
      ["Cache-Control", "no-store"],
    ];
    expect(governing(fields)).toEqual({ targetedBy: null, directives: { "no-store": [null] } });
  });

  test("and the next on the target list governs", () => {
    const fields: Fields = [
      ["A-Cache-Control", "max-age=1.5"],
      ["B-Cache-Control", ""],
      ["CDN-Cache-Control", "max-age=60"],
      ["Cache-Control", "no-store"],
    ];
    const targetList = ["a-cache-control", "b-cache-control", "cdn-cache-control"];
    expect(governing(fields, targetList).targetedBy).toBe("cdn-cache-control");
  });

  test("but a value of the wrong type that a later one replaces does no harm", () => {
    expect(governing([["CDN-Cache-Control", "max-age=soon, max-age=60"]]).directives).toEqual({
      "max-age": ["60"],
    });
  });
});

test("a response without any of the fields has no directives", () => {
  expect(governing([])).toEqual({ targetedBy: null, directives: {} });
});

test("any value is read or ignored, without an error", () => {
  const part = fc.constantFrom(
    "max-age",
    "private",
    "no-store",
    "=",
    ",",
    " ",
    "60",
    '"',
    "?0",
    "x",
    ";",
    "ü",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.array(part).map((parts) => parts.join("")),
      ),
      (value) => {
        const { directives, targetedBy } = governingDirectives([["CDN-Cache-Control", value]], cdn);
        expect(targetedBy === null ? directives.size : 0).toBe(0);
      },
    ),
  );
});
