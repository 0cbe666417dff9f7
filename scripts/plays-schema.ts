/** Writes docs/plays.schema.json and vcl-fixtures/case.schema.json, in the form that the formatter wants. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { jsonSchemaOf } from "../src/testing/json-schema.ts";
import { playFileSchema } from "../src/testing/play-schema.ts";
import { caseFileSchema } from "../test/support/fixture-schema.ts";

const schemas = { "docs/plays.schema.json": playFileSchema, "vcl-fixtures/case.schema.json": caseFileSchema };
for (const [name, schema] of Object.entries(schemas)) {
  const path = fileURLToPath(new URL(`../${name}`, import.meta.url));
  writeFileSync(path, `${JSON.stringify(jsonSchemaOf(schema), null, 2)}\n`);
  execFileSync("npx", ["biome", "format", "--write", path], { stdio: "inherit" });
}
