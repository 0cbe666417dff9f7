/**
 * The places in memory: what is known of a URL, the variants under each of its Vary lists, and what is held
 * there. Most URLs have one variant; then that is all that is known of it.
 *
 * @module
 */
import { neverSoft, type SoftTimes } from "../http-cache/soft-times.ts";
import type { SomeVariants } from "../http-cache/store.ts";
import { nameOfVaryList, type VaryList } from "../http-cache/vary.ts";
import { flat, shared } from "./flat.ts";
import type { Kept } from "./kept-records.ts";
import type { Linked } from "./order-of-use.ts";
import { sizeOfPlace } from "./record-size.ts";

/** A record in its place, and what the purge marks said of it when they were last asked. */
export interface Held extends Kept, Linked<Held> {
  /** Since when the marks have made it stale; null: they have not. */
  marked: number | null;
  /** The version of the marks that this is true of. */
  seen: number;
  readonly primaryKey: string;
  readonly values: string;
}

/** What is known under a primary key. Deleting it deletes all its variants: nothing else leads to them. */
export type KnownUrl = Held | Resource;

/** A page that sends ever new Vary lists must not make its look-ups slow: older lists are forgotten. */
const maximumLists = 8;

/** The variants under one Vary list, by the values of the request that selects them. */
export class Variants {
  readonly vary: VaryList;
  readonly name: string;
  readonly byValues = new Map<string, Held>();

  constructor(vary: VaryList) {
    this.vary = vary;
    this.name = nameOfVaryList(vary);
  }

  /** Puts one in the place of its values; it is now the last in order. */
  put(held: Held): void {
    this.byValues.delete(held.values);
    this.byValues.set(held.values, held);
  }
}

/** A URL of which there is more to know than one variant. */
export class Resource {
  readonly primaryKey: string;
  /** The few distinct Vary lists seen, the newest first. */
  lists: readonly Variants[] = [];
  /** When it was softly purged. */
  soft: SoftTimes = neverSoft;

  /** @param only what was held of it before */
  constructor(only: Held) {
    this.primaryKey = only.primaryKey;
    this.put(only);
  }

  /** How many records are held of it. */
  get size(): number {
    return this.lists.reduce((sum, { byValues }) => sum + byValues.size, 0);
  }

  /** Puts one in its place, under a list that from now on is the newest. */
  put(held: Held): void {
    const name = nameOfVaryList(held.vary);
    const known = this.lists.find((variants) => variants.name === name);
    const variants = known ?? new Variants(held.vary);
    variants.put(held);
    if (variants === this.lists[0]) return;
    const others = this.lists.filter((list) => list !== known);
    this.lists = [variants, ...others].slice(0, maximumLists);
  }

  /** What is held under a list and the values. */
  at(vary: VaryList, values: string): Held | null {
    const name = nameOfVaryList(vary);
    return this.lists.find((variants) => variants.name === name)?.byValues.get(values) ?? null;
  }

  /** Takes one out, if it is still in its place. */
  remove({ vary, values }: Held): void {
    const name = nameOfVaryList(vary);
    this.lists.find((variants) => variants.name === name)?.byValues.delete(values);
  }

  /** What goes first where it has too many variants: of those under its longest list, the first not used. */
  firstToGo(): Held | null {
    const [longest] = this.lists.toSorted((one, other) => other.byValues.size - one.byValues.size);
    // What was used gets a second chance, and stands at the end now: a Map goes on to what was put meanwhile.
    for (const held of longest?.byValues.values() ?? []) {
      if (!held.used) return held;
      held.used = false;
      longest?.put(held);
    }
    return null;
  }
}

/** What is known of URLs. */
export class KnownUrls {
  readonly #urls = new Map<string, KnownUrl>();

  get(primaryKey: string): KnownUrl | null {
    return this.#urls.get(primaryKey) ?? null;
  }

  /** Puts one in its place; what was there has no place any more. */
  put(held: Held): void {
    const known = this.get(held.primaryKey);
    if (known instanceof Resource) known.put(held);
    else if (!known || isAt(known, held.vary, held.values)) this.#urls.set(held.primaryKey, held);
    else this.#opened(known).put(held);
  }

  /** Takes one out, if it is still in its place, and with the last one its URL. */
  remove(held: Held): void {
    const known = this.get(held.primaryKey);
    if (!known || heldAt(known, held.vary, held.values) !== held) return;
    if (known instanceof Resource) known.remove(held);
    if (!(known instanceof Resource) || known.size === 0) this.delete(held.primaryKey);
  }

  delete(primaryKey: string): void {
    this.#urls.delete(primaryKey);
  }

  /** What is known of a URL, where more is to be known. */
  resource(primaryKey: string): Resource | null {
    const known = this.get(primaryKey);
    return !known || known instanceof Resource ? known : this.#opened(known);
  }

  all(): Iterable<KnownUrl> {
    return this.#urls.values();
  }

  #opened(only: Held): Resource {
    const resource = new Resource(only);
    this.#urls.set(only.primaryKey, resource);
    return resource;
  }
}

/** What is held of a URL under a list and the values. */
export function heldAt(known: KnownUrl, vary: VaryList, values: string): Held | null {
  if (known instanceof Resource) return known.at(vary, values);
  return isAt(known, vary, values) ? known : null;
}

function isAt(held: Held, vary: VaryList, values: string): boolean {
  return held.values === values && (held.vary === vary || nameOfVaryList(held.vary) === nameOfVaryList(vary));
}

/** How many records are held of a URL. */
export function countOf(known: KnownUrl): number {
  return known instanceof Resource ? known.size : 1;
}

/** One that is to go, if there are more of a URL than there may be. */
export function oneTooMany(known: KnownUrl | null, most: number): Held | null {
  return known instanceof Resource && known.size > most ? known.firstToGo() : null;
}

/** All that is held of a URL. */
export function* heldOf(known: KnownUrl): Generator<Held> {
  if (known instanceof Resource) for (const { byValues } of known.lists) yield* byValues.values();
  else yield known;
}

/** The first few. */
export function firstOf<T>(all: Iterable<T>, count: number): T[] {
  const first: T[] = [];
  for (const one of all) {
    if (first.push(one) >= count) break;
  }
  return first;
}

/** The name by which a part of a URL is purged. Only what divides it has a line feed, so none is another's. */
export function nameOfPart(primaryKey: string, { vary, values }: SomeVariants): string {
  const branch = `${primaryKey}\n${nameOfVaryList(vary)}`;
  return values === null ? branch : `${branch}\n${values}`;
}

/** The parts of its URL that a record is in. */
export function partsAround({ vary, primaryKey, values }: Held): readonly string[] {
  return [null, values].map((those) => nameOfPart(primaryKey, { vary, values: those }));
}

/** A place in which nothing is kept yet. @param known what is known of its URL */
export function emptyPlace(primaryKey: string, known: KnownUrl | null, vary: VaryList, values: string): Held {
  // Each by its name, so that V8 keeps all in one object; what a hit reads stands together.
  return {
    record: null,
    seen: -1,
    used: false,
    marked: null,
    primaryKey: known?.primaryKey ?? flat(primaryKey),
    vary,
    values: shared(values),
    newer: null,
    older: null,
    size: 0,
    reuse: null,
    body: null,
    slab: null,
    at: 0,
    stamp: 0,
  };
}

/** Bytes of a place itself, as counted against the bound. */
export function sizeOf({ primaryKey, vary, values }: Held): number {
  return sizeOfPlace(primaryKey.length + nameOfVaryList(vary).length + values.length);
}
