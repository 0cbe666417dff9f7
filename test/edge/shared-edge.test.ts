/** Edges that share a store: what one is told reaches the other, and what each says of it. */
import { describe, expect, test } from "vitest";
import { createEdge, type EdgeEvent, type PurgeOrder, sharedStore } from "../../src/edge/index.ts";
import { purgeSentence, warningOf } from "../../src/edge/observe/warnings.ts";
import { settle } from "../support/layered-under-test.ts";
import { type Answer, type Asked, memoryOrigin } from "../support/memory-origin.ts";
import { sharedBackend } from "../support/shared-backend.ts";

const page = "https://www.gov.uk/a";
const client = { address: "192.0.2.1", scheme: "https" as const, host: "www.gov.uk" };
const token = "a-token-to-purge";

/** Two edges over one backend, before an origin of their own each; their clock is the same. */
async function twoEdges(answer: (asked: Asked, nth: number) => Answer | Promise<Answer> = numbered) {
  const beginning = Date.UTC(2026, 0, 1);
  const backend = sharedBackend(beginning - 86_400_000);
  let time = beginning;
  const now = () => time;
  const make = async () => {
    const events: EdgeEvent[] = [];
    const store = sharedStore({ blobs: backend.blobs, log: backend.log, now, memory: { maxBytes: 2 ** 20 } });
    await store.catchUp();
    const { transport } = memoryOrigin(answer);
    const listeners = [(event: EdgeEvent) => events.push(event)];
    const settings = { profile: "rfc9111", origin: "http://origin.example", purge: { token } } as const;
    const edge = createEdge({ ...settings, transport, store, now, listeners });
    const waiting: Promise<unknown>[] = [];
    const waitUntil = (promise: Promise<unknown>) => void waiting.push(promise);
    return {
      ...{ edge, store, waiting },
      events: () => events.filter(({ type }) => type !== "request"),
      text: async () => (await edge.fetch(new Request(page), { client, waitUntil })).text(),
      now: () => edge.fromMemory({ method: "GET", target: "/a", client, get: () => null }),
    };
  };
  const [one, other] = [await make(), await make()];
  return {
    ...{ backend, one, other },
    pass(milliseconds: number) {
      time += milliseconds;
    },
  };
}

function numbered({ method }: Asked, nth: number): Answer {
  if (method === "POST") return { status: 204, body: null };
  return { headers: { "cache-control": "max-age=600", "surrogate-key": "k" }, body: `${nth}` };
}

const orders: [what: string, order: PurgeOrder, told: string][] = [
  ["a URL", { url: page }, page],
  ["a key", { surrogateKey: "k" }, "k"],
  ["everything", { everything: true }, "everything"],
];

describe("what one edge fetched", () => {
  test("the other serves too, and then from memory", async () => {
    const { one, other } = await twoEdges();
    expect(await one.text()).toBe("1");
    await one.store.flush();
    expect(other.now()).toBeNull();
    expect(await other.text()).toBe("1");
    expect(other.now()?.status).toBe(200);
  });

  test("is written when all that the runtime was asked to wait for is done", async () => {
    const { one, backend } = await twoEdges();
    const gate = Promise.withResolvers<void>();
    backend.weather = (operation) => (operation === "set" ? gate.promise : undefined);
    await one.text();
    let isDone = false;
    const done = Promise.all(one.waiting).then(() => {
      isDone = true;
    });
    await settle();
    expect([isDone, backend.kept.size]).toEqual([false, 0]);
    gate.resolve();
    await done;
    expect(backend.kept.size).toBe(2);
  });

  test("is not given by a rim before the purges are known that are due", async () => {
    const { one, other, pass } = await twoEdges();
    await one.text();
    await other.edge.purge({ everything: true });
    pass(1_000);
    expect(one.now()).toBeNull();
    expect(await one.text()).toBe("2");
  });
});

describe.each(orders)("a purge of %s on one edge", (_what, order, told) => {
  test("is obeyed by the other, which tells of it", async () => {
    const { one, other, pass } = await twoEdges();
    await other.text();
    await one.edge.purge(order);
    pass(40);
    await other.store.catchUp();
    expect(await other.text()).toBe("2");
    const [event] = other.events();
    expect(event).toMatchObject({ type: "purged-elsewhere", what: told, soft: false });
    const sentence = event?.type === "purged-elsewhere" ? purgeSentence(event) : "";
    expect(sentence).toBe(`Purged as another edge was asked to: ${told}, 40 ms later.`);
  });

  test("is about what is on its way to the other", async () => {
    const gate = Promise.withResolvers<void>();
    const { one, other } = await twoEdges(async (asked, nth) => {
      if (nth === 1) await gate.promise;
      return numbered(asked, nth);
    });
    const early = other.text();
    await settle();
    await one.edge.purge(order);
    await other.store.catchUp();
    // Nobody joins it any more.
    expect(await other.text()).toBe("2");
    gate.resolve();
    expect(await early).toBe("1");
    await settle();
    expect(await other.text()).toBe("2");
  });
});

test("an unsafe method that succeeds on one edge is known to the other", async () => {
  const { one, other } = await twoEdges();
  await other.text();
  await one.edge.fetch(new Request(page, { method: "POST", body: "change" }));
  await other.store.catchUp();
  expect(await other.text()).toBe("2");
});

describe("a purge that cannot be told to others", () => {
  const purge = (edge: Awaited<ReturnType<typeof twoEdges>>["one"]["edge"]) =>
    edge.fetch(
      new Request("https://www.gov.uk/__edge/purge", {
        method: "POST",
        headers: { "fastly-key": token, "content-type": "application/json" },
        body: JSON.stringify({ everything: true }),
      }),
    );

  test("says so to who asked, and in events", async () => {
    const { one, backend } = await twoEdges();
    await one.text();
    await one.store.flush();
    backend.weather = () => Promise.reject(new Error("away"));
    const answer = await purge(one.edge);
    expect(answer.status).toBe(202);
    expect(await answer.json()).toMatchObject({
      status: "queued",
      detail: expect.stringContaining("ask again"),
    });
    expect(await one.edge.purge({ url: page })).toBe("queued");
    const [queued, done] = one.events();
    expect(queued).toMatchObject({ type: "store", what: "purge-queued", detail: "1 waiting" });
    expect(queued?.type === "store" && warningOf(queued)).toContain("other edges could not be told yet");
    expect(done).toMatchObject({ type: "purge", queued: true, refused: null });
    expect(done?.type === "purge" && purgeSentence(done)).toMatch(/still to be told\.$/);
    expect(await one.text()).toBe("2");
  });

  test("is said to be done when it is", async () => {
    const { one } = await twoEdges();
    const answer = await purge(one.edge);
    expect([answer.status, await answer.json()]).toEqual([200, { status: "ok" }]);
    expect(one.events()).toEqual([expect.objectContaining({ type: "purge", queued: false })]);
  });
});

test("an edge that is closed hears of no purges", async () => {
  const { one, other } = await twoEdges();
  other.edge.close();
  await one.edge.purge({ everything: true });
  await other.store.catchUp();
  expect(other.events()).toEqual([]);
});
