import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import * as z from "zod";

const root = new URL("../../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");
const manifest = z
  .object({ exports: z.record(z.string(), z.string()), files: z.array(z.string()) })
  .parse(JSON.parse(read("package.json")));

it("the library and its test helpers are exports of the package", () => {
  for (const name of ["./personalisation", "./personalisation/testing"]) {
    const source = manifest.exports[name]?.replace("./dist/", "src/").replace(/\.js$/, ".ts") ?? name;
    expect(existsSync(fileURLToPath(new URL(source, root))), source).toBe(true);
  }
});

it("the library's README is in the package, and the package's own leads to it", () => {
  const readme = "src/personalisation/README.md";
  expect(manifest.files).toContain(readme);
  expect(read("README.md")).toContain(`](${readme})`);
});
