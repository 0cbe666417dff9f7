import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { z } from "zod";

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));

const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.object({
        integrity: z.string().optional(),
        resolved: z.string().optional(),
        license: z.string().optional(),
        hasInstallScript: z.boolean().optional(),
        dev: z.boolean().optional(),
      }),
    ),
  })
  .parse(read("package-lock.json"));
const packages = Object.entries(lock.packages).filter(([path]) => path !== "");

/** What others may use this with; LGPL for tools that only tests load, unchanged. */
const everywhere = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "BlueOak-1.0.0",
  "ISC",
  "MIT",
  "MIT OR Apache-2.0",
];
const inTests = [
  "MPL-2.0",
  "CC0-1.0",
  "LGPL-3.0-or-later",
  "Apache-2.0 AND LGPL-3.0-or-later",
  "Apache-2.0 AND LGPL-3.0-or-later AND MIT",
];

test("of every package it is known which bytes it is, and not from whom they come", () => {
  expect(packages.length).toBeGreaterThan(100);
  expect(packages.filter(([, { integrity }]) => !integrity?.startsWith("sha512-"))).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test("no package needs a script to be installed", () => {
  const { allowScripts } = z
    .object({ allowScripts: z.record(z.string(), z.boolean()) })
    .parse(read("package.json"));
  const withScript = packages.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => path);
  const refused = Object.keys(allowScripts).filter((name) => allowScripts[name] === false);
  expect(withScript.map((path) => path.replace(/.*node_modules\//, ""))).toEqual(refused);
});

test("licences are those that are allowed: some in tests alone", () => {
  const offending = packages.filter(
    ([, { license = "none", dev = false }]) => ![...everywhere, ...(dev ? inTests : [])].includes(license),
  );
  expect(offending.map(([path, { license }]) => `${path}: ${license}`)).toEqual([]);
});
