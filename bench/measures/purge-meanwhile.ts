/**
 * What purges cost those who ask for something else meanwhile.
 *
 * @module
 */
import { type Finding, finding } from "./finding.ts";
import { hasLoad, hit, type Pages, withoutWrk } from "./hits.ts";
import type { MeasurePlan } from "./measure.ts";
import { type MeasuredEdge, startMeasuredEdge } from "./measured-edge.ts";
import { everyKey } from "./orders.ts";
import { purgeByHttp } from "./purge-http.ts";

/** Bytes: room for all that is purged. */
export const purgedRoom = 2 * 2 ** 30;

/** Milliseconds between two purges. */
const every = 10;
const warmUpSeconds = 3;
const unrelated: readonly (Pages & { readonly title: string })[] = [
  { title: "one other page", path: "/unrelated-1k", count: 1 },
  { title: "10,000 other pages", path: "/unrelated-", count: 10_000 },
];

interface Speed {
  readonly perSecond: number;
  /** Microseconds of processor time for one request; NaN where nobody counts. */
  readonly cpu: number;
}

/** Hits while a key is purged a hundred times a second, in ratio to hits in quiet. */
export async function hitsMeanwhile(plan: MeasurePlan, say: (line: string) => void): Promise<Finding[]> {
  if (!hasLoad()) {
    say(`purge: hits meanwhile are left out, for ${withoutWrk}.`);
    return [];
  }
  const { rounds, seconds, cores } = plan;
  const count = plan.quick ? 10_000 : 100_000;
  const edge = await startMeasuredEdge(purgedRoom, cores?.servers ?? null);
  const ask = (pages: Pages, within = seconds) => speedOf(edge, pages, within, cores?.load ?? null);
  try {
    say(
      `purge: a key with ${count.toLocaleString("en-GB")} responses is filled, to be purged while others ask`,
    );
    await edge.fill({ from: 0, count, variants: false });
    const measured = unrelated.map((pages) => ({ pages, ratios: [] as Ratio[] }));
    for (const { pages } of measured) await ask(pages, warmUpSeconds);
    for (let round = 1; round <= rounds; round += 1) {
      say(`purge: hits meanwhile, round ${round} of ${rounds}`);
      for (const { pages, ratios } of measured) ratios.push(await ratioOf(edge, () => ask(pages), round));
    }
    return measured.flatMap(({ pages, ratios }) => findingsOf(pages.title, ratios));
  } finally {
    await edge.stop();
  }
}

/** Of what it is in quiet. */
interface Ratio {
  readonly perSecond: number;
  readonly byCpu: number;
}

function findingsOf(title: string, ratios: readonly Ratio[]): Finding[] {
  const what = `hits of ${title} during ${1_000 / every} purges a second, of those in quiet`;
  const text = (value: number) => value.toFixed(2);
  const byCpu = ratios.map((ratio) => ratio.byCpu).filter(Number.isFinite);
  return [
    finding({ measure: "purge", what, values: ratios.map(({ perSecond }) => perSecond), text }),
    ...(byCpu.length > 0
      ? [finding({ measure: "purge", what: `${what}, by CPU`, values: byCpu, text })]
      : []),
  ];
}

/** Each second round the other way about, so that neither always comes first. */
async function ratioOf(edge: MeasuredEdge, ask: () => Promise<Speed>, round: number): Promise<Ratio> {
  const before = round % 2 === 0 ? null : await ask();
  const busy = await whilePurging(edge.port, ask);
  const quiet = before ?? (await ask());
  return { perSecond: busy.perSecond / quiet.perSecond, byCpu: quiet.cpu / busy.cpu };
}

async function speedOf(
  edge: MeasuredEdge,
  pages: Pages,
  seconds: number,
  core: number | null,
): Promise<Speed> {
  const before = edge.cpuMilliseconds();
  const { requests, microseconds } = await hit(edge.port, pages, seconds, core);
  const after = edge.cpuMilliseconds();
  const cpu = before === null || after === null ? Number.NaN : ((after - before) * 1_000) / requests;
  return { perSecond: (requests * 1_000_000) / microseconds, cpu };
}

/** @throws {Error} when a purge fails */
async function whilePurging<T>(port: number, work: () => Promise<T>): Promise<T> {
  const under = new Set<Promise<void>>();
  const timer = setInterval(() => {
    const purging = purgeByHttp(port, { surrogateKey: everyKey }).then(() => void under.delete(purging));
    // One that fails stays, and is found at the end.
    purging.catch(() => undefined);
    under.add(purging);
  }, every);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await Promise.all(under);
  }
}
