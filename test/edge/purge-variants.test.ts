/** A part of a URL is purged: the variants under one Vary list, or one of them. */
import { describe, expect, test } from "vitest";
import { memoryStore, type SomeVariants } from "../../src/edge/index.ts";
import { asking, recordOf, storedResponse as response, textOf } from "../support/stored.ts";

const url = "https://www.gov.uk/page";

/** A page in four variants under two lists, and another page like it; all were asked for at 1. */
function filled() {
  const store = memoryStore({ maxBytes: 2 ** 24 });
  for (const page of [url, `${url}2`]) {
    for (const value of ["1", "2"]) {
      store.put(page, asking({ a: value }), response(`a ${value}`, ["a"]));
      store.put(page, asking({ b: value }), response(`b ${value}`, ["b"]));
    }
  }
  return store;
}
type Filled = ReturnType<typeof filled>;

const everywhere = [url, `${url}2`].flatMap((page) =>
  ["a", "b"].flatMap((name) => ["1", "2"].map((value) => [page, name, value] as const)),
);
/** What is found of all that was put, and since when it is stale. */
const found = (store: Filled) =>
  everywhere.map(([page, name, value]) => {
    const [first] = store.match(page, asking({ [name]: value })).found;
    return first ? [page, textOf(first.record), first.staleSince] : null;
  });

const parts: [what: string, variants: SomeVariants, reached: number[]][] = [
  ["a Vary list", { vary: ["a"], values: null }, [0, 1]],
  ["one variant", { vary: ["a"], values: "a=2\n" }, [1]],
  ["one that is not there", { vary: ["a"], values: "a=3\n" }, []],
  ["a list that is not there", { vary: ["a", "b"], values: null }, []],
];

describe.each(parts)("%s", (_what, variants, reached) => {
  test("is purged, and nothing else", () => {
    const store = filled();
    const before = found(store);
    store.purgeVariants(url, variants, { soft: false, time: 2 });
    expect(found(store)).toEqual(before.map((one, nth) => (reached.includes(nth) ? null : one)));
  });

  test("is softly purged: it is stale since then, and nothing else is", () => {
    const store = filled();
    const before = found(store);
    store.purgeVariants(url, variants, { soft: true, time: 2 });
    store.purgeVariants(url, variants, { soft: true, time: 3 });
    expect(found(store)).toEqual(
      before.map((one, nth) => (reached.includes(nth) ? [...(one ?? []).slice(0, 2), 2] : one)),
    );
  });
});

test("what was asked for before the purge does not come back, what was asked for after it does", () => {
  const store = filled();
  store.purgeVariants(url, { vary: ["a"], values: "a=1\n" }, { soft: false, time: 5 });
  store.put(url, asking({ a: "1" }), response("asked before", ["a"], 4));
  expect(recordOf(store.match(url, asking({ a: "1" })))).toBeNull();
  store.put(url, asking({ a: "1" }), response("asked after", ["a"], 6));
  expect(textOf(recordOf(store.match(url, asking({ a: "1" }))))).toBe("asked after");
});

test("what varies on nothing is a list, too", () => {
  const store = filled();
  store.put(url, asking({}), response("for all"));
  store.purgeVariants(url, { vary: [], values: null }, { soft: false, time: 2 });
  expect(textOf(recordOf(store.match(url, asking({ a: "1" }))))).toBe("a 1");
  store.purgeVariants(url, { vary: ["a"], values: null }, { soft: false, time: 2 });
  expect(store.match(url, asking({ a: "1" })).found).toEqual([]);
});

test("what is listed is counted without what was purged", () => {
  const store = filled();
  store.purgeVariants(url, { vary: ["a"], values: null }, { soft: false, time: 2 });
  expect(store.list(url)).toMatchObject([{ count: 2, records: [{ values: "b=1\n" }, { values: "b=2\n" }] }]);
});

test.each([
  [null, "a=1\n"],
  ["a=1\n", null],
])("staleness counts from the first of %j and %j", (first, second) => {
  const store = filled();
  store.purgeVariants(url, { vary: ["a"], values: first }, { soft: true, time: 2 });
  store.purgeVariants(url, { vary: ["a"], values: second }, { soft: true, time: 3 });
  expect(store.match(url, asking({ a: "1" })).found).toMatchObject([{ staleSince: 2 }]);
});
