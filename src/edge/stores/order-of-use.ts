/**
 * Things in order, bounded by bytes: who was put in first goes first, but who was used since gets a second
 * chance (the clock algorithm). A use costs a look at what is being used anyway, and mostly no write; moving it
 * in a list would write to three things that are cold. The links are in the things themselves, for there may be
 * millions.
 *
 * @module
 */

/** What can be put in order. */
export interface Linked<Thing> {
  /** Bytes; 0 for what is in no order. */
  size: number;
  /** Whether it was used since it was last passed over. Whoever uses it says so. */
  used: boolean;
  newer: Thing | null;
  older: Thing | null;
}

/** An order of use. */
export interface OrderOfUse<Thing> {
  /**
   * Takes in a thing as the newest, and lets the oldest go until there is room.
   *
   * @param size bytes, more than 0
   * @returns false for what is larger than all the room there is: then nothing goes
   */
  add(thing: Thing, size: number): boolean;
  /** Lets the oldest go while there is more than there is room for. */
  fit(): void;
  /** Takes a thing out; one that is not in is left alone. */
  remove(thing: Thing): void;
  readonly count: number;
  readonly bytes: number;
}

/**
 * An order of use.
 *
 * @param room bytes for all, which may change
 * @param letGo is told of each that goes to make room, after it has gone
 */
export function orderOfUse<Thing extends Linked<Thing>>(
  room: () => number,
  letGo: (thing: Thing) => void,
): OrderOfUse<Thing> {
  let newest: Thing | null = null;
  let oldest: Thing | null = null;
  let count = 0;
  let bytes = 0;

  function link(thing: Thing): void {
    thing.older = newest;
    if (newest) newest.newer = thing;
    newest = thing;
    oldest ??= thing;
  }

  function unlink(thing: Thing): void {
    const { newer, older } = thing;
    if (newer) newer.older = older;
    else newest = older;
    if (older) older.newer = newer;
    else oldest = newer;
    thing.newer = null;
    thing.older = null;
  }

  function remove(thing: Thing): void {
    if (thing.size === 0) return;
    unlink(thing);
    count -= 1;
    bytes -= thing.size;
    thing.size = 0;
  }

  function makeRoom(size: number): void {
    while (oldest && bytes + size > room()) {
      const first = oldest;
      if (first.used) {
        first.used = false;
        unlink(first);
        link(first);
      } else {
        remove(first);
        letGo(first);
      }
    }
  }

  return {
    remove,
    fit: () => makeRoom(0),
    add(thing, size) {
      if (size > room()) return false;
      makeRoom(size);
      thing.size = size;
      link(thing);
      count += 1;
      bytes += size;
      return true;
    },
    get count() {
      return count;
    },
    get bytes() {
      return bytes;
    },
  };
}
