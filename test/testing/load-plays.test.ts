import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import published from "../../docs/plays.schema.json" with { type: "json" };
import { loadPlays, PlayFileError } from "../../src/testing/index.ts";
import { jsonSchemaOf } from "../../src/testing/json-schema.ts";
import { playFileSchema } from "../../src/testing/play-schema.ts";

test("editors check plays by a schema that is up to date: node scripts/plays-schema.ts", () => {
  expect(published).toEqual(jsonSchemaOf(playFileSchema));
});

/** What is said of a file that holds one play with these steps. */
function problemsOf(steps: string, people = ""): readonly string[] {
  const text = `${people}\ncases:\n  - title: One\n    steps:\n${steps.replaceAll(/^/gm, "      ")}\n`;
  try {
    loadPlays(text, "x.yaml", {});
    return [];
  } catch (error) {
    return error instanceof PlayFileError ? error.problems : [String(error)];
  }
}

test.each<[what: string, steps: string, problem: string]>([
  [
    "a misspelt field of a step",
    "- { client: /, expct: { status: 200 } }",
    'x.yaml:5: "One", step 1: The field expct is not known. Did you mean expect?',
  ],
  [
    "a misspelt expectation",
    "- client: /\n- client: /\n  expect:\n    statsu: 200",
    'x.yaml:8: "One", step 2: The field expect.statsu is not known. Did you mean status?',
  ],
  [
    "a misspelt field of what is asked",
    "- client: { url: /, metod: POST }\n  expect: { status: 200 }",
    'x.yaml:5: "One", step 1: The field client.metod is not known. Did you mean method?',
  ],
  [
    "a word that the cache does not know",
    "- { client: /, expect: { cache: hitt } }",
    'x.yaml:5: "One", step 1: expect.cache is "hitt". Expected "hit" or "stale" or "miss" or "pass" or "synthetic" or a list.',
  ],
  [
    "a path that is none",
    "- { client: account, expect: { status: 200 } }",
    'x.yaml:5: "One", step 1: client is "account". Expected a path that starts with / or an object.',
  ],
  [
    "a step that asks nothing",
    "- { expect: { status: 200 } }",
    'x.yaml:5: "One", step 1: client is missing. Expected text or an object.',
  ],
  [
    "a step that is still to come",
    "- { client: /, expect: { sameBodyAs: 2 } }\n- { client: / }",
    'x.yaml:5: "One", step 1: expect.sameBodyAs is 2. Expected the number of a step before this one, which is step 1.',
  ],
  [
    "a play that expects nothing",
    "- { client: / }",
    'x.yaml:5: "One": Nothing is expected in any step, so nothing can fail. Write expect in one of them.',
  ],
  [
    "two ways of expecting in one step",
    "- { client: /, expect: { status: 200 }, edge: { state: HIT } }",
    'x.yaml:5: "One", step 1: Write expect, which compares what it says, or production and edge, which compare all; not both.',
  ],
  [
    "messages for nobody",
    "- { client: /, as: { person: anonymous, flash: saved }, expect: { status: 200 } }",
    'x.yaml:5: "One", step 1: Who is anonymous has no session, and so no messages either. Name a person.',
  ],
])("%s is refused, with the line, the play, the step and the field", (_what, steps, problem) => {
  expect(problemsOf(steps)).toEqual([problem]);
});

test("a person who is not among the people is refused, with the one that was meant", () => {
  expect(problemsOf("- { client: /, as: amna, expect: { status: 200 } }", "people: { amina: a }")).toEqual([
    'x.yaml:5: "One", step 1: The person "amna" is not known. Did you mean amina?',
  ]);
});

test("a session that is to come from a variable must be there", () => {
  expect(
    problemsOf("- { client: /, as: ben, expect: { status: 200 } }", "people: { ben: { env: BEN } }"),
  ).toEqual(["x.yaml:1: people.ben is the session in the variable BEN, which is not set."]);
});

test("what is neither YAML nor JSON is refused with its line", () => {
  expect(problemsOf('- { client: "/, expect: 1 }')).toEqual([
    expect.stringMatching(/^x\.yaml:\d: This is neither YAML nor JSON\. /),
  ]);
  expect(() => loadPlays("[]", "x.yaml")).toThrow("x.yaml:1: the file is a list. Expected an object.");
});

test("JSON is read as it stands, with tabs, too", () => {
  const [first] = loadPlays(
    '{\n\t"cases": [\n\t\t{ "title": "One", "steps": [{ "client": "/", "expect": { "status": 200 } }] }\n\t]\n}',
    "x.json",
  );
  expect(first).toMatchObject({ line: 3, stepLines: [3], play: { title: "One" } });
});

test("the fixtures are plays, and every one of their steps knows its line", async () => {
  const folder = new URL("../../vcl-fixtures/cases/", import.meta.url);
  for (const name of await readdir(folder)) {
    const text = await readFile(new URL(name, folder), "utf8");
    const lines = text.split("\n");
    for (const { play, line, stepLines } of loadPlays(text, name)) {
      expect(lines[line]).toContain(`"id": "${play.id}"`);
      expect(stepLines.filter((step) => lines[step - 1]?.trim() !== "{")).toEqual([]);
    }
  }
});
