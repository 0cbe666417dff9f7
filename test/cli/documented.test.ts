import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { serveSettings } from "../../src/cli/serve-settings.ts";
import { createMetrics, memoryStore } from "../../src/edge/index.ts";
import { wwwSchema } from "../../src/edge/www-config.ts";
import { edgeUnderTest } from "../support/edge-under-test.ts";
import { metricsText } from "../support/metrics-text.ts";

const read = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8");

test("docs/configuration.md has a row for every setting of serve", async () => {
  const text = await read("configuration.md");
  const [settings = "", rules = ""] = text.split("## The rules of `www`");
  const missing = serveSettings.filter(({ key }) => !new RegExp(`^\\| [^|]*\`${key}\``, "m").test(settings));
  expect(missing.map(({ key }) => key)).toEqual([]);
  const keys = Object.keys(wwwSchema.shape);
  expect(keys.filter((key) => !new RegExp(`^\\| \`${key}\` \\|`, "m").test(rules))).toEqual([]);
});

test("docs/operations.md has a row for every metric, with its type, and no other", async () => {
  const text = await read("operations.md");
  const rows = [...text.matchAll(/^\| `([a-z_]+)` \| (counter|gauge|histogram) \|/gm)];
  const metrics = createMetrics();
  metrics.watch({ connections: () => 0, requests: () => 0 });
  const store = memoryStore({ maxBytes: 1 }).readings();
  const now = { version: "1", profile: "www", uptime: 0, isDegraded: false, store };
  const { types } = metricsText(metrics.exposition("prometheus", now));
  const documented = rows.map(([, name, type]) => [`govuk_edge_${name}`, type]);
  expect(documented.sort()).toEqual([...types].sort());
});

test("and a row for every field of a request's event", async () => {
  const text = await read("operations.md");
  const edge = edgeUnderTest(() => ({}));
  await edge.get("/a");
  const fields = edge.events.flatMap((event) => Object.keys(event));
  const table = text.split("## Log")[1] ?? "";
  expect(fields.length).toBeGreaterThan(10);
  expect(fields.filter((name) => !new RegExp(`^\\| [^|]*\`${name}\``, "m").test(table))).toEqual([]);
});

test("and it names every key one step further in", async () => {
  const rules = (await read("configuration.md")).split("## The rules of `www`")[1] ?? "";
  const inside = Object.values(wwwSchema.shape).flatMap((schema) => {
    const inner = "unwrap" in schema ? schema.unwrap() : schema;
    return "shape" in inner ? Object.keys(inner.shape) : [];
  });
  expect(inside.length).toBeGreaterThan(20);
  expect(inside.filter((key) => !rules.includes(`\`${key}\``))).toEqual([]);
});
