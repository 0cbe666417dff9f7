/**
 * What a record costs in memory, as far as it can be counted.
 *
 * @module
 */
import type { StoredRecord } from "../http-cache/store.ts";

/**
 * What a record costs besides its text and body: objects, map and list nodes, and what V8 has not collected yet
 * of those that went before it (measured on Node 26, while three times as much was stored as there is room for).
 */
const overhead = 1_800;
/** The same of a body, beside each byte. */
const uncollected = 1 / 4;

/**
 * Bytes of a record.
 *
 * @param keys characters of the keys that it is kept under
 */
export function sizeOfRecord(record: StoredRecord, keys: number): number {
  const text = overhead + 2 * keys;
  if (record.kind === "pass") return text;
  const tags = record.tags.reduce((sum, tag) => sum + tag.length * 2 + 16, 0);
  const parts = record.incomplete?.parts ?? [];
  const stored = parts.reduce((sum, part) => sum + part.bytes.byteLength + 100, record.body.byteLength);
  return (
    text +
    tags +
    Math.ceil(stored * (1 + uncollected)) +
    sizeOfFields(record.fields) +
    sizeOfFields(record.origin)
  );
}

function sizeOfFields(fields: readonly (readonly [string, string])[]): number {
  return fields.reduce((sum, [name, value]) => sum + name.length + value.length + 64, 0);
}
