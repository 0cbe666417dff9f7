import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { referencePage } from "../support/reference.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs")).flatMap((name) => (name.endsWith(".md") ? [`docs/${name}`] : [])),
  "src/personalisation/README.md",
  "vcl-fixtures/README.md",
];

test.each(pages)("what %s links to is there, and so is the heading", (page) => {
  const text = readFileSync(join(root, page), "utf8");
  const links = [...text.matchAll(/\]\((?!https?:|mailto:)([^)\s]+)\)/g)].map(([, link = ""]) => link);
  const missing = links.filter((link) => {
    const [path = "", heading] = link.split("#", 2);
    const file = path === "" ? join(root, page) : join(root, dirname(page), path);
    if (!existsSync(file)) return true;
    return heading !== undefined && file.endsWith(".md") && !anchorsOf(file).has(heading);
  });
  expect(missing).toEqual([]);
});

/** As GitHub makes them of headings. */
function anchorsOf(file: string): Set<string> {
  const headings = readFileSync(file, "utf8").matchAll(/^#+ (.+)$/gm);
  return new Set(
    Array.from(headings, ([, text = ""]) =>
      text
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
        .replaceAll(/\s/g, "-"),
    ),
  );
}

test("the reference is as the code is: else run node scripts/reference.ts", () => {
  expect(readFileSync(join(root, "docs/reference.md"), "utf8")).toBe(referencePage());
});
