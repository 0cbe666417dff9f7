/**
 * An edge whose settings can be changed while it serves: who is being answered by the old one is answered
 * to the end, and what is stored stays where it is still right.
 *
 * @module
 */
import { createEdge, type Edge } from "../app.ts";
import { tickingClock } from "../http-cache/purge.ts";
import type { CacheStore } from "../http-cache/store.ts";
import { clockOver } from "../inspection.ts";
import type { RimGauges } from "../observe/metrics.ts";
import { type EdgeParts, type EdgeSettings, settingsSchema } from "../options.ts";
import { createCodecs } from "../www/codecs.ts";
import { insecureOriginsOf } from "../www-config.ts";
import { zlibCompressor } from "./compressors.ts";
import { memoryTroubles } from "./memory-troubles.ts";
import type { StoreSource } from "./store-source.ts";
import { onTimers } from "./timers.ts";
import { type UndiciTransport, undiciTransport } from "./undici-transport.ts";

/** What an edge on Node is made from. */
export type NodeEdgeSettings = EdgeSettings & Partial<EdgeParts>;

/** The edge of the moment. */
export interface RenewableEdge {
  current(): Edge;
  /**
   * Goes by other settings from the next request on.
   *
   * @returns whether what is stored was kept; it is not when it could have been stored otherwise
   * @throws {Error} when a setting is wrong, naming it; then the old ones stay in force
   */
  renew(settings: NodeEdgeSettings): { readonly kept: boolean };
  /** From now on the server on the socket is counted too. */
  watch(rim: RimGauges): void;
  /** Ends what the edge does by itself, and its connections to the origin. */
  close(): Promise<void>;
}

interface Version {
  readonly edge: Edge;
  readonly origin: UndiciTransport;
  readonly settings: NodeEdgeSettings;
  readonly kept: CacheStore;
  /** From then on it reads what is stored, and stores nothing more. */
  seal(): void;
}

/**
 * An edge of these settings. What `stores` makes is closed with it.
 *
 * @throws {Error} when a setting is wrong, naming it
 */
export function renewableEdge(first: NodeEdgeSettings, stores: StoreSource): RenewableEdge {
  // One clock for all versions: the store compares times of one with times of another.
  const time = first.now ?? tickingClock(Date.now);
  const clock = first.inspection?.clock ?? clockOver(time);
  const now = first.inspector ? clock.now : time;
  const inspected = (settings: NodeEdgeSettings) => ({
    ...settings,
    inspection: { ...settings.inspection, clock },
  });
  let version = newVersion(inspected(first), now, null, stores);
  // Whoever is still being answered asks by the old ones; connections that idle end by themselves.
  const origins = [version.origin];
  let gauges: RimGauges | null = null;
  return {
    current: () => version.edge,
    renew(settings) {
      const kept = storesAlike(version.settings, settings);
      const { edge, seal } = version;
      // What is counted goes on: a count that falls is taken for a restart.
      const counting = { ...(edge.metrics && { metrics: edge.metrics }), ...settings };
      const next = newVersion(inspected(counting), now, kept ? version.kept : null, stores);
      if (gauges) next.edge.metrics?.watch(gauges);
      version = next;
      origins.push(next.origin);
      // A purge from now on does not reach what the old one has under way, so that is not stored.
      seal();
      edge.close();
      // A store that was given is one for all versions, and what it holds is not as it would be now.
      if (!kept && settings.store !== undefined) void next.edge.purge({ everything: true });
      return { kept };
    },
    watch(rim) {
      gauges = rim;
      version.edge.metrics?.watch(rim);
    },
    async close() {
      version.edge.close();
      await Promise.all([stores.close(), ...origins.map((origin) => origin.close())]);
    },
  };
}

/** How much the memory store may hold. @throws {Error} when that is wrong */
export function cacheBytesOf({ cacheBytes }: NodeEdgeSettings): number {
  return settingsSchema.pick({ cacheBytes: true }).parse({ cacheBytes }).cacheBytes;
}

function newVersion(
  settings: NodeEdgeSettings,
  now: () => number,
  before: CacheStore | null,
  stores: StoreSource,
): Version {
  const cacheBytes = cacheBytesOf(settings);
  const shape = shapeOf(settings, shaping);
  const kept = settings.store ?? before ?? stores.storeFor({ cacheBytes, shape, now });
  const origin = undiciTransport({ insecure: insecureOriginsOf(settings.origin, settings.www) });
  let sealed = false;
  const store = sealable(kept, () => sealed);
  const codecs = createCodecs(zlibCompressor);
  const own = { transport: origin.transport, codecs, schedule: onTimers, troubles: memoryTroubles };
  const edge = createEdge({ ...own, ...settings, now, store });
  return {
    ...{ edge, origin, settings, kept },
    seal() {
      sealed = true;
    },
  };
}

function sealable(store: CacheStore, isSealed: () => boolean): CacheStore {
  const { matchNow, attach, flush, readings, list, purgeVariants } = store;
  return {
    ...(matchNow && { matchNow: (key, request) => matchNow(key, request) }),
    ...(attach && { attach: (host) => attach(host) }),
    ...(flush && { flush: () => flush() }),
    ...(readings && { readings: () => readings() }),
    ...(list && { list: (key) => list(key) }),
    ...(purgeVariants && { purgeVariants: (key, variants, mark) => purgeVariants(key, variants, mark) }),
    match: (key, request) => store.match(key, request),
    put: (key, request, record, instead) => !isSealed() && store.put(key, request, record, instead),
    purge: (mark) => store.purge(mark),
    get health() {
      return store.health ?? { state: "ready" };
    },
  };
}

/** Settings that decide what is stored, under which key and in which form. */
const shaping = [
  "origin",
  "profile",
  "preserveHost",
  "defaultTtl",
  "guard",
  "maxBodyBytes",
  "www",
] as const satisfies (keyof NodeEdgeSettings)[];

function storesAlike(one: NodeEdgeSettings, other: NodeEdgeSettings): boolean {
  const names = [...shaping, "cacheBytes"] as const;
  return shapeOf(one, names) === shapeOf(other, names);
}

/** As a text. The name of one edge among many shapes nothing. */
function shapeOf({ www, ...settings }: NodeEdgeSettings, names: readonly (keyof NodeEdgeSettings)[]): string {
  const all: NodeEdgeSettings = { ...settings, ...(www && { www: { ...www, servedBy: undefined } }) };
  return JSON.stringify(names.map((name) => all[name] ?? null));
}
