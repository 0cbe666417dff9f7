/**
 * What is kept under a URL whose records stand elsewhere: the few Vary lists that its responses have sent.
 *
 * @module
 */
import * as z from "zod";
import { nameOfVaryList, type VaryList } from "../http-cache/vary.ts";

/** A page that sends ever new Vary lists must not make its look-ups slow: older lists are forgotten. */
const maximumLists = 8;

const indexSchema = z.strictObject({
  version: z.literal(1),
  primaryKey: z.string(),
  /** The newest first. */
  lists: z.array(z.array(z.string())).max(maximumLists),
  /** When something was put here last that changed it, by when it was asked for. Milliseconds since 1970. */
  askedAt: z.number(),
  /** When the backend may clear it away. Milliseconds since 1970. */
  until: z.number(),
});

/** The Vary lists under one URL. */
export type BlobIndex = z.output<typeof indexSchema>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** An index as bytes. */
export function encodeIndex(index: BlobIndex): Uint8Array<ArrayBuffer> {
  return encoder.encode(JSON.stringify(index));
}

/** The index that bytes are; null for all others, and for that of another URL. */
export function decodeIndex(bytes: Uint8Array, primaryKey: string): BlobIndex | null {
  try {
    const index = indexSchema.safeParse(JSON.parse(decoder.decode(bytes))).data ?? null;
    return index?.primaryKey === primaryKey ? index : null;
  } catch {
    return null;
  }
}

/** The index with a list as its newest; the same object when nothing has to be written. */
export function withList(
  index: BlobIndex | null,
  vary: VaryList,
  { primaryKey, askedAt, now, seconds }: IndexedRecord,
): BlobIndex {
  const name = nameOfVaryList(vary);
  const known = index?.lists ?? [];
  const isNewest = known[0] !== undefined && nameOfVaryList(known[0]) === name;
  if (index && isNewest && index.until >= now + seconds * 1000) return index;
  const lists = [[...vary], ...known.filter((list) => nameOfVaryList(list) !== name)].slice(0, maximumLists);
  // For twice as long, so that it need not be written with each record.
  const until = Math.max(index?.until ?? 0, now + 2 * seconds * 1000);
  return { version: 1, primaryKey, lists, askedAt: Math.max(askedAt, index?.askedAt ?? -Infinity), until };
}

/** What of a record an index has to know. */
export interface IndexedRecord {
  readonly primaryKey: string;
  readonly askedAt: number;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** How long it is kept. */
  readonly seconds: number;
}
