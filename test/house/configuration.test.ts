/** docs/configuration.md has every option, and its example is right. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { serveSettings } from "../../src/cli/serve-settings.ts";
import { settingsSchema } from "../../src/edge/options.ts";
import { backendSchema } from "../../src/edge/origin/backends.ts";
import { wwwSchema } from "../../src/edge/www-config.ts";

const page = readFileSync(fileURLToPath(new URL("../../docs/configuration.md", import.meta.url)), "utf8");
const isNamed = (name: string) => page.includes(`\`${name}\``);

test("every setting of serve is there", () => {
  expect(serveSettings.length).toBeGreaterThan(15);
  expect(serveSettings.map(({ key }) => key).filter((key) => key !== "www" && !isNamed(key))).toEqual([]);
});

test("every part of the rules of www is there, with what is in it", () => {
  const parts = Object.entries(wwwSchema.parse({}));
  const inside = parts.flatMap(([, part]) =>
    part && typeof part === "object" && !Array.isArray(part) ? Object.keys(part) : [],
  );
  expect(parts.length).toBeGreaterThan(14);
  expect([...parts.map(([name]) => name), ...inside].filter((name) => !isNamed(name))).toEqual([]);
});

test("everything that can be said of a backend is there", () => {
  const { timeouts } = backendSchema.parse({ name: "a", url: "https://a.example" });
  const names = ["name", "url", "host", "headers", "timeouts", "insecure", "probe", "signing"];
  expect([...names, ...Object.keys(timeouts)].filter((name) => !isNamed(name))).toEqual([]);
});

test("the example is a configuration", () => {
  const example = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? "");
  expect(settingsSchema.safeParse(example)).toMatchObject({ success: true });
});
