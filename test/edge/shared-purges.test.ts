/**
 * The promise of a purge, as a property: whatever two edges over one backend are doing, and in whatever
 * order it arrives there, who knows of a purge gives nothing that was made before it.
 */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { PurgeOrder } from "../../src/edge/index.ts";
import { type Deed, edgesSharing } from "../support/edges-sharing.ts";
import { chances, turns } from "../support/store-kinds.ts";

const edge = fc.nat({ max: 1 });
const path = fc.constantFrom("/a", "/b");
const soft = fc.constantFrom(false, false, false, true);
const order: fc.Arbitrary<PurgeOrder> = fc.oneof(
  fc.record({ url: path.map((one) => `https://www.gov.uk${one}`), soft }),
  fc.record({ surrogateKey: fc.constantFrom("all", "a", "b", "another"), soft }),
  fc.record({ everything: fc.constant(true as const), soft }),
);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({ do: fc.constant("get" as const), edge, path, x: fc.constantFrom("1", "2") }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("purge" as const), edge, order }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("catch-up" as const), edge }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("pass" as const),
      milliseconds: fc.constantFrom(0.5, 1, 300, 1_000, 2_000, 61_000),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom<Deed>({ do: "lose-log" }, { do: "cut-log" }) },
);

const history = fc.record({
  // Up to the allowance between the two.
  skews: fc.tuple(fc.integer({ min: -490, max: 490 }), fc.integer({ min: -490, max: 490 })),
  memoryBytes: fc.constantFrom(100, 3_000, 2 ** 20),
  seed: fc.nat(),
  /** Each with how long the next one waits: as many turns, or until it is done. */
  deeds: fc.array(fc.tuple(deed, fc.constantFrom(0, 1, 3, 5, 20, null, null)), {
    minLength: 5,
    maxLength: 40,
  }),
});

type History = typeof history extends fc.Arbitrary<infer Value> ? Value : never;

async function live({ skews, memoryBytes, seed, deeds }: History, failing: number): Promise<number> {
  const sharing = edgesSharing({ skews, memoryBytes, mayFail: failing > 0 });
  const chance = chances(seed);
  await Promise.all([0, 1].map((index) => sharing.perform({ do: "catch-up", edge: index })));
  // Nothing was made before, but what is asked for in the first second counts as older than the log.
  await sharing.perform({ do: "pass", milliseconds: 1_001 });
  sharing.backend.weather = async () => {
    await turns(Math.floor(chance() * 9));
    if (chance() < failing) throw new Error("The backend has failed.");
  };
  const underway: Promise<void>[] = [];
  let wrong: unknown = null;
  for (const [what, wait] of deeds) {
    const doing = sharing.perform(what).catch((error: unknown) => {
      wrong ??= error;
    });
    underway.push(doing);
    await (wait === null ? doing : turns(Math.min(wait, 7)));
  }
  await Promise.all(underway);
  sharing.backend.weather = () => undefined;
  if (wrong !== null) throw wrong;
  return underway.length;
}

test.each([
  ["is slow", 0],
  ["fails now and then", 0.2],
])(
  "who knows of a purge gives nothing that was made before it, where the backend %s",
  async (_how, failing) => {
    let done = 0;
    const any = fc.asyncProperty(history, async (given) => {
      done += await live(given, failing);
    });
    await fc.assert(any, { numRuns: 150 });
    expect(done).toBeGreaterThan(150);
  },
);
