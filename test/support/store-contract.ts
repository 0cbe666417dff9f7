/**
 * What every store owes the cache.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { CacheStore, PurgeScope } from "../../src/edge/index.ts";
import { asking, recordOf, storedResponse as response, textOf } from "./stored.ts";

/** Kinds of stores by name; a store is of records of the first few milliseconds of 1970. */
export type StoreKinds = [name: string, make: () => Promise<CacheStore>][];

const url = "https://www.gov.uk/page";

/** Asks the contract of each kind. */
export function storeContract(kinds: StoreKinds): void {
  describe.each(kinds)("the %s store", (_name, make) => {
    test("gives back what was put, whole, and nothing for what was not", async () => {
      const store = await make();
      expect(await store.match(url, asking({}))).toEqual({ found: [], lastVary: null });
      const put = response("hello");
      await store.put(url, asking({}), put);
      expect(recordOf(await store.match(url, asking({})))).toEqual(put);
      expect(recordOf(await store.match(`${url}2`, asking({})))).toBeNull();
    });

    test("selects by the values of the request, absent and empty apart", async () => {
      const store = await make();
      for (const value of ["a", "b", ""])
        await store.put(url, asking({ x: value }), response(`for ${value}`, ["x"]));
      await store.put(url, asking({}), response("for none", ["x"]));
      for (const value of ["a", "b", ""]) {
        expect(textOf(recordOf(await store.match(url, asking({ x: value }))))).toBe(`for ${value}`);
      }
      expect(textOf(recordOf(await store.match(url, asking({}))))).toBe("for none");
      expect(await store.match(url, asking({ x: "c" }))).toEqual({ found: [], lastVary: ["x"] });
    });

    test("no value can pass for another division of values", async () => {
      const store = await make();
      await store.put(url, asking({ a: "1", b: "2" }), response("mine", ["a", "b"]));
      for (const headers of [{ a: "1b=2" }, { a: "1", b: "2 " }, { b: "2" }, { a: "12" }]) {
        expect(recordOf(await store.match(url, asking(headers)))).toBeNull();
      }
    });

    test("of several that match, the most recent is given", async () => {
      const store = await make();
      await store.put(url, asking({ x: "a" }), response("varied", ["x"], 1));
      await store.put(url, asking({ x: "a" }), response("for all", [], 2));
      expect(textOf(recordOf(await store.match(url, asking({ x: "a" }))))).toBe("for all");
      await store.put(url, asking({ x: "a" }), response("varied again", ["x"], 3));
      expect(textOf(recordOf(await store.match(url, asking({ x: "a" }))))).toBe("varied again");
      expect(textOf(recordOf(await store.match(url, asking({ x: "b" }))))).toBe("for all");
    });

    test("a later put takes the place of an earlier one", async () => {
      const store = await make();
      await store.put(url, asking({}), response("old"));
      await store.put(url, asking({}), {
        kind: "pass",
        vary: [],
        reason: "private",
        tags: [],
        date: 2,
        bodyAskedAt: 2,
        askedAt: 2,
        storedAt: 2,
        until: 9,
      });
      expect(recordOf(await store.match(url, asking({})))).toMatchObject({ kind: "pass", reason: "private" });
    });

    test("what was deleted does not come back, not even when the URL is stored anew", async () => {
      const store = await make();
      for (const value of ["a", "b"]) await store.put(url, asking({ x: value }), response(value, ["x"]));
      await store.put(`${url}2`, asking({}), response("other"));
      await store.purge({ scope: { by: "url", key: url }, soft: false, time: 4 });
      expect(recordOf(await store.match(url, asking({ x: "a" })))).toBeNull();
      await store.put(url, asking({ x: "b" }), response("new b", ["x"], 5));
      expect(recordOf(await store.match(url, asking({ x: "a" })))).toBeNull();
      expect(textOf(recordOf(await store.match(url, asking({ x: "b" }))))).toBe("new b");
      expect(textOf(recordOf(await store.match(`${url}2`, asking({}))))).toBe("other");
    });

    test("what was asked for earlier does not take the place of what was asked for later", async () => {
      const store = await make();
      await store.put(url, asking({}), response("asked later", [], 2));
      await store.put(url, asking({}), response("came later", [], 1));
      expect(textOf(recordOf(await store.match(url, asking({}))))).toBe("asked later");
    });

    test("what was made from another record is kept only where that still is", async () => {
      const store = await make();
      const [before, renewed] = [response("page", ["x"], 1), response("page", ["x"], 2)];
      expect(await store.put(url, asking({ x: "a" }), before)).toBe(true);
      expect(await store.put(url, asking({ x: "b" }), renewed, before)).toBe(false);
      expect(await store.put(url, asking({ x: "a" }), renewed, before)).toBe(true);
      await store.purge({ scope: { by: "url", key: url }, soft: false, time: 4 });
      expect(await store.put(url, asking({ x: "a" }), renewed, renewed)).toBe(false);
      expect(await store.match(url, asking({ x: "a" }))).toEqual({ found: [], lastVary: null });
    });

    test("a purge is about when the body was asked for, a soft one about when it was validated", async () => {
      const store = await make();
      const renewed = { ...response("page", [], 3), bodyAskedAt: 1 };
      for (const soft of [true, false]) {
        await store.put(url, asking({}), renewed);
        await store.purge({ scope: { by: "all" }, soft, time: 2 });
        const [found] = (await store.match(url, asking({}))).found;
        expect(soft ? found?.staleSince : found).toBe(soft ? null : undefined);
      }
    });

    test("a whole response goes before a part of it, whichever was asked for first", async () => {
      const store = await make();
      const part = { ...response("", [], 2), incomplete: { length: 5, parts: [] } };
      for (const record of [part, response("whole", [], 1), part]) await store.put(url, asking({}), record);
      expect(textOf(recordOf(await store.match(url, asking({}))))).toBe("whole");
    });

    test("others that match are given too, the newest is not among them", async () => {
      const store = await make();
      await store.put(url, asking({ x: "a" }), response("varied", ["x"], 1));
      await store.put(url, asking({ x: "a" }), response("for all", [], 2));
      const { found } = await store.match(url, asking({ x: "a" }));
      expect(found.map(({ record }) => textOf(record))).toEqual(["for all", "varied"]);
    });

    const scopes: [what: string, scope: PurgeScope, reached: boolean][] = [
      ["all", { by: "all" }, true],
      ["its tag", { by: "tag", tag: "t2" }, true],
      ["another tag", { by: "tag", tag: "t3" }, false],
      ["its URL", { by: "url", key: url }, true],
      ["another URL", { by: "url", key: `${url}2` }, false],
    ];
    const tagged = (askedAt: number) => ({ ...response("page", [], askedAt), tags: ["t1", "t2"] });

    test.each(scopes)(
      "a purge by %s takes away what was asked for before it",
      async (_what, scope, reached) => {
        const store = await make();
        await store.put(url, asking({}), tagged(1));
        await store.purge({ scope, soft: false, time: 2 });
        expect(recordOf(await store.match(url, asking({}))) === null).toBe(reached);
        await store.put(url, asking({}), tagged(3));
        expect(recordOf(await store.match(url, asking({})))).not.toBeNull();
      },
    );

    test.each(scopes)("a soft purge by %s says since when it is stale", async (_what, scope, reached) => {
      const store = await make();
      await store.put(url, asking({}), tagged(1));
      await store.purge({ scope, soft: true, time: 2 });
      const [found] = (await store.match(url, asking({}))).found;
      expect([textOf(found?.record ?? null), found?.staleSince]).toEqual(["page", reached ? 2 : null]);
      await store.put(url, asking({}), tagged(3));
      expect((await store.match(url, asking({}))).found[0]?.staleSince).toBeNull();
    });

    test("what comes after a purge by tag, but was asked for before it, is not found", async () => {
      const store = await make();
      await store.purge({ scope: { by: "tag", tag: "t1" }, soft: false, time: 2 });
      await store.put(url, asking({}), tagged(1));
      expect(recordOf(await store.match(url, asking({})))).toBeNull();
    });
  });
}
