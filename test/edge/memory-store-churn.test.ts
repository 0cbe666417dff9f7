/** Whatever comes and goes in memory, nobody is given what was stored for another. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryStore } from "../../src/edge/index.ts";
import { asking, recordOf, storedResponse, textOf } from "../support/stored.ts";

const step = fc.record({
  url: fc.nat(40),
  person: fc.nat(30),
  does: fc.constantFrom("put", "put", "put", "match", "match", "purge url", "purge tag", "soft purge"),
  length: fc.constantFrom(10, 900, 3_900, 9_000, 30_000),
});
const bounds = fc.constantFrom(60_000, 300_000, 2_000_000);

/** Says whose it is in its body, a field and a tag. */
function page(url: number, person: number, length: number, time: number) {
  const whose = `${url} ${person} `;
  const bare = storedResponse(whose.repeat(Math.ceil(length / whose.length)), ["x"], time);
  return { ...bare, origin: [["X-Whose", whose] as const], tags: [`tag-${url % 5}`] };
}

test("nobody is given another's response, and the bound is kept", () => {
  let given = 0;
  fc.assert(
    fc.property(bounds, fc.array(step, { minLength: 300, maxLength: 600 }), (maxBytes, steps) => {
      const store = memoryStore({ maxBytes, variantsPerUrl: 20 });
      for (const [time, { url, person, does, length }] of steps.entries()) {
        const key = `https://www.gov.uk/${url}`;
        const request = asking({ x: `person ${person}` });
        if (does === "put") store.put(key, request, page(url, person, length, time));
        if (does === "purge tag")
          store.purge({ scope: { by: "tag", tag: `tag-${url % 5}` }, soft: false, time });
        if (does.endsWith("url") || does === "soft purge")
          store.purge({ scope: { by: "url", key }, soft: does === "soft purge", time });
        const record = recordOf(store.match(key, request));
        if (record?.kind === "response") {
          given += 1;
          expect(record.origin).toEqual([["X-Whose", `${url} ${person} `]]);
          expect(textOf(record)).toMatch(new RegExp(`^(${url} ${person} )+$`));
        }
        expect(store.bytes).toBeLessThanOrEqual(maxBytes);
      }
    }),
    { numRuns: 25 },
  );
  expect(given).toBeGreaterThan(500);
});

test("what was given stays as it was, when all that is stored has gone since", () => {
  const store = memoryStore({ maxBytes: 200_000 });
  store.put("https://www.gov.uk/1", asking({}), page(1, 1, 900, 1));
  const record = recordOf(store.match("https://www.gov.uk/1", asking({})));
  const before = structuredClone(record);
  for (let i = 2; i < 2_000; i += 1) store.put(`https://www.gov.uk/${i}`, asking({}), page(i, i, 900, i));
  expect(recordOf(store.match("https://www.gov.uk/1", asking({})))).toBeNull();
  expect(record).toEqual(before);
});
