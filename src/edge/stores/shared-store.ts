/**
 * A store that many processes share, made of a backend's two parts: where bytes are kept, and the log of
 * purges.
 *
 * @module
 */

import { type BlobStoreOptions, blobStore } from "./blob-store.ts";
import type { Blobs } from "./blobs.ts";
import { type LayeredOptions, type LayeredStore, layeredStore } from "./layered.ts";
import type { MarkLog } from "./mark-log.ts";
import { type MemoryBounds, memoryStore } from "./memory.ts";
import { createSharedMarks, type SharedMarksOptions } from "./shared-marks.ts";

/** What a shared store is made with: what is common to its parts, and the options of each. */
export interface SharedStoreOptions {
  readonly blobs: Blobs;
  readonly log: MarkLog;
  /** Milliseconds since 1970: the clock of the edge that uses it. */
  readonly now: () => number;
  readonly memory: MemoryBounds;
  readonly marks?: Omit<SharedMarksOptions, "log" | "now">;
  readonly records?: Omit<BlobStoreOptions, "blobs" | "marks" | "now">;
  readonly layers?: Omit<LayeredOptions, "memory" | "slow" | "marks" | "now">;
}

/**
 * A store shared with other processes, with memory before it.
 *
 * @example
 * const store = sharedStore({ blobs, log, now: Date.now, memory: { maxBytes: 2 ** 28 } });
 * await store.catchUp();
 * createEdge({ origin, transport, store });
 */
export function sharedStore({ blobs, log, now, ...options }: SharedStoreOptions): LayeredStore {
  const marks = createSharedMarks({ ...options.marks, log, now });
  const slow = blobStore({ ...options.records, blobs, marks, now });
  return layeredStore({ ...options.layers, memory: memoryStore(options.memory), slow, marks, now });
}
