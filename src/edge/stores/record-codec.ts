/**
 * A record as bytes: a version, a checksum, the head as JSON and its length, and the bodies as they are.
 *
 * The checksum is SHA-256. It is made by the platform beside the event loop, where one of ours would hold
 * up all others for as long as a large body takes; and what it lets through has not changed. It is no
 * signature: who can write to the backend can write anything.
 *
 * @module
 */
import { joined } from "../http-cache/bytes.ts";
import type { StoredRecord } from "../http-cache/store.ts";
import { sha256 } from "./digest.ts";
import { headFrom, type RecordHead, restored, taken } from "./record-head.ts";

/** Where a record belongs. */
export interface RecordPlace {
  readonly primaryKey: string;
  readonly secondaryKey: string;
}

/** A record as it was written down. */
export interface WrittenRecord {
  readonly record: StoredRecord;
  /** Of the log of purges that it was stored under. */
  readonly epoch: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** The version comes first: another one's bytes are none of ours. */
const version = encoder.encode("GVE1");
const checksumEnd = version.length + 32;
const headStart = checksumEnd + 4;

/** A record as bytes. */
export async function encodeRecord(
  { primaryKey, secondaryKey }: RecordPlace,
  { record, epoch }: WrittenRecord,
): Promise<Uint8Array<ArrayBuffer>> {
  const { record: bare, pieces } = taken(record);
  const lengths = pieces.map((piece) => piece.byteLength);
  const head = encoder.encode(
    JSON.stringify({ primaryKey, secondaryKey, epoch, pieces: lengths, record: bare }),
  );
  const rest = joined([lengthBytes(head.byteLength), head, ...pieces]);
  return joined([version, await sha256(rest), rest]);
}

/** The record that bytes are; null for what is torn, altered, of another version or of another place. */
export async function decodeRecord(bytes: Uint8Array, place: RecordPlace): Promise<WrittenRecord | null> {
  if (bytes.byteLength < headStart || !isSame(bytes.subarray(0, version.length), version)) return null;
  // A copy: a client library may use its memory again, or hold far more of it than this.
  const rest = new Uint8Array(bytes.subarray(checksumEnd));
  if (!isSame(await sha256(rest), bytes.subarray(version.length, checksumEnd))) return null;
  const headEnd = 4 + new DataView(rest.buffer).getUint32(0);
  const head = headFrom(decoder.decode(rest.subarray(4, headEnd)));
  if (head === null || !isOf(place, head)) return null;
  const pieces = piecesOf(head.pieces, rest.subarray(headEnd));
  const record = pieces && restored(head, pieces);
  return record && { record, epoch: head.epoch };
}

/** Whole keys are compared: the digests that lead here may be the same for two. */
function isOf({ primaryKey, secondaryKey }: RecordPlace, head: RecordHead): boolean {
  return head.primaryKey === primaryKey && head.secondaryKey === secondaryKey;
}

/** Null when there are more or fewer bytes than these. */
function piecesOf(
  lengths: readonly number[],
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer>[] | null {
  let end = 0;
  const pieces = lengths.map((length) => {
    end += length;
    return bytes.subarray(end - length, end);
  });
  return end === bytes.byteLength ? pieces : null;
}

function lengthBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, index) => byte === other[index]);
}
