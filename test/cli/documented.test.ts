import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { serveSettings } from "../../src/cli/serve-settings.ts";
import { wwwSchema } from "../../src/edge/www-config.ts";

const read = (name: string) => readFile(new URL(`../../docs/${name}`, import.meta.url), "utf8");

test("docs/configuration.md has a row for every setting of serve", async () => {
  const text = await read("configuration.md");
  const [settings = "", rules = ""] = text.split("## The rules of `www`");
  const missing = serveSettings.filter(({ key }) => !new RegExp(`^\\| [^|]*\`${key}\``, "m").test(settings));
  expect(missing.map(({ key }) => key)).toEqual([]);
  const keys = Object.keys(wwwSchema.shape);
  expect(keys.filter((key) => !new RegExp(`^\\| \`${key}\` \\|`, "m").test(rules))).toEqual([]);
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
