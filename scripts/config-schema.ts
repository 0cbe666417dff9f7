/** Writes docs/govuk-edge.schema.json, in the form that the formatter wants. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { configFileJsonSchema } from "../test/support/config-file-schema.ts";

const path = fileURLToPath(new URL("../docs/govuk-edge.schema.json", import.meta.url));
writeFileSync(path, `${JSON.stringify(configFileJsonSchema(), null, 2)}\n`);
execFileSync("npx", ["biome", "format", "--write", path], { stdio: "inherit" });
