/** An origin with a fault: who asks is told, nothing torn is kept, and the next request works. */
import { describe, test } from "vitest";
import { faultCases, faultCells } from "./observe.ts";
import { faultTable, linesInPage, tableLines } from "./tables.ts";

const inPage = linesInPage(faultTable);

describe("survives an origin that", () => {
  test.concurrent.for([...faultCases])("$what", async ({ observe }, { expect }) => {
    const seen = await observe();
    expect(seen.next).toBe("works");
    if (!seen.client.startsWith('200, "')) expect(seen.stored).toBe("nothing");
    expect(inPage, "`node scripts/reliability.ts` writes the page").toEqual(
      expect.arrayContaining(tableLines(faultTable, [faultCells(seen)]).slice(-1)),
    );
  });
});

test("the page has no fault that nobody observes", ({ expect }) => {
  expect(inPage.slice(2).map((line) => line.split(" | ")[0])).toEqual(
    faultCases.map(({ what }) => `| ${what}`),
  );
});
