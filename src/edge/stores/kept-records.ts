/**
 * Records as a memory store keeps them: stored responses packed into slabs, and unpacked while they are in use;
 * what cannot be packed as the object it is.
 *
 * @module
 */
import { LRUCache } from "lru-cache";
import type { ReuseRules, StoredRecord, StoredResponse } from "../http-cache/store.ts";
import type { VaryList } from "../http-cache/vary.ts";
import { createPacking, shortBody } from "./packed-response.ts";
import { sizeOfPacked, sizeOfRecord, sizeOfUnpacked } from "./record-size.ts";
import { createSlabs, longestPiece, type Owner } from "./slabs.ts";

/** A record that is kept. */
export interface Kept extends Owner {
  /** Null while it is only packed. */
  record: StoredRecord | null;
  /** Of what is packed: the rules, and a body that is not in the piece. */
  reuse: ReuseRules | null;
  body: Uint8Array<ArrayBuffer> | null;
  readonly vary: VaryList;
}

/** The records of a store. */
export interface KeptRecords {
  /** Keeps a record that was given to a new owner. @returns bytes that it takes */
  keep(kept: Kept, record: StoredRecord): number;
  /** The record. Each time it may be another object that says the same. */
  recordOf(kept: Kept): StoredRecord;
  /** The record, for one who will ask for it again soon. */
  inUse(kept: Kept): StoredRecord;
  /** Bytes that are taken by what is unpacked. */
  readonly bytesInUse: number;
  /** Gives its memory back. Who asked for the record before may go on with it. */
  letGo(kept: Kept): void;
}

/** @param bytesInUse for records that are unpacked; beyond it the first of them are packed only, again */
export function createKeptRecords(bytesInUse: number): KeptRecords {
  const slabs = createSlabs();
  const packing = createPacking(longestPiece);
  // Nothing is noted at a use, which would write to memory that is cold: who comes first goes first.
  const unpacked = new LRUCache<Kept, number>({
    maxSize: Math.max(1, Math.floor(bytesInUse)),
    sizeCalculation: (size) => size,
    dispose(_size, kept) {
      kept.record = null;
    },
  });

  function recordOf(kept: Kept): StoredRecord {
    const { record, vary, reuse, body } = kept;
    if (record) return record;
    if (reuse === null) throw new Error("This record was let go.");
    return packing.unpack(slabs.read(kept), { vary, reuse, body });
  }

  function pack(kept: Kept, response: StoredResponse): number | null {
    const piece = packing.pack(response);
    if (piece === null) return null;
    kept.record = null;
    kept.reuse = response.reuse;
    kept.body = response.body.byteLength > shortBody ? response.body : null;
    slabs.put(kept, piece);
    return sizeOfPacked(piece.byteLength, kept.body?.byteLength ?? 0);
  }

  return {
    keep(kept, record) {
      const packed = record.kind === "response" && record.incomplete === null ? pack(kept, record) : null;
      if (packed !== null) return packed;
      kept.record = record;
      return sizeOfRecord(record);
    },
    recordOf,
    inUse(kept) {
      if (kept.record) return kept.record;
      const record = recordOf(kept);
      const size = sizeOfUnpacked(slabs.read(kept).byteLength);
      kept.record = record;
      if (size <= unpacked.maxSize) unpacked.set(kept, size);
      else kept.record = null;
      return record;
    },
    get bytesInUse() {
      return unpacked.calculatedSize;
    },
    letGo(kept) {
      unpacked.delete(kept);
      slabs.free(kept);
      kept.record = null;
      kept.reuse = null;
      kept.body = null;
    },
  };
}
