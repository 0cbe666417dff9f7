/**
 * Asking for pages: wrk, as fast as the server answers.
 *
 * @module
 */
import { askAny, askEach, type Load } from "./load.ts";
import { pagePeers } from "./peers.ts";
import type { Bench, Target } from "./rounds.ts";
import type { PageWorkload } from "./workloads.ts";

/** The benchmark of these pages. @param peers who may take part */
export function pageBench(workloads: readonly PageWorkload[], peers = pagePeers): Bench<PageWorkload> {
  return {
    workloads,
    peers,
    // Every session asks once, so that all that follows are hits.
    prepare: (target) => askEach(loadOn(target)),
    ask: (target, seconds) => askAny(loadOn(target), seconds),
  };
}

function loadOn({ workload, server, core }: Target<PageWorkload>): Load {
  return { url: `http://127.0.0.1:${server.port}/${workload.id}`, sessions: workload.sessions, core };
}
