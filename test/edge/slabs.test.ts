/** Pieces in slabs: each owner reads what was put for it, whatever came and went beside it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createSlabs, longestPiece, type Owner, type Slabs } from "../../src/edge/stores/slabs.ts";

const nobody = (): Owner => ({ slab: null, at: 0, stamp: 0 });
const piece = (length: number, filler: number) => new Uint8Array(length).fill(filler);

/** Owners, and what each has put. */
function populated(slabs: Slabs, count: number, length: number): Map<Owner, number> {
  const owners = new Map<Owner, number>();
  for (let i = 0; i < count; i += 1) {
    const owner = nobody();
    slabs.put(owner, piece(length, i % 251));
    owners.set(owner, i % 251);
  }
  return owners;
}

describe("slabs", () => {
  test("give each owner its own piece, as it was put, in any order of putting and freeing", () => {
    const steps = fc.array(
      fc.record({
        length: fc.oneof(fc.nat(2_000), fc.nat(longestPiece)),
        frees: fc.array(fc.nat(1_000), { maxLength: 4 }),
      }),
      { minLength: 200, maxLength: 400 },
    );
    fc.assert(
      fc.property(steps, (all) => {
        const slabs = createSlabs();
        const live: { owner: Owner; filler: number; length: number }[] = [];
        for (const [index, { length, frees }] of all.entries()) {
          const one = { owner: nobody(), filler: index % 251, length };
          slabs.put(one.owner, piece(length, one.filler));
          live.push(one);
          for (const which of frees) {
            const [gone] = live.splice(which % (live.length + 1), 1);
            if (gone) slabs.free(gone.owner);
          }
          // What was written last is the likeliest to have harmed something, wherever that is.
          const some = live.filter((_, at) => (at + index) % 7 === 0);
          expect(some.every(({ owner, filler }) => slabs.read(owner).every((byte) => byte === filler))).toBe(
            true,
          );
        }
        expect(live.map(({ owner }) => slabs.read(owner).byteLength)).toEqual(
          live.map(({ length }) => length),
        );
      }),
      { numRuns: 15 },
    );
  });

  test("take hardly more than what is in them, while old pieces go and new ones come", () => {
    const slabs = createSlabs();
    const owners = [...populated(slabs, 2_000, 1_000).keys()];
    const full = slabs.bytes;
    for (let i = 0; i < 20_000; i += 1) {
      const oldest = owners.shift();
      if (oldest) slabs.free(oldest);
      const owner = nobody();
      slabs.put(owner, piece(1_000, 1));
      owners.push(owner);
    }
    expect(slabs.bytes).toBeLessThan(full * 1.4);
  });

  test("take at most half as much again, whichever pieces go", () => {
    const slabs = createSlabs();
    const owners = populated(slabs, 8_000, 1_000);
    for (const [index, owner] of [...owners.keys()].entries()) if (index % 8 !== 0) slabs.free(owner);
    const left = [...owners].filter((_, index) => index % 8 === 0);
    expect(left.every(([owner, filler]) => slabs.read(owner).every((byte) => byte === filler))).toBe(true);
    // A few are spare, and two are open.
    expect(slabs.bytes).toBeLessThan(left.length * 1_008 * 1.5 + 7 * 262_144);
  });

  test.each<[order: string, turn: (index: number) => number]>([
    ["in the order in which they came", (index) => index],
    ["each long after its neighbours", (index) => (index * 7_919) % 8_009],
  ])("take next to nothing once all have gone, %s", (_order, turn) => {
    const slabs = createSlabs();
    const owners = [...populated(slabs, 8_000, 1_000).keys()].map((owner, index) => ({
      owner,
      turn: turn(index),
    }));
    for (const { owner } of owners.toSorted((one, other) => one.turn - other.turn)) slabs.free(owner);
    expect(slabs.bytes).toBeLessThan(8 * 262_144);
  });

  test("give an error, and nobody else's piece, to whoever kept the place of one that went", () => {
    const slabs = createSlabs();
    const owners = [...populated(slabs, 1_000, 1_000).keys()];
    const kept = owners.map((owner) => ({ ...owner }));
    const stays = owners.pop();
    for (const owner of owners) slabs.free(owner);
    kept.pop();
    for (const stale of kept) expect(() => slabs.read(stale)).toThrow("not where it was put");
    populated(slabs, 3_000, 1_000);
    for (const stale of kept) expect(() => slabs.read(stale)).toThrow("not where it was put");
    expect(stays && slabs.read(stays).byteLength).toBe(1_000);
    expect(() => slabs.read(nobody())).toThrow("not where it was put");
  });

  test("may be told twice that a piece goes", () => {
    const slabs = createSlabs();
    const [one, other] = [nobody(), nobody()];
    slabs.put(one, piece(10, 1));
    slabs.put(other, piece(10, 2));
    slabs.free(one);
    slabs.free(one);
    expect([...slabs.read(other)]).toEqual(Array(10).fill(2));
  });
});
