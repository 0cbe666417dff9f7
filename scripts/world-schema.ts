/** Writes docs/world.schema.json, in the form that the formatter wants. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { worldJsonSchema } from "../test/support/world-json-schema.ts";

const path = fileURLToPath(new URL("../docs/world.schema.json", import.meta.url));
writeFileSync(path, `${JSON.stringify(worldJsonSchema(), null, 2)}\n`);
execFileSync("npx", ["biome", "format", "--write", path], { stdio: "inherit" });
