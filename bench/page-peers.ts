/**
 * Who gives pages: the limit, ourselves, and other caches where they are installed.
 *
 * @module
 */
import { mostUrls, nginx, varnish } from "./installed-peers.ts";
import { edgeName, limit, type Peer, relayLimit, serverFile, undiciCacheName } from "./peers.ts";
import { startServer } from "./processes.ts";
import type { PageWorkload } from "./workloads.ts";

type Refusal = Peer<PageWorkload>["refuses"];

/** A server of the benchmark's own, which is told the origin's port and what else it has to know. */
function own(
  name: string,
  file: string,
  refuses: Refusal = () => null,
  told: (workload: PageWorkload) => string[] = () => [],
): Peer<PageWorkload> {
  return {
    name,
    needs: null,
    refuses,
    start: (workload, { originPort, core }) =>
      startServer(serverFile(file), [originPort, ...told(workload)], core),
  };
}

const bare: Peer<PageWorkload> = {
  name: limit,
  needs: null,
  refuses: ({ hits }) => (hits === 0 ? "it asks nobody" : null),
  start: ({ bodyBytes }, { core }) => startServer(serverFile("bare.ts"), [bodyBytes], core),
};

const relay = own(relayLimit, "relay.ts", ({ hits }) => (hits > 0 ? "it stores nothing" : null));

/** The edge itself. */
const edge = own(edgeName, "edge.ts");

const undiciCache = own(undiciCacheName, "undici-cache.ts", ({ sessions, urls }) => {
  if (urls > 10_000) return mostUrls;
  // It compares with each variant in turn.
  return sessions > 10_000 ? "filling it would take undici minutes" : null;
});

const honoCache = own(
  "hono/cache (workerd)",
  "hono-cache.ts",
  ({ sessions, urls, hits }) => {
    if (hits === 0) return "it has no part in passing through";
    // Outside a data centre workerd has a Cache API on disk.
    return Math.max(sessions, urls) > 1_000 ? "filling it would take minutes" : null;
  },
  ({ vary }) => [vary.join(", ")],
);

const workerd = own("govuk-edge (workerd)", "workerd.ts", ({ sessions, urls, hits }) => {
  if (hits === 0) return "the edge on Node is the one that passes through here";
  return Math.max(sessions, urls) > 10_000 ? "an isolate has 128 MB for everything" : null;
});

/** Who gives pages as fast as it can, the limit first. */
export const pagePeers: readonly Peer<PageWorkload>[] = [
  bare,
  relay,
  edge,
  varnish,
  nginx,
  undiciCache,
  honoCache,
  workerd,
];

/**
 * Who gives pages at half load. The others answer so much less that half of the slowest one's most would be no
 * load for these.
 */
export const latencyPeers: readonly Peer<PageWorkload>[] = [bare, edge, varnish, nginx];
