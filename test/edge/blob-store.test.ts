/** A store over a backend of bytes: what it costs, what it refuses, and how long things are kept. */
import { describe, expect, test } from "vitest";
import type { StoredRecord, StoredResponse } from "../../src/edge/index.ts";
import { type BlobStoreOptions, blobStore } from "../../src/edge/stores/blob-store.ts";
import { createSharedMarks } from "../../src/edge/stores/shared-marks.ts";
import { type SharedBackend, sharedBackend } from "../support/shared-backend.ts";
import { asking, recordOf, storedResponse, textOf } from "../support/stored.ts";

const url = "https://www.gov.uk/page";
const noon = Date.UTC(2026, 0, 1, 12);

interface Given extends Partial<Omit<BlobStoreOptions, "blobs" | "marks">> {
  readonly backend?: SharedBackend;
}

/** One process's store over a backend; its clock stands still at noon. */
async function storeOver({ backend = sharedBackend(), now = () => noon, ...options }: Given = {}) {
  const kept: number[] = [];
  const blobs = {
    ...backend.blobs,
    async set(key: string, bytes: Uint8Array<ArrayBuffer>, seconds: number) {
      if (key.startsWith("r-")) kept.push(seconds);
      await backend.blobs.set(key, bytes, seconds);
    },
  };
  const marks = createSharedMarks({ log: backend.log, now });
  await marks.catchUp();
  const store = blobStore({ ...options, blobs, marks, now });
  const found = async (headers: Record<string, string> = {}, key = url) =>
    textOf(recordOf(await store.match(key, asking(headers))));
  return { store, marks, backend, kept, found };
}

const page = (body: string, vary: string[] = [], askedAt = noon - 5_000) =>
  storedResponse(body, vary, askedAt);

describe("keys that have one digest", () => {
  const digest = async () => "the-same-for-all";

  test("never give one person's page to another", async () => {
    const { store, found } = await storeOver({ digest });
    await store.put(url, asking({ session: "anna" }), page("for anna", ["session"]));
    expect(await found({ session: "anna" })).toBe("for anna");
    expect(await found({ session: "bela" })).toBeNull();
    await store.put(url, asking({ session: "bela" }), page("for bela", ["session"]));
    expect(await found({ session: "anna" })).toBeNull();
    expect(await found({ session: "bela" })).toBe("for bela");
  });

  test("never give one page in place of another", async () => {
    const { store, found } = await storeOver({ digest });
    await store.put(url, asking({}), page("a"));
    expect(await found({}, `${url}/b`)).toBeNull();
    await store.put(`${url}/b`, asking({}), page("b"));
    expect([await found(), await found({}, `${url}/b`)]).toEqual([null, "b"]);
  });

  test("are none of what was there before: a page of another is not in its way", async () => {
    const { store, found } = await storeOver({ digest });
    await store.put(url, asking({ session: "anna" }), page("for anna", ["session"], noon - 1));
    expect(await store.put(url, asking({ session: "bela" }), page("for bela", ["session"], noon - 2))).toBe(
      true,
    );
    expect(await found({ session: "bela" })).toBe("for bela");
  });
});

describe("a look-up", () => {
  test.each([1, 1000])("among %i variants reads an index, and one record for each list", async (variants) => {
    const { store, backend, found } = await storeOver();
    for (let i = 0; i < variants; i += 1) await store.put(url, asking({ x: `${i}` }), page(`${i}`, ["x"]));
    await store.put(url, asking({}), page("for all", [], noon - 9_000));
    backend.asked.length = 0;
    expect(await found({ x: "0" })).toBe("0");
    expect(backend.asked).toEqual(["get", "get", "get"]);
  });

  test("reads at most eight records, however many lists a page has sent", async () => {
    const { store, backend } = await storeOver();
    for (let i = 0; i < 20; i += 1) await store.put(url, asking({}), page("", [`x-${i}`]));
    backend.asked.length = 0;
    const { found, lastVary } = await store.match(url, asking({}));
    expect([found.length, lastVary, backend.asked.length]).toEqual([8, ["x-19"], 9]);
  });

  test("asks for all records at once where the backend can", async () => {
    const backend = sharedBackend();
    const many: number[] = [];
    const getMany = async (keys: readonly string[]) => {
      many.push(keys.length);
      return keys.map((key) => backend.kept.get(key) ?? null);
    };
    const { store, found } = await storeOver({
      backend: { ...backend, blobs: { ...backend.blobs, getMany } },
    });
    await store.put(url, asking({}), page("for all", [], noon - 9_000));
    await store.put(url, asking({ x: "1" }), page("one", ["x"]));
    expect([await found({ x: "1" }), many.at(-1)]).toEqual(["one", 2]);
  });

  test("finds the index again after each put, also when that is not written", async () => {
    const { store, backend, found } = await storeOver();
    await store.put(url, asking({ x: "1" }), page("1", ["x"]));
    backend.asked.length = 0;
    await store.put(url, asking({ x: "2" }), page("2", ["x"]));
    expect(backend.asked.filter((operation) => operation === "set")).toHaveLength(1);
    expect([await found({ x: "1" }), await found({ x: "2" })]).toEqual(["1", "2"]);
  });
});

describe("what is kept", () => {
  const times = (change: Partial<StoredResponse>): StoredResponse => ({
    ...page("page", [], noon),
    ...change,
  });
  const reuse = (change: Partial<StoredResponse["reuse"]>) => ({ reuse: { ...page("").reuse, ...change } });
  const pass: StoredRecord = { ...page(""), kind: "pass", reason: "private", until: noon + 90_500 };

  test.each<[what: string, record: StoredRecord, seconds: number]>([
    ["while it is fresh", times({ lifetime: 60 }), 60],
    ["less what it is old", times({ lifetime: 60, initialAge: 20.5 }), 40],
    [
      "for its longest stale window",
      times({ lifetime: 60, ...reuse({ staleIfError: 100, staleWhileRevalidate: 5 }) }),
      160,
    ],
    [
      "when it is stale, for what is left of that",
      times({ lifetime: 60, initialAge: 80, ...reuse({ staleIfDisconnected: 30 }) }),
      10,
    ],
    ["for an hour when it can be validated", times({ lifetime: 0, origin: [["ETag", '"x"']] }), 3_600],
    ["for a week at the most", times({ lifetime: 31_536_000 }), 604_800],
    ["while others pass", pass, 91],
  ])("is kept %s", async (_what, record, seconds) => {
    const { store, kept } = await storeOver();
    expect(await store.put(url, asking({}), record)).toBe(true);
    expect(kept).toEqual([seconds]);
  });

  test.each<[what: string, record: StoredResponse]>([
    ["of no use any more", times({ lifetime: 0 })],
    ["too large", times({ body: new Uint8Array(2_000) })],
  ])(
    "is nothing that is %s, and what was asked for before it is not found in its place",
    async (_what, record) => {
      const { store, found } = await storeOver({ maxRecordBytes: 2_000 });
      await store.put(url, asking({}), page("before"));
      expect(await found()).toBe("before");
      expect(await store.put(url, asking({}), record)).toBe(false);
      expect(await found()).toBeNull();
    },
  );

  test("has an index for as long as its records", async () => {
    const backend = sharedBackend();
    const indexes: number[] = [];
    let now = noon;
    const set = async (key: string, bytes: Uint8Array<ArrayBuffer>, seconds: number) => {
      if (key.startsWith("i-")) indexes.push(seconds);
      await backend.blobs.set(key, bytes, seconds);
    };
    const { store } = await storeOver({
      backend: { ...backend, blobs: { ...backend.blobs, set } },
      now: () => now,
    });
    for (const later of [0, 59, 61]) {
      now = noon + later * 1000;
      await store.put(url, asking({}), { ...page("page", [], now), lifetime: 60 });
    }
    expect(indexes).toEqual([120, 120]);
  });
});

describe("what is read", () => {
  test.each<[what: string, damage: (bytes: Uint8Array) => Uint8Array]>([
    ["torn", (bytes) => bytes.subarray(0, bytes.length / 2)],
    ["altered", (bytes) => bytes.map((byte, index) => (index === bytes.length - 1 ? byte ^ 1 : byte))],
    ["of another version", (bytes) => bytes.map((byte, index) => (index === 3 ? byte + 1 : byte))],
    ["empty", () => new Uint8Array(0)],
  ])("and is %s is not found, and does not stay in the way", async (_what, damage) => {
    const { store, backend, found } = await storeOver();
    await store.put(url, asking({}), page("page"));
    for (const [key, bytes] of backend.kept) if (key.startsWith("r-")) backend.kept.set(key, damage(bytes));
    expect(await found()).toBeNull();
    await store.put(url, asking({}), page("again", [], noon - 9_000));
    expect(await found()).toBe("again");
    for (const [key, bytes] of backend.kept) if (key.startsWith("i-")) backend.kept.set(key, damage(bytes));
    expect(await found()).toBeNull();
    await store.put(url, asking({}), page("once more"));
    expect(await found()).toBe("once more");
  });

  test("is not larger than what is kept", async () => {
    const backend = sharedBackend();
    const { store } = await storeOver({ backend });
    await store.put(url, asking({}), page("x".repeat(2_000)));
    expect(await (await storeOver({ backend, maxRecordBytes: 2_000 })).found()).toBeNull();
    expect(await (await storeOver({ backend })).found()).toHaveLength(2_000);
  });

  test("was stored under this epoch of the log, or is not found", async () => {
    const { store, marks, backend, found } = await storeOver();
    await store.put(url, asking({}), page("page"));
    backend.loseLog(noon - 60_000);
    expect(await found()).toBe("page");
    await marks.catchUp();
    expect(await found()).toBeNull();
    expect(await (await storeOver({ backend })).found()).toBeNull();
  });

  test("is by a clock that is not far ahead of ours", async () => {
    const { store, found } = await storeOver();
    await store.put(url, asking({}), page("ahead", [], noon + 1_001));
    expect(await found()).toBe("ahead");
    await store.put(url, asking({}), page("far ahead", [], noon + 1_002));
    expect(await found()).toBeNull();
  });
});

test("what was asked for before the log was lost does not get the name of the new one", async () => {
  const { store, marks, backend } = await storeOver();
  const [before, after] = [page("asked before"), page("asked after", [], noon + 2_000)];
  backend.loseLog(noon - 60_000);
  await marks.catchUp();
  expect(await store.put(url, asking({}), before)).toBe(false);
  expect(await (await storeOver({ backend })).found()).toBeNull();
  expect(await store.put(url, asking({}), after)).toBe(true);
});

test("nothing is stored or found before the purges are known", async () => {
  const { blobs, log } = sharedBackend();
  const now = () => noon;
  const marks = createSharedMarks({ log, now });
  const store = blobStore({ blobs, marks, now });
  expect(await store.put(url, asking({}), page("page"))).toBe(false);
  const failing = createSharedMarks({ log: { ...log, since: () => Promise.reject(new Error("away")) }, now });
  await expect(blobStore({ blobs, marks: failing, now }).match(url, asking({}))).rejects.toThrow("away");
});
