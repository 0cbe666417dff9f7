/**
 * What a record costs in memory, as far as it can be counted.
 *
 * @module
 */
import type { StoredRecord } from "../http-cache/store.ts";

/** What any record costs: its place, and what V8 has yet to collect of those that went before it (measured on Node 26). */
const place = 1_800;
/** What a record that is not packed costs besides its text and body. */
const objects = 600;
/** What a record that is packed costs in objects while it is unpacked, too. */
const unpacked = 1_000;
/** Of a body that is not packed: what V8 has yet to collect of others, beside each byte. */
const uncollected = 3 / 4;
/** Of a piece: slabs that are in part empty, beside each byte. */
const unused = 1 / 8;

/** Bytes of what stands for itself. @param keys characters of the keys that a record is kept under */
export function sizeOfPlace(keys: number): number {
  return place + keys;
}

/** Bytes of a packed record, apart from its place. @param body bytes of a body that is not in the piece */
export function sizeOfPacked(piece: number, body: number): number {
  return Math.ceil(piece * (1 + unused) + body * (1 + uncollected));
}

/** Bytes that a packed record takes besides while it is unpacked. */
export function sizeOfUnpacked(piece: number): number {
  return unpacked + piece;
}

/** Bytes of a record that is not packed, apart from its place. */
export function sizeOfRecord(record: StoredRecord): number {
  if (record.kind === "pass") return objects;
  const tags = record.tags.reduce((sum, tag) => sum + tag.length * 2 + 16, 0);
  const parts = record.incomplete?.parts ?? [];
  const stored = parts.reduce((sum, part) => sum + part.bytes.byteLength + 100, record.body.byteLength);
  return (
    objects +
    tags +
    Math.ceil(stored * (1 + uncollected)) +
    sizeOfFields(record.fields) +
    sizeOfFields(record.origin)
  );
}

function sizeOfFields(fields: readonly (readonly [string, string])[]): number {
  return fields.reduce((sum, [name, value]) => sum + name.length + value.length + 64, 0);
}
