/** A shared store that fails: memory goes on alone, says so, and nothing purged meanwhile comes back. */
import { describe, expect, test } from "vitest";
import { processOver, settle, url } from "../support/layered-under-test.ts";
import { asking, recordOf, textOf } from "../support/stored.ts";

const away = () => {
  throw new Error("a-secret-in-a-message");
};
const layers = { failures: 3, rest: 5_000 };

/** A process whose backend went away after it had stored a page. */
async function bereft() {
  const one = await processOver(undefined, { layers });
  one.put("in memory");
  await one.store.flush();
  one.backend.weather = away;
  return one;
}

/** Asks for what memory does not have. */
const miss = (one: Awaited<ReturnType<typeof processOver>>) => one.found({}, `${url}/another`);

describe("a slow store that fails", () => {
  test("counts as empty, and costs nobody what memory has", async () => {
    const one = await bereft();
    expect([await miss(one), await one.found(), one.put("more", { x: "1" })]).toEqual([
      null,
      "in memory",
      true,
    ]);
    expect(await one.found({ x: "1" })).toBe("more");
  });

  test("is told of without what was in its message", async () => {
    const one = await bereft();
    await miss(one);
    expect(one.news).toEqual([{ what: "failed", detail: "match: Error" }]);
  });

  test("is left alone after some failures in a row, which is told once and seen in its health", async () => {
    const one = await bereft();
    for (let time = 0; time < 3; time += 1) await miss(one);
    one.backend.asked.length = 0;
    for (let time = 0; time < 3; time += 1) await miss(one);
    one.put("more");
    await one.store.flush();
    expect(one.backend.asked).toEqual([]);
    expect(one.news.map(({ what }) => what)).toEqual(["failed", "failed", "failed", "degraded"]);
    expect(one.store.health).toEqual({
      state: "degraded",
      why: "the shared store is left alone (match: Error)",
    });
  });

  test("is not left alone for failures with a success between them", async () => {
    const one = await bereft();
    for (let time = 0; time < 6; time += 1) {
      one.backend.weather = time % 3 === 2 ? () => undefined : away;
      await miss(one);
    }
    expect(one.store.health).toEqual({ state: "ready" });
  });

  test("and then is asked again only when it has rested and the log was read", async () => {
    const one = await bereft();
    for (let time = 0; time < 3; time += 1) await miss(one);
    one.pass(4_999);
    one.backend.asked.length = 0;
    await miss(one);
    expect(one.backend.asked).toEqual([]);
    one.pass(1);
    // Nobody waits for it, and one attempt is made for all.
    expect(one.store.match(`${url}/another`, asking({}))).not.toBeInstanceOf(Promise);
    await miss(one);
    expect(one.backend.asked).toEqual(["since"]);
    await settle();
    expect([one.backend.asked, one.store.health.state]).toEqual([["since"], "degraded"]);
    one.backend.weather = () => undefined;
    one.pass(5_000);
    await miss(one);
    await one.store.flush();
    expect(one.store.health).toEqual({ state: "ready" });
    expect(one.news.at(-1)?.what).toBe("recovered");
    one.backend.asked.length = 0;
    await miss(one);
    expect(one.backend.asked).toEqual(["get"]);
  });

  test("recovers also when all that is asked for is in memory", async () => {
    const one = await bereft();
    for (let time = 0; time < 3; time += 1) await miss(one);
    one.backend.weather = () => undefined;
    one.pass(5_000);
    expect(one.foundNow()).toBe("in memory");
    await one.store.flush();
    expect(one.store.health).toEqual({ state: "ready" });
  });

  test("is caught up with by a timer, which never fails and waits for its rest", async () => {
    const one = await bereft();
    for (let time = 0; time < 3; time += 1) await one.store.catchUp();
    expect(one.store.health.state).toBe("degraded");
    one.backend.asked.length = 0;
    await one.store.catchUp();
    expect(one.backend.asked).toEqual([]);
    one.backend.weather = () => undefined;
    one.pass(5_000);
    await one.store.catchUp();
    expect(one.store.health).toEqual({ state: "ready" });
  });
});

describe("a slow store that does not answer", () => {
  test("counts as empty when the time is over, and what it gives then is not used", async () => {
    const one = await processOver(undefined, { layers });
    one.put("page");
    await one.store.flush();
    const other = await processOver(one.backend, { layers });
    const gate = Promise.withResolvers<void>();
    one.backend.weather = () => gate.promise;
    const finding = other.found();
    await settle();
    other.ring();
    expect(await finding).toBeNull();
    expect(other.news).toEqual([{ what: "failed", detail: "match: TooLate" }]);
    gate.resolve();
    await settle();
    expect(other.foundNow()).toBeNull();
  });

  test("holds up no flush for ever", async () => {
    const one = await processOver(undefined, { layers });
    one.backend.weather = () => new Promise(() => undefined);
    one.put("page");
    const flushed = one.store.flush();
    one.ring();
    await flushed;
    expect(one.news).toEqual([{ what: "failed", detail: "put: TooLate" }]);
  });
});

describe("what is purged while the shared store is away", () => {
  test("elsewhere, is served from memory until then, and not any more when it is back", async () => {
    const one = await bereft();
    const other = await processOver(
      { ...one.backend, blobs: { get: () => null, set: () => undefined, delete: () => undefined } },
      { layers },
    );
    for (let time = 0; time < 3; time += 1) await miss(one);
    one.backend.weather = () => undefined;
    await other.purge();
    expect(await one.found()).toBe("in memory");
    one.pass(5_000);
    await one.store.catchUp();
    expect([one.foundNow(), await one.found()]).toEqual([null, null]);
  });

  test("here, is gone here at once, waits for the others, and is told", async () => {
    const one = await bereft();
    const other = await processOver(undefined, { layers });
    expect(await one.purge()).toBe("queued");
    expect([one.foundNow(), one.news.at(-1)]).toEqual([null, { what: "purge-queued", detail: "1 waiting" }]);
    expect(one.store.health).toEqual({ state: "degraded", why: "purges that others do not know of yet: 1" });
    expect(other.store.health).toEqual({ state: "ready" });
    one.backend.weather = () => undefined;
    const witness = await processOver(one.backend, { layers });
    expect(await witness.found()).toBe("in memory");
    await one.store.catchUp();
    expect(one.store.health).toEqual({ state: "ready" });
    await witness.store.catchUp();
    expect(await witness.found()).toBeNull();
  });

  test("and of which the log was lost, is gone with everything else", async () => {
    const one = await bereft();
    one.put("another", { x: "1" });
    one.backend.loseLog(0);
    one.backend.weather = () => undefined;
    await one.store.catchUp();
    expect(textOf(recordOf(await one.store.match(url, asking({ x: "1" }))))).toBeNull();
    expect(one.foundNow()).toBeNull();
  });
});

test("who no longer listens is told nothing", async () => {
  const one = await bereft();
  one.detach();
  await miss(one);
  expect(one.news).toEqual([]);
});
