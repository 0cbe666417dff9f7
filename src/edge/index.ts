/**
 * The edge for any runtime with Web standards.
 *
 * @module
 */

export type { GuardMode } from "./account/guard.ts";
export { createEdge, type Edge, type EdgeBindings } from "./app.ts";
export type { Leases } from "./http-cache/leasing.ts";
export type { PurgeMark, PurgeOutcome, PurgeScope } from "./http-cache/purge.ts";
export type {
  CacheStore,
  Found,
  Match,
  SomeVariants,
  StoredPass,
  StoredRecord,
  StoredResponse,
  StoreHealth,
  StoreHost,
  StoreNews,
  StoreReadings,
} from "./http-cache/store.ts";
export type { EdgeEvent, EdgeListener } from "./observe/events.ts";
export { createMetrics, type Metrics, type RimGauges } from "./observe/metrics.ts";
export type { EdgeOptions, EdgeParts, EdgeSettings } from "./options.ts";
export { fetchTransport } from "./origin/fetch-transport.ts";
export {
  OriginError,
  type OriginFailure,
  type OriginRequest,
  type OriginResponse,
  type OriginTimeouts,
  type OriginTransport,
} from "./origin/transport.ts";
export type { PurgeOrder, PurgeTarget } from "./purging.ts";
export type { Client, ClientRequest } from "./request.ts";
export type { Blobs } from "./stores/blobs.ts";
export type { LayeredStore } from "./stores/layered.ts";
export { type LogReading, type MarkLog, markFrom, markText, type SharedMark } from "./stores/mark-log.ts";
export { type MemoryBounds, type MemoryStore, memoryStore } from "./stores/memory.ts";
export { type SharedStoreOptions, sharedStore } from "./stores/shared-store.ts";
