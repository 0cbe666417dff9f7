/** Memory before a store that others share. */
import { describe, expect, test } from "vitest";
import { memoryStore, type PurgeScope, type StoredRecord } from "../../src/edge/index.ts";
import { layeredStore } from "../../src/edge/stores/layered.ts";
import { createSharedMarks } from "../../src/edge/stores/shared-marks.ts";
import { noon, processOver, settle, url } from "../support/layered-under-test.ts";
import { asking, recordOf } from "../support/stored.ts";

describe("what is found", () => {
  test("in memory is given at once, and the slow store is not asked", async () => {
    const { store, put, backend } = await processOver();
    put("page");
    await store.flush();
    backend.asked.length = 0;
    const match = store.match(url, asking({}));
    expect(match).not.toBeInstanceOf(Promise);
    expect(store.matchNow(url, asking({}))).toEqual(match);
    expect(backend.asked).toEqual([]);
  });

  test("in the slow store is given and kept in memory, and is asked for once", async () => {
    const one = await processOver();
    one.put("page");
    await one.store.flush();
    const other = await processOver(one.backend);
    expect(other.foundNow()).toBeNull();
    one.backend.asked.length = 0;
    expect(await other.found()).toBe("page");
    expect(one.backend.asked).toEqual(["get", "get"]);
    expect([other.foundNow(), await other.found()]).toEqual(["page", "page"]);
    expect(one.backend.asked).toHaveLength(2);
  });

  test("nowhere is looked for in the slow store once, and a rim that asks first begins nothing", async () => {
    const { store, backend } = await processOver();
    backend.asked.length = 0;
    expect(store.matchNow(url, asking({}))).toEqual({ found: [], lastVary: null });
    await settle();
    expect(backend.asked).toEqual([]);
    await store.match(url, asking({}));
    expect(backend.asked).toEqual(["get"]);
  });

  test("stale in memory gives way to what another process has renewed", async () => {
    const one = await processOver();
    one.put("old");
    await one.store.flush();
    const other = await processOver(one.backend);
    for (const process of [one, other]) process.pass(61_000);
    other.put("new");
    await other.store.flush();
    expect(await one.found()).toBe("new");
    expect(one.foundNow()).toBe("new");
  });

  const record = {
    tags: [],
    vary: [],
    date: noon,
    bodyAskedAt: noon + 2,
    askedAt: noon + 2,
    storedAt: noon + 2,
  };
  test.each<[what: string, record: (page: StoredRecord) => StoredRecord, isEnough: boolean]>([
    ["fresh", (page) => page, true],
    ["a substitute", (page) => ({ ...page, isSubstitute: true }), false],
    [
      "to be validated at each use",
      (page) =>
        page.kind === "response" ? { ...page, reuse: { ...page.reuse, validateAlways: true } } : page,
      false,
    ],
    ["there in part", (page) => ({ ...page, incomplete: { length: 9, parts: [] } }), false],
    ["known to pass", () => ({ ...record, kind: "pass", reason: "r", until: noon + 9_000 }), true],
    ["known to have passed", () => ({ ...record, kind: "pass", reason: "r", until: noon }), false],
  ])("and is %s is enough, or the slow store is asked", async (_what, change, isEnough) => {
    const { store, backend, page } = await processOver();
    store.put(url, asking({}), change(page("page")));
    await store.flush();
    backend.asked.length = 0;
    expect(recordOf(await store.match(url, asking({})))).not.toBeNull();
    expect(backend.asked.length === 0).toBe(isEnough);
  });

  test("in both is given by the Vary list, the most recent first", async () => {
    const one = await processOver();
    one.put("for all");
    one.pass(61_000);
    one.put("varied", { x: "1" });
    await one.store.flush();
    const other = await processOver(one.backend);
    other.put("stale by now");
    other.pass(62_000);
    const { found } = await other.store.match(url, asking({ x: "1" }));
    expect(found.map(({ record: { vary } }) => vary)).toEqual([["x"], []]);
  });
});

describe("what is put", () => {
  test("is there at once, whatever the slow store does", async () => {
    const { put, found, foundNow, backend, store } = await processOver();
    backend.weather = () => new Promise(() => undefined);
    expect(put("page")).toBe(true);
    expect([foundNow(), await found()]).toEqual(["page", "page"]);
    expect(store.health).toEqual({ state: "ready" });
  });

  test("is in the slow store when that is said to be flushed", async () => {
    const { put, store, backend } = await processOver();
    const gate = Promise.withResolvers<void>();
    backend.weather = () => gate.promise;
    put("page");
    let isFlushed = false;
    const flushed = store.flush().then(() => {
      isFlushed = true;
    });
    await settle();
    expect([isFlushed, backend.kept.size]).toEqual([false, 0]);
    gate.resolve();
    await flushed;
    expect(backend.kept.size).toBe(2);
  });

  test("while too much is being written stays in memory alone, and that is told", async () => {
    const { put, found, backend, store, news, ring } = await processOver(undefined, {
      layers: { writes: 2 },
    });
    const gate = Promise.withResolvers<void>();
    backend.weather = () => gate.promise;
    for (const x of ["1", "2", "3"]) put(x, { x });
    expect(news).toEqual([{ what: "failed", detail: "put: too many are under way" }]);
    gate.resolve();
    await store.flush();
    ring();
    expect(await found({ x: "3" })).toBe("3");
    expect(await (await processOver(backend)).found({ x: "3" })).toBeNull();
  });

  test("and has no room in memory is found in the slow store all the same", async () => {
    const { put, found, foundNow, store } = await processOver(undefined, { memory: { maxBytes: 10 } });
    expect(put("page")).toBe(false);
    await store.flush();
    expect([foundNow(), await found()]).toEqual([null, "page"]);
  });
});

const scopes: [what: string, scope: PurgeScope][] = [
  ["a key", { by: "tag", tag: "k" }],
  ["a URL", { by: "url", key: url }],
  ["everything", { by: "all" }],
];

describe.each(scopes)("a purge of %s", (_what, scope) => {
  test("counts here at once, in memory and beyond, and what is fetched after it stays", async () => {
    const { put, purge, found, store } = await processOver();
    put("before");
    await store.flush();
    const purging = purge(scope);
    expect(await found()).toBeNull();
    expect(await purging).toBe("done");
    put("after");
    expect(await found()).toBe("after");
  });

  test("elsewhere counts when the log was read, for memory too", async () => {
    const one = await processOver();
    const other = await processOver(one.backend);
    one.put("before");
    await one.store.flush();
    expect(await other.found()).toBe("before");
    await one.purge(scope);
    await other.store.catchUp();
    expect([other.foundNow(), await other.found()]).toEqual([null, null]);
    expect(other.elsewhere).toEqual([scope]);
  });

  test("elsewhere counts within the bound, though nobody tells of it", async () => {
    const one = await processOver();
    const other = await processOver(one.backend);
    other.put("before");
    await one.purge(scope);
    expect(other.foundNow()).toBe("before");
    other.pass(1_000);
    expect(other.store.matchNow(url, asking({}))).toBeNull();
    expect(await other.found()).toBeNull();
  });

  test.each([-900, 900])("counts between clocks that differ by %i ms", async (skew) => {
    const one = await processOver();
    const other = await processOver(one.backend, { skew });
    other.put("before");
    await other.store.flush();
    expect(await one.found()).toBe("before");
    await one.purge(scope);
    expect([one.foundNow(), await one.found()]).toEqual([null, null]);
    await other.store.catchUp();
    expect([other.foundNow(), await other.found()]).toEqual([null, null]);
  });

  test("that comes while the slow store is asked takes away what it gives", async () => {
    const one = await processOver();
    one.put("before");
    await one.store.flush();
    const other = await processOver(one.backend);
    const finding = other.found();
    await other.purge(scope);
    expect([await finding, other.foundNow()]).toEqual([null, null]);
  });
});

test("a purge that comes when the slow store has judged is judged once more", async () => {
  const { backend, page, pass } = await processOver();
  const now = () => noon + 2;
  const marks = createSharedMarks({ log: backend.log, now });
  const record = page("before");
  const slow = {
    async match() {
      void store.purge({ scope: { by: "url", key: url }, soft: false, time: noon + 3 });
      return { found: [{ record, staleSince: null }], lastVary: [] };
    },
    put: () => true,
  };
  const store = layeredStore({ memory: memoryStore({ maxBytes: 10_000 }), slow, marks, now });
  await store.catchUp();
  pass(1);
  expect(recordOf(await store.match(url, asking({})))).toBeNull();
  expect(store.matchNow(url, asking({}))?.found).toEqual([]);
});

test("what was made from a record that is in neither is kept in neither", async () => {
  const { store, backend, page } = await processOver();
  const before = page("page");
  expect(store.put(url, asking({}), page("page"), before)).toBe(false);
  await store.flush();
  expect([...backend.kept]).toEqual([]);
});

test("what is softly purged is not promoted, so that it is known to be stale", async () => {
  const one = await processOver();
  one.put("page");
  await one.store.flush();
  const other = await processOver(one.backend);
  await one.purge({ by: "url", key: url }, true);
  await other.store.catchUp();
  const { found } = await other.store.match(url, asking({}));
  expect(found.map(({ staleSince }) => staleSince !== null)).toEqual([true]);
  expect(other.foundNow()).toBeNull();
});
