import { expect, test } from "vitest";
import { interned } from "../../src/edge/fields/interned.ts";

const same = () => interned((thing: { readonly says: string }) => thing.says);

test("the first of all that say the same stands for them, and no other", () => {
  const one = same();
  const first = one({ says: "a" });
  expect(one({ says: "a" })).toBe(first);
  expect(one({ says: "b" })).not.toBe(first);
});

test("what is met again and again stays, however much is met once", () => {
  const one = same();
  const common = one({ says: "common" });
  for (let i = 0; i < 5_000; i += 1) {
    expect(one({ says: `once ${i}` }).says).toBe(`once ${i}`);
    if (i % 100 === 0) expect(one({ says: "common" })).toBe(common);
  }
});

test("what was met once is let go, and what is very long is not kept", () => {
  const one = same();
  const first = one({ says: "first" });
  for (let i = 0; i < 1_100; i += 1) one({ says: `once ${i}` });
  expect(one({ says: "first" })).not.toBe(first);
  const long = "long".repeat(2_000);
  expect(one({ says: long })).not.toBe(one({ says: long }));
});
