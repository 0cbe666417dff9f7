/** Stores of processes side by side: who tells whom of a purge, and what the others then find. */
import { expect, test } from "vitest";
import { type CacheStore, memoryStore, type PurgeScope, type StoreNews } from "../../src/edge/index.ts";
import { type Peers, peerStore, type ToldPurge } from "../../src/edge/stores/peers.ts";
import { noon, processOver, url } from "../support/layered-under-test.ts";
import { asking, recordOf, storedResponse, textOf } from "../support/stored.ts";

/** A way between processes, and what went along it. */
function way() {
  const hearers = new Map<number, (purge: ToldPurge) => void>();
  const told: ToldPurge[] = [];
  let obeyed = true;
  const peersOf = (me: number): Peers => ({
    async tell(purge) {
      told.push(purge);
      for (const [other, hear] of hearers) if (other !== me) hear(purge);
      return obeyed;
    },
    listen(hear) {
      hearers.set(me, hear);
      return () => void hearers.delete(me);
    },
  });
  return {
    told,
    hearers,
    peersOf,
    fail() {
      obeyed = false;
    },
  };
}

/** A store among peers, with a cache that hears of it. */
function among(peers: Peers, inner: CacheStore, tick: () => number) {
  const elsewhere: PurgeScope[] = [];
  const news: StoreNews[] = [];
  const store = peerStore({ store: inner, peers, now: () => noon });
  const detach = store.attach?.({
    tick,
    purgedElsewhere: (scope) => elsewhere.push(scope),
    tell: (what) => news.push(what),
  });
  return { store, elsewhere, news, detach: () => detach?.() };
}

const everything = { by: "all" } as const;

/** Two processes that share a backend and are side by side; the first has stored a page that both have. */
async function pair() {
  const { peersOf, told } = way();
  const one = await processOver();
  const two = await processOver(one.backend);
  const first = among(peersOf(1), one.store, one.tick);
  const second = among(peersOf(2), two.store, two.tick);
  one.put("page");
  await one.store.flush();
  expect(await two.found()).toBe("page");
  const purge = () => first.store.purge({ scope: everything, soft: false, time: one.tick() });
  return { one, two, first, second, told, purge };
}

const away = () => {
  throw new Error("away");
};

test("what a shared store tells others itself is not told twice", async () => {
  const { told, purge } = await pair();
  expect([await purge(), told]).toEqual(["done", []]);
});

test("what it cannot tell is obeyed by the others at once, and is still to be told elsewhere", async () => {
  const { one, two, second, told, purge } = await pair();
  one.backend.weather = away;
  expect([await purge(), told.length]).toEqual(["queued", 1]);
  expect(two.foundNow()).toBe(null);
  expect(second.elsewhere).toEqual([everything]);
  // Who obeys owes nobody anything: the one that was asked does.
  expect([one.store.health.state, two.store.health.state]).toEqual(["degraded", "ready"]);
});

test("it does not come back from the shared store, which hears of the purge later", async () => {
  const { one, two, purge } = await pair();
  one.backend.weather = away;
  await purge();
  one.backend.weather = () => undefined;
  expect(await two.found()).toBe(null);
});

test("a store that is known to be away keeps nobody waiting", async () => {
  const { one, two, purge } = await pair();
  one.backend.weather = away;
  await purge();
  const never = Promise.withResolvers<void>();
  one.backend.weather = () => never.promise;
  two.put("anew");
  const purging = purge();
  expect(two.foundNow()).toBe(null);
  never.resolve();
  await purging;
});

test("a memory tells its peers of each purge, and says when they have not all obeyed", async () => {
  const { peersOf, told, fail } = way();
  let time = noon;
  const tick = () => {
    time += 1;
    return time;
  };
  const first = among(peersOf(1), memoryStore({ maxBytes: 2 ** 20 }), tick);
  const second = among(peersOf(2), memoryStore({ maxBytes: 2 ** 20 }), tick);
  second.store.put(url, asking({}), storedResponse("page", [], tick()));
  const purge = () => first.store.purge({ scope: everything, soft: false, time: tick() });
  expect([await purge(), told.length]).toEqual(["done", 1]);
  expect(textOf(recordOf(await second.store.match(url, asking({}))))).toBe(null);
  fail();
  expect([await purge(), first.news.map(({ what }) => what)]).toEqual(["queued", ["purge-queued"]]);
});

test("how the store within is, what it holds and what it still writes can be asked", async () => {
  const { one, first, purge } = await pair();
  expect(first.store.readings?.()).toMatchObject({ responses: 1 });
  expect(first.store.health).toEqual({ state: "ready" });
  one.backend.weather = away;
  await purge();
  expect(first.store.health).toEqual(one.store.health);
  await expect(first.store.flush?.()).resolves.toBe(undefined);
  expect(first.news.map(({ what }) => what)).toEqual(["purge-queued"]);
});

test("who has detached hears nothing more", async () => {
  const { peersOf, hearers } = way();
  const { detach } = among(peersOf(1), memoryStore({ maxBytes: 1 }), () => noon);
  expect(hearers.size).toBe(1);
  detach();
  expect(hearers.size).toBe(0);
});
