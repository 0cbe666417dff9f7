/** A client that breaks the rules, or holds on: a safe answer, nothing smuggled, and others unaffected. */
import { describe, test } from "vitest";
import { clientCases, clientCells } from "./observe.ts";
import { clientTable, linesInPage, tableLines } from "./tables.ts";

const inPage = linesInPage(clientTable);

describe("survives a client that", () => {
  test.concurrent.for([...clientCases])("$what", async ({ observe }, { expect }) => {
    const seen = await observe();
    expect(seen.others).toBe("unaffected");
    expect(seen.origin).not.toContain("SMUGGLED");
    expect(seen.gets).not.toMatch(/STAYS|GOES ON/);
    expect(inPage, "`node scripts/reliability.ts` writes the page").toEqual(
      expect.arrayContaining(tableLines(clientTable, [clientCells(seen)]).slice(-1)),
    );
  });
});

test("the page has no client that nobody observes", ({ expect }) => {
  expect(inPage.slice(2).map((line) => line.split(" | ")[0])).toEqual(
    clientCases.map(({ what }) => `| ${what}`),
  );
});
