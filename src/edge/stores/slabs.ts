/**
 * Room for many small pieces of bytes in few large arrays, so that V8 has neither an object nor an allocation
 * for each. A slab that has become sparse is cleared into others and used again.
 *
 * What is in a slab never leaves it as a view: readers copy, at once. So no piece can turn into another under
 * somebody's hands, and each carries a stamp that its owner knows, so that a mistake here gives an error and
 * never somebody else's bytes.
 *
 * @module
 */

/** Bytes of a slab. */
const slabBytes = 262_144;
/** Stamp and length, before each piece. */
const headBytes = 8;
/** The longest piece: longer ones would leave too much of a slab empty. */
export const longestPiece = slabBytes / 8 - headBytes;
/** A slab is cleared when less than this share of it is in use: a third of all slabs at most is waste. */
const sparse = 2 / 3;
/** Empty slabs kept for use again. */
const mostSpare = 4;
/** Stamps begin again after this many: V8 keeps no larger number without an object of its own. */
const stamps = 2 ** 30;
/** In place of the stamp of what is no longer there. */
const gone = stamps;

/** Who has a piece. */
export interface Owner {
  /** Where it is; null for who has none. */
  slab: Slab | null;
  /** Where it begins. */
  at: number;
  stamp: number;
}

/** One of the large arrays. */
export interface Slab {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView<ArrayBuffer>;
  /** Those who have had a piece here, since it was empty. */
  owners: Owner[];
  /** Where the free room begins. */
  end: number;
  /** Bytes in use. */
  live: number;
}

/** The slabs of a store. */
export interface Slabs {
  /** Copies a piece into a slab, for an owner who has none. */
  put(owner: Owner, piece: Uint8Array<ArrayBuffer>): void;
  /**
   * The piece of an owner. It is to be read at once: the next `put` or `free` may write over it.
   *
   * @throws Error for who has none
   */
  read(owner: Owner): Uint8Array<ArrayBuffer>;
  /** Gives the room of a piece back. Who has none may ask, too. */
  free(owner: Owner): void;
  /** Bytes of all slabs. */
  readonly bytes: number;
}

/**
 * Slabs.
 *
 * @example
 * const slabs = createSlabs();
 * const owner = { slab: null, at: 0, stamp: 0 };
 * slabs.put(owner, new Uint8Array([1, 2, 3]));
 * slabs.read(owner); // 1, 2, 3
 */
export function createSlabs(): Slabs {
  const spare: Slab[] = [];
  let count = 0;
  let lastStamp = 0;
  // What survived its neighbours is older than what comes: kept apart, each kind goes at about the same time.
  let young = emptySlab();
  let old = emptySlab();

  function emptySlab(): Slab {
    const known = spare.pop();
    if (known) return known;
    count += 1;
    const bytes = new Uint8Array(slabBytes);
    return { bytes, view: new DataView(bytes.buffer), owners: [], end: 0, live: 0 };
  }

  function write(slab: Slab, owner: Owner, piece: Uint8Array<ArrayBuffer>): void {
    lastStamp = (lastStamp + 1) % stamps;
    owner.slab = slab;
    owner.at = slab.end;
    owner.stamp = lastStamp;
    slab.view.setUint32(slab.end, lastStamp);
    slab.view.setUint32(slab.end + 4, piece.byteLength);
    slab.bytes.set(piece, slab.end + headBytes);
    slab.owners.push(owner);
    slab.end += headBytes + piece.byteLength;
    slab.live += headBytes + piece.byteLength;
  }

  function putAmongOld(owner: Owner, piece: Uint8Array<ArrayBuffer>): void {
    while (!hasRoom(old, piece)) {
      const full = old;
      old = emptySlab();
      clearIfSparse(full);
    }
    write(old, owner, piece);
  }

  function move(owner: Owner, from: Slab): void {
    const { at } = owner;
    putAmongOld(owner, read(owner));
    from.view.setUint32(at, gone);
  }

  function clearIfSparse(slab: Slab): void {
    if (slab === young || slab === old || slab.live >= slab.end * sparse) return;
    const { owners } = slab;
    // An owner may have been there twice, and be there no more.
    for (const owner of owners) if (owner.slab === slab) move(owner, slab);
    slab.owners = [];
    slab.end = 0;
    slab.live = 0;
    if (spare.length < mostSpare) spare.push(slab);
    else count -= 1;
  }

  function read({ slab, at, stamp }: Owner): Uint8Array<ArrayBuffer> {
    if (slab === null || slab.view.getUint32(at) !== stamp)
      throw new Error("This piece is not where it was put.");
    const start = at + headBytes;
    return slab.bytes.subarray(start, start + slab.view.getUint32(at + 4));
  }

  return {
    read,
    put(owner, piece) {
      if (!hasRoom(young, piece)) {
        const full = young;
        young = emptySlab();
        clearIfSparse(full);
      }
      write(young, owner, piece);
    },
    free(owner) {
      const { slab } = owner;
      if (slab === null) return;
      slab.live -= headBytes + read(owner).byteLength;
      slab.view.setUint32(owner.at, gone);
      owner.slab = null;
      clearIfSparse(slab);
    },
    get bytes() {
      return count * slabBytes;
    },
  };
}

function hasRoom({ end }: Slab, { byteLength }: Uint8Array): boolean {
  return end + headBytes + byteLength <= slabBytes;
}
