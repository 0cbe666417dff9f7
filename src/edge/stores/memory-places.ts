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
  /** When it was softly purged. */
  soft: SoftTimes;
}

/** The variants under one Vary list, by the values of the request that selects them. */
export class Variants implements Iterable<Held> {
  readonly vary: VaryList;
  readonly name: string;
  // Most URLs have one variant, and a Map takes as much memory as all else that leads to it.
  #only: Held | null = null;
  #several: Map<string, Held> | null = null;

  constructor(vary: VaryList, name: string) {
    this.vary = vary;
    this.name = name;
  }

  get size(): number {
    return this.#several?.size ?? (this.#only ? 1 : 0);
  }

  get(values: string): Held | null {
    if (this.#several) return this.#several.get(values) ?? null;
    return this.#only?.values === values ? this.#only : null;
  }

  /** Puts one in the place of its values; it is now the last in order. */
  put(held: Held): void {
    const only = this.#only;
    if (!this.#several && (only === null || only.values === held.values)) {
      this.#only = held;
      return;
    }
    this.#several ??= new Map(only ? [[only.values, only]] : []);
    this.#only = null;
    this.#several.delete(held.values);
    this.#several.set(held.values, held);
  }

  /** Takes it out, if it is still in its place. */
  remove(held: Held): void {
    if (this.#only === held) this.#only = null;
    else if (this.#several?.get(held.values) === held) this.#several.delete(held.values);
  }

  /** The first in order is that which was put longest ago. */
  *[Symbol.iterator](): Iterator<Held> {
    if (this.#several) yield* this.#several.values();
    else if (this.#only) yield this.#only;
  }
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
  return { primaryKey, lists: [], soft: neverSoft };
}

/** How many records are held of a URL. */
export function countOf({ lists }: Resource): number {
  return lists.reduce((sum, { size }) => sum + size, 0);
}

/** All that is held of a URL. */
export function* heldOf({ lists }: Resource): Generator<Held> {
  for (const variants of lists) yield* variants;
}

/** What goes first where a URL has too many variants: of those under its longest list, the first in order. */
export function firstToGo({ lists }: Resource): Held | null {
  const [longest] = lists.toSorted((one, other) => other.size - one.size);
  return longest ? (firstOf(longest, 1)[0] ?? null) : null;
}

/** The variants under a Vary list, which from now on is the newest. */
export function variantsBy(resource: Resource, vary: VaryList): Variants {
  const name = nameOfVaryList(vary);
  const [newest] = resource.lists;
  if (newest?.name === name) return newest;
  const known = resource.lists.find((variants) => variants.name === name);
  const variants = known ?? new Variants(vary, name);
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
