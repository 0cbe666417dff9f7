/**
 * A soak: many people who sign in, browse, see messages and sign out, while pages are purged, the origin
 * fails and time jumps. Every answer is checked for whose it is.
 *
 * @module
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { clockOver } from "../../src/edge/inspection.ts";
import { serveEdge } from "../../src/edge/node.ts";
import { chances } from "../support/store-kinds.ts";
import { type Fault, startSoakApp } from "./app.ts";
import { person, type Tally } from "./person.ts";

/** How a soak is run. */
export interface SoakOptions {
  readonly seconds: number;
  readonly people: number;
  readonly seed: number;
  /** Goes on until so many requests were made, on however busy a machine; none by default. */
  readonly atLeast?: number;
  /** Told now and then how it goes. */
  progress?(line: string): void;
}

/** What came of it. */
export interface SoakReport extends Tally {
  readonly faults: number;
  readonly purges: number;
  readonly jumps: number;
  readonly atOrigin: number;
  /** How the heap grows in the second half, in megabytes a minute, after garbage collection. */
  readonly slope: number;
}

const faults: readonly Fault[] = ["none", "none", "error", "none", "reset", "none", "half", "slow"];

/** Runs one. */
export async function soak({
  seconds,
  people,
  seed,
  atLeast = 0,
  progress,
}: SoakOptions): Promise<SoakReport> {
  const chance = chances(seed);
  const clock = clockOver(Date.now);
  const app = await startSoakApp(clock.now);
  const edge = await serveEdge({
    port: 0,
    edge: { origin: app.url, guard: "enforce", cacheBytes: 16 * 2 ** 20, now: clock.now },
  });
  const tally: Tally = { requests: 0, wrong: [], lost: [], failures: 0, hits: 0 };
  const all = Array.from({ length: people }, (_, nth) =>
    person(nth, `http://127.0.0.1:${edge.port}`, chance, tally),
  );
  const end = performance.now() + seconds * 1000;
  const goesOn = () => performance.now() < end || tally.requests < atLeast;
  const heap: [minutes: number, megabytes: number][] = [];
  let [purges, jumps] = [0, 0];

  async function live(one: (typeof all)[number]): Promise<void> {
    while (goesOn()) await one.act();
  }

  async function disturb(): Promise<void> {
    for (let nth = 0; goesOn(); nth += 1) {
      app.fault = faults[Math.floor(chance() * faults.length)] ?? "none";
      await edge.edge.purge(orders[Math.floor(chance() * orders.length)] ?? { everything: true });
      purges += 1;
      if (nth % 5 === 4) {
        clock.advance(20);
        jumps += 1;
      }
      await pause(Math.min(200, (seconds * 1000) / 10));
    }
    app.fault = "none";
  }

  async function measure(): Promise<void> {
    const since = performance.now();
    while (goesOn()) {
      await pause(Math.min(5_000, (seconds * 1000) / 8));
      heap.push([(performance.now() - since) / 60_000, heapMegabytes()]);
      progress?.(
        `${tally.requests} requests, ${app.faults} faults, ${tally.wrong.length} wrong, ${tally.lost.length} lost`,
      );
    }
  }

  try {
    await Promise.all([...all.map(live), disturb(), measure()]);
    await Promise.all(all.map((one) => one.close()));
    const { faults: met, requests } = app;
    return {
      ...tally,
      faults: met,
      atOrigin: requests,
      purges,
      jumps,
      slope: slopeOf(heap.slice(heap.length / 2)),
    };
  } finally {
    await edge.close();
    await app.close();
  }
}

const orders = [
  { surrogateKey: "me" },
  { surrogateKey: "greeting", soft: true },
  { surrogateKey: "all", soft: true },
  { url: "http://localhost/public?n=1" },
  { everything: true },
] as const;

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

function heapMegabytes(): number {
  if (typeof collect === "function") collect();
  return process.memoryUsage().heapUsed / 1e6;
}

/** The slope of the line that lies closest (least squares). */
function slopeOf(points: readonly (readonly [x: number, y: number])[]): number {
  const mean = (values: number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const [mx, my] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
  const over = points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0);
  const under = points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0);
  return under === 0 ? 0 : over / under;
}
