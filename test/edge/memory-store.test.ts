/** What bounds the memory store, and what goes first. */
import { describe, expect, test } from "vitest";
import { memoryStore } from "../../src/edge/index.ts";
import { asking, recordOf, storedResponse as response, textOf } from "../support/stored.ts";

const url = "https://www.gov.uk/page";

describe("the memory store's bounds", () => {
  test("by bytes, keys and headers counted, the least recently used goes first", () => {
    const store = memoryStore({ maxBytes: 20_000 });
    for (let i = 0; i < 100; i += 1) store.put(`${url}/${i}`, asking({}), response("x".repeat(1000)));
    expect(store.bytes).toBeLessThanOrEqual(20_000);
    expect(recordOf(store.match(`${url}/0`, asking({})))).toBeNull();
    expect(recordOf(store.match(`${url}/99`, asking({})))).not.toBeNull();
  });

  test("and leaves nothing of its URL behind", () => {
    const store = memoryStore({ maxBytes: 20_000 });
    for (let i = 0; i < 100; i += 1) store.put(`${url}/${i}`, asking({}), response("x".repeat(1000)));
    expect([store.match(`${url}/0`, asking({})), store.match(`${url}/99`, asking({})).lastVary]).toEqual([
      { found: [], lastVary: null },
      [],
    ]);
  });

  test("a response larger than the whole store is not kept, and pushes nothing out", () => {
    const store = memoryStore({ maxBytes: 20_000 });
    store.put(url, asking({}), response("small"));
    store.put(`${url}2`, asking({}), response("x".repeat(30_000)));
    expect(recordOf(store.match(`${url}2`, asking({})))).toBeNull();
    expect(recordOf(store.match(url, asking({})))).not.toBeNull();
  });

  test("by number for the variants of one URL, which then push out each other and nobody else", () => {
    const store = memoryStore({ maxBytes: 2 ** 24, variantsPerUrl: 10 });
    store.put(`${url}2`, asking({}), response("other"));
    for (let i = 0; i < 10; i += 1) store.put(url, asking({ x: `${i}` }), response(`${i}`, ["x"]));
    store.match(url, asking({ x: "0" }));
    store.put(url, asking({ x: "10" }), response("10", ["x"]));
    expect(textOf(recordOf(store.match(url, asking({ x: "0" }))))).toBe("0");
    expect(recordOf(store.match(url, asking({ x: "1" })))).toBeNull();
    expect(textOf(recordOf(store.match(`${url}2`, asking({}))))).toBe("other");
  });

  test("by bytes: once half the room is used, what is used stays", () => {
    const store = memoryStore({ maxBytes: 40_000 });
    let puts = 0;
    const put = () => store.put(`${url}/${puts++}`, asking({}), response("x".repeat(1000)));
    while (store.bytes <= 20_000) put();
    store.match(`${url}/0`, asking({}));
    while (store.entries === puts) put();
    expect(recordOf(store.match(`${url}/1`, asking({})))).toBeNull();
    expect(recordOf(store.match(`${url}/0`, asking({})))).not.toBeNull();
  });

  test("purging asks for nothing that is stored, however much that is", () => {
    const costs = [1, 10_000].map((responses) => {
      const store = memoryStore({ maxBytes: 2 ** 32 });
      let read = 0;
      for (let i = 0; i < responses; i += 1) {
        const tags = {
          get tags() {
            read += 1;
            return ["t"];
          },
        };
        store.put(
          `${url}/${i}`,
          asking({}),
          Object.defineProperties(response("x"), Object.getOwnPropertyDescriptors(tags)),
        );
      }
      read = 0;
      store.purge({ scope: { by: "tag", tag: "t" }, soft: false, time: 2 });
      const purging = read;
      return [purging, recordOf(store.match(`${url}/0`, asking({}))), responses - store.entries];
    });
    expect(costs).toEqual(Array(2).fill([0, null, 1]));
  });
});
