/**
 * Whether as many requests went on to the origin as were meant to.
 *
 * @module
 */
import type { Summary } from "./summary.ts";
import { latencyWorkloads, pageWorkloads } from "./workloads.ts";

const meant = new Map([...pageWorkloads, ...latencyWorkloads].map(({ id, hits }) => [id, 1 - hits]));
/** Where some are meant to go: those under way at the end of a round reached the origin, and were not counted. */
const tolerance = 0.01;

/** What is to be said of a server that answered from its cache more or less than was meant; null when nothing. */
export function missNote({ workload, asked, missed }: Summary): string | null {
  const share = meant.get(workload) ?? 0;
  if (share === 0) return missed === 0 ? null : `${missed} went to the origin`;
  if (asked > 0 && Math.abs(missed / asked - share) <= tolerance) return null;
  return `${((missed / asked) * 100).toFixed(1)} % went to the origin`;
}
