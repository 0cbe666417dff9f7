/** The store of an isolate: when it asks KV, and what it says where there is none. */
import { expect, test } from "vitest";
import type { KeyValues } from "../../../src/edge/workers/kv-mark-log.ts";
import { workerStore } from "../../../src/edge/workers/stores.ts";
import { freshName, platform } from "../../support/platform.ts";
import { asking } from "../../support/stored.ts";

const { kv } = await platform();

function isolate(purges: KeyValues | null, isPurgeable = true) {
  let time = Date.UTC(2026, 0, 1, 12);
  const { store, afterwards } = workerStore({
    now: () => time,
    memoryBytes: 2 ** 20,
    purges,
    readSeconds: 10,
    responses: freshName(),
    rules: [],
    isPurgeable,
  });
  return {
    store,
    afterwards,
    look: async () => store.match("https://www.gov.uk/", asking({})),
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}

test("purges are read after an answer, so that with traffic nobody waits for it", async () => {
  let reads = 0;
  const counted: KeyValues = {
    get: (name) => kv.get(name),
    put: (name, value, options) => kv.put(name, value, options),
    list(options) {
      reads += 1;
      return kv.list(options);
    },
  };
  const { look, afterwards, pass } = isolate(counted);
  const readsOf = async (work: () => Promise<unknown>) => {
    const before = reads;
    await work();
    return reads - before;
  };
  expect([await readsOf(look), await readsOf(afterwards)]).toEqual([1, 0]);
  pass(4_999);
  expect([await readsOf(look), await readsOf(afterwards)]).toEqual([0, 0]);
  pass(1);
  expect([await readsOf(look), await readsOf(afterwards), await readsOf(afterwards)]).toEqual([0, 1, 0]);
  pass(9_999);
  expect(await readsOf(look)).toBe(0);
  pass(1);
  expect(await readsOf(look)).toBe(1);
});

test("without KV the store is not what whoever purges expects, and says so", () => {
  expect(isolate(null).store.health).toEqual({
    state: "degraded",
    why: "purges reach one isolate alone, for there is no KV namespace PURGES",
  });
  expect(isolate(null, false).store.health).toBeUndefined();
  expect(isolate(kv).store.health).toEqual({ state: "ready" });
});
