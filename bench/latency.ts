/**
 * How long answers take at half load: half of what the slowest of these servers can answer, the same for all, so
 * that times are compared at the same rate and nobody's depend on how fast it is beyond that.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { askAny, askEach, type LoadResult, parseResult } from "./load.ts";
import { latencyPeers } from "./page-peers.ts";
import { loadOn } from "./pages.ts";
import { outputOf, pinned } from "./processes.ts";
import type { Bench, Target } from "./rounds.ts";
import type { PageWorkload } from "./workloads.ts";

const load = fileURLToPath(new URL("open-load.ts", import.meta.url));

/** The benchmark of these pages. @param peers who may take part @param seconds to find out each one's most */
export function latencyBench(
  workloads: readonly PageWorkload[],
  seconds: number,
  peers = latencyPeers,
): Bench<PageWorkload> {
  const slowest = new Map<PageWorkload, number>();
  return {
    workloads,
    peers,
    async prepare(target) {
      const { workload } = target;
      await askEach(loadOn(target));
      const { requests, microseconds } = await askAny(loadOn(target), seconds);
      const perSecond = (requests * 1_000_000) / microseconds;
      slowest.set(workload, Math.min(slowest.get(workload) ?? perSecond, perSecond));
    },
    async ask(target, duration) {
      // All have been prepared before the first round, so that its rate is that of all rounds.
      const perSecond = slowest.get(target.workload);
      if (perSecond === undefined) throw new Error("It is not known yet how much a server can answer.");
      return askAtRate(target, perSecond / 2, duration);
    },
  };
}

/** Has so many requests a second come, whatever becomes of them. @throws {Error} when one is not answered */
export async function askAtRate(
  { workload, server, core }: Target<PageWorkload>,
  rate: number,
  seconds: number,
): Promise<LoadResult> {
  const what = [server.port, `/${workload.id}/1`, rate, seconds].map(String);
  return parseResult(await outputOf(pinned([process.execPath, load, ...what], core)));
}
