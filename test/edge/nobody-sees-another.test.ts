import { expect, test } from "vitest";
import { assertNobodySeesAnother } from "../support/nobody-sees-another.ts";
import { farStores } from "../support/store-kinds.ts";

const stores = [["in memory", undefined], ...farStores] as const;

test.each(
  stores.flatMap(([where, make]) =>
    (["enforce", "report"] as const).map((guard) => ({ where, make, guard })),
  ),
)(
  "nobody receives what was made for another's session (guard: $guard, stored $where)",
  async ({ guard, make }) => {
    await expect(assertNobodySeesAnother(guard, make ? 30 : 100, make)).resolves.toBeUndefined();
  },
);
