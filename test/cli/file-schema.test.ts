import { expect, test } from "vitest";
import written from "../../docs/govuk-edge.schema.json" with { type: "json" };
import { serveSettings } from "../../src/cli/serve-settings.ts";
import { configFileJsonSchema } from "../support/config-file-schema.ts";

test("editors check the file by a schema that is up to date: node scripts/config-schema.ts", () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(configFileJsonSchema())));
});

test("the schema knows every setting that may stand in the file, and no other", () => {
  const inFile = serveSettings.filter(({ inFile }) => inFile === undefined).map(({ key }) => key);
  expect(Object.keys(written.properties).sort()).toEqual(["$schema", ...inFile].sort());
});
