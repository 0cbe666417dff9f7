import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { describePlays } from "../../src/testing/index.ts";
import { jsonSchemaOf } from "../../src/testing/json-schema.ts";
import { playFileSchema } from "../../src/testing/play-schema.ts";

const text = await readFile(new URL("../../docs/check.md", import.meta.url), "utf8");

/** The names of an object's fields, wherever it stands in the JSON schema: found by one that it must have. */
function fieldsOf(schema: unknown, ...some: readonly string[]): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const properties: unknown = Reflect.get(schema, "properties");
  if (typeof properties === "object" && properties !== null && some.every((name) => name in properties)) {
    return Object.keys(properties);
  }
  return (
    Object.values(schema)
      .map((inner) => fieldsOf(inner, ...some))
      .find((found) => found.length > 0) ?? []
  );
}

const schema = jsonSchemaOf(playFileSchema);

test.each([
  ["A file of plays", fieldsOf(schema, "people", "cases")],
  ["A play", fieldsOf(schema, "title", "steps")],
  ["A step", fieldsOf(schema, "client", "expect")],
  ["What is asked", fieldsOf(schema, "url", "tls", "address")],
  ["What is expected", fieldsOf(schema, "sameBodyAs", "originSees")],
])("docs/check.md has every field of: %s", (heading, fields) => {
  const section = text.split(`### ${heading}\n`)[1]?.split("\n#")[0] ?? "";
  const told = [...section.matchAll(/^\| (.+?) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name),
  );
  expect(fields.length).toBeGreaterThan(3);
  expect(told.toSorted()).toEqual(fields.toSorted());
});

let renderings = 0;
const account = (request: Request) => {
  renderings += 1;
  const session = request.headers.get("GOVUK-Account-Session") ?? "stranger";
  return new Response(`<h1>Hello ${session}</h1>\n${renderings}\n`, {
    headers: { Vary: "GOVUK-Account-Session" },
  });
};

// The first play that docs/check.md shows, before an app as it describes one.
const example = text.split("```yaml\n")[1]?.split("```")[0] ?? "";
await describePlays([{ name: "docs/check.md", text: example }], { origin: account, describe, test });
