import { describe, expect, test } from "vitest";
import type { Fields } from "../../src/edge/fields/fields.ts";
import type { ReuseRules } from "../../src/edge/http-cache/store.ts";
import { storedResponse } from "../../src/edge/http-cache/stored-response.ts";
import { storedResponse as anyResponse } from "../support/stored.ts";

const { reuse: rules, ...page } = anyResponse("hello", ["accept"]);

/** A response of its own, with nothing in common with another but what it says. */
const made = (reuse: ReuseRules, vary = ["accept"]) =>
  storedResponse({ ...page, vary: [...vary], tags: [], reuse: { ...reuse } }, page.body);

describe("what is the same in many stored responses is there once", () => {
  test("the lines that a client gets, where they are the origin's", () => {
    const own = () => [["A", "b"] as const];
    const made = (fields: Fields) =>
      storedResponse({ ...page, reuse: rules, fields, origin: own() }, page.body);
    const same = made(own());
    expect(same.fields).toBe(same.origin);
    const others: Fields[] = [[], [["A", "c"]], [["a", "b"]], [...own(), ...own()]];
    for (const other of others) expect(made(other)).toMatchObject({ fields: other, origin: own() });
  });

  test("the rules of their use, their Vary list, and having no tags", () => {
    const [one, other] = [made(rules), made(rules)];
    expect(other.reuse).toBe(one.reuse);
    expect(other.vary).toBe(one.vary);
    expect(other.tags).toBe(one.tags);
  });

  test.each<[string, ReuseRules]>([
    ["no-cache", { ...rules, validateAlways: true }],
    ["stale-while-revalidate", { ...rules, staleWhileRevalidate: 5 }],
    ["stale-if-error", { ...rules, staleIfError: 5 }],
    ["no connection", { ...rules, staleIfDisconnected: 5 }],
    ["must-revalidate", { ...rules, mayBeStale: false }],
  ])("rules that differ by %s stay apart", (_what, other) => {
    made(rules);
    expect(made(other).reuse).toEqual(other);
    expect(made(rules).reuse).toEqual(rules);
  });

  test("so do lists whose names run together alike", () => {
    made(rules, ["a", "b"]);
    expect(made(rules, ["a,b"]).vary).toEqual(["a,b"]);
  });

  test("an app with ever new lists gets its own, however many they are", () => {
    for (let i = 0; i < 1_000; i += 1) expect(made(rules, [`x-${i}`]).vary).toEqual([`x-${i}`]);
  });
});
