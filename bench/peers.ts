/**
 * What a peer is: a server that is compared with others.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { isInstalled, type RunningProcess } from "./processes.ts";
import type { Workload } from "./workloads.ts";

/** Where a server runs, and who stands behind it. */
export interface Place {
  readonly originPort: number;
  readonly core: number | null;
}

/** A server that answers a workload. */
export interface Peer<Asked extends Workload> {
  readonly name: string;
  /** The program it needs, and how to get it; null when it comes with this package. */
  readonly needs: { readonly program: string; readonly how: string } | null;
  /** Why it cannot take a workload; null when it can. */
  refuses(workload: Asked): string | null;
  start(workload: Asked, place: Place): Promise<RunningProcess>;
}

/** The name of the one that ratios are taken to. */
export const limit = "node:http";

/** The limit of what is passed through, where somebody has to ask the origin. */
export const relayLimit = "node:http + undici.request";

/** Those that ratios are taken to: of each workload one takes part. */
export const limits: readonly string[] = [limit, relayLimit];

/** The edge's own name. */
export const edgeName = "govuk-edge";

/** Whose time to answer is compared with everybody's. */
export const varnishName = "Varnish";

/** Others that the edge must not stay behind. */
export const nginxName = "nginx";
export const undiciCacheName = "undici cache interceptor";

/** A server of the benchmark's own. @param name of the file in servers/ */
export function serverFile(name: string): string {
  return fileURLToPath(new URL(`servers/${name}`, import.meta.url));
}

/** What keeps a peer out altogether, as a sentence; null when nothing does. */
export function missing({ name, needs }: Pick<Peer<never>, "name" | "needs">): string | null {
  if (needs === null || isInstalled(needs.program)) return null;
  return `${name} is left out: ${needs.program} is not installed (Debian: ${needs.how}).`;
}
