/**
 * How long a purge takes, however much it concerns.
 *
 * @module
 */
import { spreadOf } from "../summary.ts";
import { type Finding, finding } from "./finding.ts";
import type { Measure, MeasurePlan } from "./measure.ts";
import { startMeasuredEdge } from "./measured-edge.ts";
import { everyKey } from "./orders.ts";
import { type HttpPurge, purgeByHttp } from "./purge-http.ts";
import { hitsMeanwhile, purgedRoom } from "./purge-meanwhile.ts";

const measure = "purge";
/** Milliseconds. */
const longest = 1;
/** How much longer than for the fewest it may take for the most: what is purged is not in the processor's cache. */
const mostGrowth = 3;
const softPurges = 100;
/** Filling takes far longer than purging, and each round purges many times. */
const mostRounds = 3;

/** Something that can be purged at once. */
interface Purged {
  readonly title: string;
  readonly count: number;
  readonly variants: boolean;
  readonly order: HttpPurge;
}

/** The measure. */
export const purgeMeasure: Measure = {
  id: measure,
  title: "purges of a key and of a URL",
  must: `≤ ${longest} ms for 100,000 responses, and at most ${mostGrowth} times as long as for a few`,
  run: async (plan, say) => [
    ...(await ofKeys(plan, say)),
    ...(await ofVariants(plan, say)),
    ...(await hitsMeanwhile(plan, say)),
  ],
};

async function ofKeys(plan: MeasurePlan, say: (line: string) => void): Promise<Finding[]> {
  const counts = plan.quick ? [100, 10_000] : [100, 10_000, 100_000];
  const found: Finding[] = [];
  const medians: number[] = [];
  for (const count of counts) {
    const title = `a key with ${named(count)} responses`;
    const milliseconds = await purges(
      { title, count, variants: false, order: { surrogateKey: everyKey } },
      plan,
      say,
    );
    found.push(...findingsOf(title, milliseconds));
    medians.push(middle(milliseconds.inProcess));
  }
  const growth = (medians.at(-1) ?? 0) / (medians[0] ?? 1);
  found.push(
    finding({
      measure,
      what: `a key with ${named(counts.at(-1) ?? 0)}, in times of one with ${named(counts[0] ?? 0)}`,
      values: [growth],
      text: (value) => value.toFixed(2),
      must: { atMost: mostGrowth, of: "highest" },
    }),
  );
  return found;
}

async function ofVariants(plan: MeasurePlan, say: (line: string) => void): Promise<Finding[]> {
  const count = plan.quick ? 10_000 : 100_000;
  const title = `a URL with ${named(count)} variants`;
  return findingsOf(title, await purges({ title, count, variants: true, order: { url: "/one" } }, plan, say));
}

interface Milliseconds {
  readonly inProcess: readonly number[];
  readonly overHttp: readonly number[];
}

/** In each round all is stored anew, softly purged many times, and then purged. */
async function purges(
  { title, count, variants, order }: Purged,
  { rounds, cores }: MeasurePlan,
  say: (line: string) => void,
): Promise<Milliseconds> {
  const edge = await startMeasuredEdge(purgedRoom, cores?.servers ?? null);
  const inProcess: number[] = [];
  const overHttp: number[] = [];
  try {
    const last = Math.min(rounds, mostRounds);
    for (let round = 1; round <= last; round += 1) {
      say(`purge: ${title} is filled, round ${round} of ${last}`);
      const asked = await edge.fill({ from: 0, count, variants });
      if (asked < count) throw new Error(`${count - asked} of ${count} responses were still there.`);
      inProcess.push(...(await edge.purge({ ...order, soft: true, times: softPurges })));
      for (let time = 0; time < softPurges; time += 1) overHttp.push(await purgeByHttp(edge.port, order));
      inProcess.push(...(await edge.purge({ ...order, soft: false, times: 1 })));
    }
    return { inProcess, overHttp };
  } finally {
    await edge.stop();
  }
}

function findingsOf(title: string, { inProcess, overHttp }: Milliseconds): Finding[] {
  const text = (value: number) => `${value.toFixed(3)} ms`;
  const must = { atMost: longest, of: "median" } as const;
  return [
    finding({ measure, what: title, values: inProcess, text, must }),
    finding({ measure, what: `${title}, over HTTP`, values: overHttp, text }),
  ];
}

const middle = (values: readonly number[]) => spreadOf(values).median;
const named = (count: number) => count.toLocaleString("en-GB");
