/**
 * The places in memory: a URL, the variants under each of its Vary lists, and what is held there.
 *
 * @module
 */
import { neverSoft, type SoftTimes } from "../http-cache/soft-times.ts";
import type { Found, SomeVariants } from "../http-cache/store.ts";
import { nameOfVaryList, type VaryList } from "../http-cache/vary.ts";
import { sizeOfRecord } from "./record-size.ts";

/** What is known under a primary key. Deleting one deletes all its variants: nothing else leads to them. */
export interface Resource {
  readonly primaryKey: string;
  /** The few distinct Vary lists seen, the newest first. */
  lists: readonly Variants[];
  /** All that is held of it; once half the room is used, the least recently used first. */
  readonly held: Set<Held>;
  /** When it was softly purged. */
  soft: SoftTimes;
}

/** The variants under one Vary list, by the values of the request that selects them. */
export interface Variants {
  readonly vary: VaryList;
  readonly name: string;
  readonly byValues: Map<string, Held>;
}

/** A record in its place, and what the purge marks said of it when they were last asked. */
export interface Held extends Found {
  staleSince: number | null;
  /** What the marks said of it. */
  marked: number | null;
  readonly resource: Resource;
  readonly variants: Variants;
  readonly values: string;
  /** The version of the marks that this is true of. */
  seen: number;
}

/** A page that sends ever new Vary lists must not make its look-ups slow: older lists are forgotten. */
const maximumLists = 8;

/** The first few. */
export function firstOf<T>(all: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const one of all) {
    if (first.push(one) >= count) break;
  }
  return first;
}

/** What is known of a URL that was not known before. */
export function newResource(primaryKey: string): Resource {
  return { primaryKey, lists: [], held: new Set(), soft: neverSoft };
}

/** The variants under a Vary list, which from now on is the newest. */
export function variantsBy(resource: Resource, vary: VaryList): Variants {
  const name = nameOfVaryList(vary);
  const [newest] = resource.lists;
  if (newest?.name === name) return newest;
  const known = resource.lists.find((variants) => variants.name === name);
  const variants = known ?? { vary, name, byValues: new Map() };
  const others = resource.lists.filter((list) => list !== known);
  resource.lists = [variants, ...others].slice(0, maximumLists);
  return variants;
}

/** The name by which a part of a URL is purged. Only what divides it has a line feed, so none is another's. */
export function nameOfPart(primaryKey: string, { vary, values }: SomeVariants): string {
  const branch = `${primaryKey}\n${nameOfVaryList(vary)}`;
  return values === null ? branch : `${branch}\n${values}`;
}

/** The parts of its URL that a record is in. */
export function partsAround({ record: { vary }, resource, values }: Held): readonly string[] {
  return [null, values].map((those) => nameOfPart(resource.primaryKey, { vary, values: those }));
}

/** Bytes, as counted against the bound. */
export function sizeOf({ record, resource, variants, values }: Held): number {
  return sizeOfRecord(record, resource.primaryKey.length + variants.name.length + values.length);
}
