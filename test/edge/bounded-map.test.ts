/** The map that forgets, beside a list that does the same slowly. */
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { boundedMap } from "../../src/edge/http-cache/bounded-map.ts";

const limits = fc.integer({ min: 1, max: 4 });
const writes = fc.array(fc.tuple(fc.constantFrom("a", "b", "c", "d", "e", "f"), fc.nat()), { maxLength: 60 });

test("what was written last is kept, and what was written before all else is given back", () => {
  fc.assert(
    fc.property(limits, writes, (limit, all) => {
      const map = boundedMap<number>(limit);
      let kept: [string, number][] = [];
      for (const [name, value] of all) {
        kept = [...kept.filter(([other]) => other !== name), [name, value]];
        const forgotten = kept.length > limit ? kept.shift()?.[1] : undefined;
        expect(map.set(name, value)).toBe(forgotten);
        for (const other of "abcdef") expect(map.get(other)).toBe(new Map(kept).get(other));
      }
    }),
  );
});

test("to forget one goes through no others", () => {
  const map = boundedMap<number>(100);
  for (let i = 0; i < 100; i += 1) map.set(`name ${i}`, i);
  const iterators = [
    vi.spyOn(Map.prototype, Symbol.iterator),
    vi.spyOn(Map.prototype, "keys"),
    vi.spyOn(Map.prototype, "values"),
    vi.spyOn(Map.prototype, "entries"),
  ];
  try {
    expect(map.set("one more", 100)).toBe(0);
    expect(iterators.map((spy) => spy.mock.calls.length)).toEqual([0, 0, 0, 0]);
  } finally {
    for (const spy of iterators) spy.mockRestore();
  }
});
