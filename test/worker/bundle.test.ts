import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { bundledWorker } from "../support/worker-bundle.ts";

test("wrangler bundles the worker without a warning", async () => {
  const { code, said } = await bundledWorker();
  expect(said).toContain("--dry-run: exiting now.");
  expect(said).not.toMatch(/warning|error/i);
  expect(code).toContain("govuk-edge");
});

test("the bundle needs nothing of Node", async () => {
  const { code } = await bundledWorker();
  expect(code).not.toMatch(/^import\b/m);
  expect(code).not.toMatch(/["']node:/);
});

test("the bundle has nothing of the inspector", async () => {
  const { code } = await bundledWorker();
  expect(code).not.toMatch(/src\/edge\/inspector\/|govuk-edge inspector/);
});

test("the bundle stays small", async () => {
  const { code } = await bundledWorker();
  expect(gzipSync(code).byteLength).toBeLessThan(160_000);
});
