/**
 * What a process takes of memory: for a million responses, and while far more is stored than fits.
 *
 * @module
 */
import { type Finding, finding } from "./finding.ts";
import type { Measure, MeasurePlan } from "./measure.ts";
import { type MeasuredEdge, startMeasuredEdge } from "./measured-edge.ts";

type Memory = Awaited<ReturnType<MeasuredEdge["memory"]>>;

const measure = "memory";
const megabyte = 1_000_000;
/** Room for a million, however much the store counts for each. */
const roomyBound = 6 * 2 ** 30;
const smallBound = 256 * 2 ** 20;
const mostResident = 2_000 * megabyte;
/** Responses between two looks. */
const step = 10_000;

/** The measure. */
export const memoryMeasure: Measure = {
  id: measure,
  title: "resident memory of stored 1 kB responses",
  must: `≤ ${mostResident / (1_000 * megabyte)} GB for 1,000,000; never above the bound × 1.3 + 150 MB`,
  async run(plan, say) {
    return [...(await many(plan, say)), ...(await tooMany(plan, say))];
  },
};

/** The most that a process may take. @param bound bytes that its cache may hold */
export function mostFor(bound: number): number {
  return bound * 1.3 + 150 * megabyte;
}

/** As many as asked for, with room for all. */
async function many(plan: MeasurePlan, say: (line: string) => void): Promise<Finding[]> {
  const count = plan.quick ? 100_000 : 1_000_000;
  return withEdge(roomyBound, plan, async (edge) => {
    const before = await edge.memory();
    const seen = await filled(edge, count, say);
    const { what, resident, responses, counted, heapUsed, arrayBuffers } = {
      what: named(count),
      ...seen.last,
    };
    const each = (bytes: number) => `${Math.round(bytes).toLocaleString("en-GB")} B`;
    // A first impression is judged as if the rest came to as much for each.
    const most = before.resident + ((mostResident - before.resident) * count) / 1_000_000;
    const bytes = (name: string, value: number): Finding =>
      finding({ measure, what: `${what}: ${name} for each`, values: [value / responses], text: each });
    return [
      finding({
        measure,
        what: `${what}: resident${seen.ended ? `, when it ended for want of memory at ${responses}` : ""}`,
        values: [resident],
        text: inMegabytes,
        must: { atMost: seen.ended ? 0 : most, of: "highest" },
      }),
      bytes("resident", resident - before.resident),
      bytes("of it objects and text", heapUsed - before.heapUsed),
      bytes("of it bodies", arrayBuffers - before.arrayBuffers),
      bytes("counted against the bound", counted),
    ];
  });
}

/** Three times as many as fit. */
async function tooMany(plan: MeasurePlan, say: (line: string) => void): Promise<Finding[]> {
  return withEdge(smallBound, plan, async (edge) => {
    await edge.fill({ from: 0, count: 1_000, variants: false });
    const { counted, responses } = await edge.memory();
    const fitting = Math.floor((smallBound / counted) * responses);
    const { last } = await filled(edge, fitting * 3, say);
    return [
      finding({
        measure,
        what: `a bound of ${inMegabytes(smallBound)}, filled three times over: highest resident`,
        values: [last.peak],
        text: inMegabytes,
        must: { atMost: mostFor(smallBound), of: "highest" },
      }),
      finding({
        measure,
        what: "the same: counted at the end",
        values: [last.counted],
        text: inMegabytes,
        must: { atMost: smallBound, of: "highest" },
      }),
    ];
  });
}

/** Fills it step by step, until it is full or its process has ended, which is a finding too. */
async function filled(
  edge: MeasuredEdge,
  count: number,
  say: (line: string) => void,
): Promise<{ readonly last: Memory; readonly ended: boolean }> {
  let last = await edge.memory();
  for (let from = 0; from < count; from += step) {
    try {
      await edge.fill({ from, count: Math.min(step, count - from), variants: false });
      last = await edge.memory();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      say(`memory: the process has ended (${error.message})`);
      return { last, ended: true };
    }
    if ((from + step) % 100_000 === 0) say(`memory: ${named(from + step)}, ${inMegabytes(last.resident)}`);
  }
  return { last, ended: false };
}

async function withEdge<T>(
  bound: number,
  { cores }: MeasurePlan,
  work: (edge: MeasuredEdge) => Promise<T>,
): Promise<T> {
  const edge = await startMeasuredEdge(bound, cores?.servers ?? null);
  try {
    return await work(edge);
  } finally {
    await edge.stop();
  }
}

const named = (count: number) => `${count.toLocaleString("en-GB")} responses`;
const inMegabytes = (bytes: number) => `${Math.round(bytes / megabyte).toLocaleString("en-GB")} MB`;
