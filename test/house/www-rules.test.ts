/** docs/www-rules.md names files and plays: each of them is there, and each rule has a place, in the inspector too. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { anchorOf, namedRules } from "../../src/edge/inspector/rules.ts";
import { rulesPage } from "../../src/edge/inspector/rules-page.ts";
import inspectorsRules from "../../src/edge/inspector/www-rules.json" with { type: "json" };
import { caseFiles, plays } from "../fixtures/cases.ts";
import { wwwRules } from "../support/www-rules.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const page = "docs/www-rules.md";
const text = readFileSync(join(root, page), "utf8");
const named = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name = ""]) => name);

test("every link leads to a file", () => {
  const links = named(/\]\(([^)#]+)\)/g).filter((link) => !link.startsWith("http"));
  expect(links.length).toBeGreaterThan(40);
  expect(links.filter((link) => !existsSync(join(root, dirname(page), link)))).toEqual([]);
});

test("every test that is named is there", () => {
  const tests = named(/`(test\/[^`]+)`/g);
  expect(tests.length).toBeGreaterThan(5);
  expect(tests.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test("every play that is named is there, and so is every file of plays", () => {
  const ids = new Set(plays.map(({ id }) => id));
  const ranges = named(/\b([A-CE-Z][0-9]{2}(?:-[a-z]+)?)\b/g);
  expect(ranges.length).toBeGreaterThan(40);
  expect(ranges.filter((id) => !ids.has(id))).toEqual([]);
  const files = named(/\b([a-z-]+)\.json\b/g).filter((name) => name !== "differences");
  expect(files.filter((name) => !Object.hasOwn(caseFiles, name))).toEqual([]);
});

test("every rule of vcl_recv, vcl_fetch and vcl_deliver has its row", () => {
  const numbers = [...text.matchAll(/^## vcl_(\w+)[^\n]*\n([\s\S]*?)(?=^## )/gm)].map(
    ([, name, part = ""]) => [
      name,
      [...part.matchAll(/^\| ([0-9, ]+)(?: \*\*a\*\*)? \|/gm)].flatMap(([, cell = ""]) =>
        cell.split(",").map(Number),
      ),
    ],
  );
  const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);
  expect(Object.fromEntries(numbers)).toMatchObject({ recv: upTo(33), fetch: upTo(15), deliver: upTo(8) });
});

test("the inspector has them as the page has: else run node scripts/www-rules.ts", () => {
  expect(inspectorsRules).toEqual(wwwRules());
});

test("every rule that the inspector can name has its place there, once", async () => {
  const shown = (await rulesPage()).toString();
  const ids = [...shown.matchAll(/ id="([^"]+)"/g)].map(([, id = ""]) => id);
  const names = [...namedRules().keys()];
  expect(names.length).toBeGreaterThan(20);
  expect(names.filter((name) => !ids.includes(anchorOf(name)))).toEqual([]);
  expect(ids.filter((id, nth) => ids.indexOf(id) !== nth)).toEqual([]);
});

test("the inspector shows all of the page's words", async () => {
  const words = (from: string) =>
    from.replaceAll(/<[^>]*>|&\w+;|\]\([^)]*\)/g, " ").match(/[\p{L}\p{N}]{4,}/gu) ?? [];
  const shown = new Set(words((await rulesPage()).toString()));
  expect(words(text).filter((word) => !shown.has(word))).toEqual([]);
});
