/**
 * What a service remembers as JSON, and back: parts that several services need.
 *
 * @module
 */
import type { LRUCache } from "lru-cache";
import { z } from "zod";
import type { Clock } from "./clock.ts";

/** A service whose memory can be written down and put back. */
export interface Saving {
  /** Everything it remembers, as JSON. There are secrets in it. */
  save(): Record<string, unknown>;
  /** Puts back what `save` gave. @throws {Error} naming each field that is wrong; then nothing has changed */
  restore(state: unknown): void;
}

/** @throws {Error} naming each field that is wrong */
export function readSaved<T>(service: string, schema: z.ZodType<T>, state: unknown): T {
  const result = schema.safeParse(state);
  if (result.success) return result.data;
  throw new Error(`The state of ${service} is not valid:\n${z.prettifyError(result.error)}`);
}

/** Entries of a store whose values expire: key, value, and when its time began, in milliseconds since 1970. */
export function entriesSchema<Value>(value: z.ZodType<Value>) {
  return z.array(z.tuple([z.string(), value, z.number()]));
}

/** The live entries of a store that goes by the clock, the oldest first. */
export function savedEntries<Value extends object | string>(
  store: LRUCache<string, Value>,
  clock: Clock,
): [key: string, value: Value, start: number][] {
  store.purgeStale();
  // As they are used, the newest come first.
  return [...store.entries()]
    .reverse()
    .map(([key, value]) => [key, value, clock.now() - store.ttl + store.getRemainingTTL(key)]);
}

/** Fills a store with what was saved of it, each with as much of its time left as it had. */
export function restoreEntries<Value extends object | string>(
  store: LRUCache<string, Value>,
  entries: readonly (readonly [string, Value, number])[],
): void {
  store.clear();
  for (const [key, value, start] of entries) store.set(key, value, { start });
}
