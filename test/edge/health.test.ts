import { describe, expect, test } from "vitest";
import { OriginError, type OriginRequest, type OriginTransport } from "../../src/edge/index.ts";
import { type BackendSettings, backendSchema } from "../../src/edge/origin/backends.ts";
import { createHealth } from "../../src/edge/origin/health.ts";
import { createProbing, type Scheduler } from "../../src/edge/origin/probes.ts";

describe("what a backend last answered for an object", () => {
  test("an answer ends the time in which it is left alone", () => {
    const health = createHealth({ now: () => 0 });
    health.failed("origin", "a");
    expect([health.unfitness("origin", "a"), health.unfitness("origin", "b")]).toEqual(["left-alone", null]);
    expect(health.unfitness("mirror", "a")).toBeNull();
    health.answered("origin", "a");
    expect(health.unfitness("origin", "a")).toBeNull();
  });

  test("the time is counted from the last failure", () => {
    let time = 0;
    const health = createHealth({ now: () => time, leaveAloneFor: 10 });
    health.failed("origin", "a");
    time = 9;
    health.failed("origin", "a");
    time = 18;
    expect(health.unfitness("origin", "a")).toBe("left-alone");
    time = 19;
    expect(health.unfitness("origin", "a")).toBeNull();
  });

  test("however many objects fail, and however long their names, memory is bounded", () => {
    const health = createHealth({ now: () => 0, maxBytes: 10_000 });
    const objects = Array.from({ length: 100 }, (_, nth) => `${nth}`.padStart(200, "x"));
    for (const object of objects) health.failed("origin", object);
    const remembered = objects.filter((object) => health.unfitness("origin", object) !== null);
    expect(remembered).toEqual(objects.slice(-19));
    health.failed("origin", "y".repeat(20_000));
    expect(health.unfitness("origin", "y".repeat(20_000))).toBeNull();
    expect(health.unfitness("origin", objects[99] ?? "")).toBe("left-alone");
  });
});

interface Probed {
  readonly asked: OriginRequest[];
  /** What the next probes find. */
  finds(status: number | OriginError): void;
  readonly probing: ReturnType<typeof createProbing>;
  /** How long until the next probes. */
  waits(): number[];
  /** Lets that time pass. */
  next(): Promise<void>;
  isSick(): boolean;
  readonly cancelled: () => number;
}

function probed(probe: Partial<BackendSettings["probe"]>, more: Partial<BackendSettings> = {}): Probed {
  let found: number | OriginError = 200;
  let cancelled = 0;
  let waiting: { readonly milliseconds: number; readonly task: () => void }[] = [];
  const asked: OriginRequest[] = [];
  const transport: OriginTransport = async (request) => {
    asked.push(request);
    if (found instanceof OriginError) throw found;
    const body = new ReadableStream<Uint8Array>({
      cancel() {
        cancelled += 1;
      },
    });
    return { status: found, fields: [], body };
  };
  const schedule: Scheduler = (milliseconds, task) => {
    const entry = { milliseconds, task };
    waiting.push(entry);
    return () => {
      waiting = waiting.filter((other) => other !== entry);
    };
  };
  const backends = [
    backendSchema.parse({ name: "a", url: "https://a.example/p", probe: { path: "/up", ...probe }, ...more }),
    backendSchema.parse({ name: "unwatched", url: "https://b.example" }),
  ];
  const probing = createProbing(transport, backends, schedule);
  return {
    asked,
    probing,
    finds(status) {
      found = status;
    },
    waits: () => waiting.map(({ milliseconds }) => milliseconds),
    async next() {
      const due = waiting;
      waiting = [];
      for (const { task } of due) task();
      await new Promise((resolve) => setTimeout(resolve, 0));
    },
    isSick: () => probing.isSick("a"),
    cancelled: () => cancelled,
  };
}

describe("probes", () => {
  test("GET a path, with the backend's own Host and fields and the probe's time, and no body", async () => {
    const { probing, asked, waits, next, cancelled } = probed(
      { timeout: 700, interval: 30_000 },
      { headers: { "Rate-Limit-Token": "t" } },
    );
    probing.start();
    await next();
    expect(asked).toHaveLength(1);
    expect([asked[0]?.method, asked[0]?.url.href]).toEqual(["GET", "https://a.example/up"]);
    expect(asked[0]?.timeouts).toEqual({ connect: 700, firstByte: 700, betweenBytes: 700 });
    expect(asked[0]?.fields).toEqual([
      ["Host", "a.example"],
      ["User-Agent", "govuk-edge healthcheck"],
      ["Rate-Limit-Token", "t"],
    ]);
    expect([waits(), cancelled()]).toEqual([[30_000], 1]);
    await next();
    expect([asked.length, waits()]).toEqual([2, [30_000]]);
  });

  test("a backend is sick when fewer than the threshold of the window were good", async () => {
    const { probing, finds, next, isSick } = probed({ window: 4, threshold: 2, initial: 3 });
    const seen: boolean[] = [isSick()];
    finds(503);
    probing.start();
    await next();
    seen.push(isSick());
    for (const found of [new OriginError("timeout", "late"), 200, 404, 200, 200, 200]) {
      finds(found);
      await next();
      seen.push(isSick());
    }
    // In the window, the oldest first: .+++ +++- ++-- +--+ --+- -+-+ +-++ -+++
    expect(seen).toEqual([false, false, false, false, true, false, false, false]);
  });

  test("the threshold is reached at once when that many are credited, else by probes", async () => {
    const credited = probed({ window: 3, threshold: 2, initial: 2 });
    expect(credited.isSick()).toBe(false);
    const { probing, isSick, next } = probed({ window: 3, threshold: 2, initial: 1 });
    expect(isSick()).toBe(true);
    probing.start();
    await next();
    expect(isSick()).toBe(false);
  });

  test("the expected status is the only good one", async () => {
    const { probing, finds, next, isSick } = probed({ window: 1, expectedResponse: 403 });
    probing.start();
    await next();
    expect(isSick()).toBe(true);
    finds(403);
    await next();
    expect(isSick()).toBe(false);
  });

  test("who has no probe is never sick", () => {
    const { probing } = probed({ initial: 0 });
    expect([probing.isSick("a"), probing.isSick("unwatched"), probing.isSick("unknown")]).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("they end when stopped, also one that is under way, and start once", async () => {
    const { probing, finds, asked, waits, next, isSick } = probed({ window: 1 });
    probing.start();
    probing.start();
    await next();
    expect([asked.length, waits().length]).toEqual([1, 1]);
    finds(500);
    const underWay = next();
    probing.stop();
    await underWay;
    expect([asked.length, waits(), isSick()]).toEqual([2, [], false]);
    probing.start();
    await next();
    expect([asked.length, waits().length, isSick()]).toEqual([3, 1, true]);
    probing.stop();
    expect(waits()).toEqual([]);
  });
});
