/** The readers of fields, given anything: they answer, and what they answer is in bounds. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { deltaSeconds, parseCacheControl, seconds } from "../../src/edge/fields/cache-control.ts";
import { formatDate, parseDate } from "../../src/edge/fields/date.ts";
import { listMembers } from "../../src/edge/fields/list.ts";
import { varyListOf } from "../../src/edge/http-cache/vary.ts";

const pieces = fc.constantFrom(
  ...[
    "max-age",
    "no-store",
    "private",
    "s-maxage",
    "=",
    ",",
    ";",
    '"',
    "\\",
    " ",
    "\t",
    "0",
    "60",
    "-1",
    "9".repeat(40),
  ],
  ...["\u00e9", "\u0000", "\r\n", "'", "*", "x"],
);
const garbage = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.array(pieces, { maxLength: 30 }).map((list) => list.join("")),
);
const unquoted = garbage.map((text) => text.replaceAll('"', ""));

describe("a list", () => {
  test("has members without blanks around them, none of them empty", () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const members = listMembers(text);
        expect(members.filter((member) => member === "" || member !== member.trim())).toEqual([]);
      }),
    );
  });

  test("of other lists has their members, where no quote is left open", () => {
    fc.assert(
      fc.property(fc.array(unquoted), (lists) => {
        expect(listMembers(lists.join(","))).toEqual(lists.flatMap(listMembers));
      }),
    );
  });
});

describe("Cache-Control", () => {
  test("gives a whole number of seconds up to 2^31, or none", () => {
    fc.assert(
      fc.property(garbage, (text) => {
        const directives = parseCacheControl(text);
        for (const name of directives.keys()) {
          const given = seconds(directives, name);
          expect(given !== undefined && Number.isInteger(given) && given >= 0 && given <= 2 ** 31).toBe(true);
        }
      }),
    );
  });

  test("loses no directive among whatever stands before and after it, where no quote is left open", () => {
    fc.assert(
      fc.property(
        unquoted,
        garbage,
        fc.constantFrom("no-store", "No-Store", " no-store "),
        (before, after, name) => {
          expect(parseCacheControl(`${before},${name},${after}`).has("no-store")).toBe(true);
        },
      ),
    );
  });

  test("gives the smallest of several numbers", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { minLength: 1 }), (numbers) => {
        const text = numbers.map((number) => `max-age=${number}`).join(", ");
        expect(seconds(parseCacheControl(text), "max-age")).toBe(Math.min(...numbers));
      }),
    );
  });

  test("takes nothing but digits for a number", () => {
    fc.assert(
      fc.property(garbage, (text) => {
        expect(deltaSeconds(text) === 0 || /^[0-9]+$/.test(text)).toBe(true);
      }),
    );
  });
});

describe("a date", () => {
  const parts = fc.constantFrom(
    ...[
      "Thu",
      "Thursday",
      ",",
      " ",
      "01",
      "32",
      "Jan",
      "Foo",
      "-",
      "2026",
      "26",
      "9999",
      "10000",
      "00:00:00",
      "25:61:61",
    ],
    ...["GMT", "UTC", "+0000", "0", "-1"],
  );

  test("is a time, or none", () => {
    const texts = fc.oneof(
      garbage,
      fc.array(parts, { maxLength: 12 }).map((list) => list.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const time = parseDate(text);
        expect(time === undefined || Number.isSafeInteger(time)).toBe(true);
      }),
    );
  });

  test("is read as it was written, from the year 1000 to the year 9999", () => {
    const times = fc.integer({ min: Date.UTC(1000, 0, 1) / 1000, max: Date.UTC(9999, 11, 31) / 1000 });
    fc.assert(
      fc.property(times, (time) => {
        expect(parseDate(formatDate(time * 1000))).toBe(time * 1000);
      }),
    );
  });
});

test("Vary gives names in order, each once, or says that it cannot be told", () => {
  const names = fc.constantFrom("X-A", "x-a", "Accept", "*", "", " ", "a b", '"x"', "\u00e9");
  const values = fc.oneof(
    garbage,
    fc.array(names).map((list) => list.join(",")),
  );
  fc.assert(
    fc.property(values, (value) => {
      const list = varyListOf([["Vary", value]]);
      if (list === null) return;
      expect(list).toEqual([...new Set(list)].sort());
      expect(list.filter((name) => !/^[!#$%&'+\-.^_`|~0-9a-z*]+$/.test(name) || name === "*")).toEqual([]);
    }),
  );
});
