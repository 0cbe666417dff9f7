/** How late a purge is seen at the latest: KV's delay, and for how long what was read of it is believed. */
import { expect, test } from "vitest";
import { createEdge, sharedStore } from "../../../src/edge/index.ts";
import { cacheBlobs } from "../../../src/edge/workers/cache-blobs.ts";
import { type KeyValues, kvMarkLog } from "../../../src/edge/workers/kv-mark-log.ts";
import { farApart } from "../../support/late-kv.ts";
import { memoryOrigin } from "../../support/memory-origin.ts";
import { freshName, platform } from "../../support/platform.ts";

const { kv, openCache } = await platform();
const delay = 60_000;
const readWithin = 10_000;

/** Two edges that share a cache, and KV from two places. Pages are numbered as they are made. */
async function twoEdges() {
  let time = Date.UTC(2026, 0, 1, 12);
  let made = 0;
  const now = () => time;
  const headers = { "cache-control": "max-age=3600", "surrogate-key": "k" };
  const { transport } = memoryOrigin(() => ({ headers, body: String(++made) }));
  const [name, prefix] = [freshName(), `${freshName()}/`];
  const blobs = cacheBlobs(() => openCache(name));

  async function edgeOver(where: KeyValues) {
    const log = kvMarkLog({ kv: where, now, prefix });
    const patient = { timeLimit: 60_000 };
    const store = sharedStore({
      ...{ blobs, log, now },
      memory: { maxBytes: 2 ** 20 },
      marks: { ...patient, readWithin },
      layers: patient,
    });
    await store.catchUp();
    const edge = createEdge({ origin: "http://origin.example", profile: "rfc9111", transport, store, now });
    return {
      edge,
      async get() {
        const body = await (await edge.fetch(new Request("https://www.gov.uk/page"))).text();
        await store.flush();
        return body;
      },
    };
  }

  const [nearKv, farKv] = farApart(kv, now, delay);
  const here = await edgeOver(nearKv);
  // The log is there by now.
  time += delay;
  const there = await edgeOver(farKv);
  time += delay;
  return {
    here,
    there,
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}

test("a purge is seen elsewhere when KV shows it and it was read again, and not a moment later", async () => {
  const { here, there, pass } = await twoEdges();
  expect([await here.get(), await there.get()]).toEqual(["1", "1"]);
  pass(readWithin - 1);
  expect(await there.get()).toBe("1");
  expect(await here.edge.purge({ surrogateKey: "k" })).toBe("done");
  // The worst of both: it was read just before KV showed it.
  pass(delay - 1);
  expect(await there.get()).toBe("1");
  pass(readWithin - 1);
  expect(await there.get()).toBe("1");
  pass(1);
  expect([await there.get(), await here.get()]).toEqual(["2", "2"]);
});

test("who asked for the purge sees it at once, and what was fetched since is not purged by it elsewhere", async () => {
  const { here, there, pass } = await twoEdges();
  expect(await here.get()).toBe("1");
  await here.edge.purge({ surrogateKey: "k" });
  // What is asked for within the allowance for clocks counts as older.
  pass(1_001);
  expect(await here.get()).toBe("2");
  pass(delay + readWithin);
  expect(await there.get()).toBe("2");
});

test("what a place far away stores before it knows of a purge is given by nobody who knows", async () => {
  const { here, there, pass } = await twoEdges();
  expect(await there.get()).toBe("1");
  await here.edge.purge({ everything: true });
  expect(await there.get()).toBe("1");
  pass(1_001);
  expect(await here.get()).toBe("2");
});
