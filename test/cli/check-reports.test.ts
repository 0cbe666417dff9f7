import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, test } from "vitest";
import { greeting } from "./check-app.ts";
import { folderWith, run, start, useOrigin } from "./support.ts";

const origin = useOrigin(greeting);

const plays = `cases:
  - title: A page is there
    steps: [{ client: /account, expect: { status: 200 } }]
  - title: Nobody sees another's page, 100 % & <always>
    steps:
      - { client: /leak, as: ben }
      - { client: /leak, expect: { cache: miss, headers: { vary: Cookie } } }
  - title: "Not for here # at all"
    profiles: [www]
    steps: [{ client: /account, expect: { status: 200 } }]
`;

const folders = new Set<{ remove(): Promise<void> }>();
afterAll(async () => void (await Promise.all([...folders].map((folder) => folder.remove()))));

async function folderOf(files: Readonly<Record<string, string>> = { "a.plays.yaml": plays }) {
  const folder = await folderWith(files);
  folders.add(folder);
  return folder.path;
}

const reported = async (...args: string[]) =>
  run(["check", "--origin", origin.url, ...args], { folder: await folderOf() });

test.concurrent("TAP says what differed as YAML, and skips what is not applicable", async ({ expect }) => {
  const { code, stdout } = await reported("--reporter", "tap");
  expect(code).toBe(1);
  expect(stdout.split("\n")).toEqual([
    "TAP version 14",
    "ok 1 - a.plays.yaml: A page is there",
    "not ok 2 - a.plays.yaml: Nobody sees another's page, 100 % & <always>",
    "  ---",
    "  file: a.plays.yaml",
    "  steps:",
    "    - step: 2",
    "      request: GET /leak",
    "      line: 7",
    "      differences:",
    "        - what: cache",
    "          expected: miss",
    "          got: hit",
    "        - what: vary",
    "          expected: Cookie",
    "          got: (absent)",
    "  ...",
    "ok 3 - a.plays.yaml: Not for here \\# at all # SKIP it is for the profile www, and account is checked",
    "1..3",
    "",
  ]);
});

test.concurrent("GitHub's annotations stand beside the step that failed", async ({ expect }) => {
  const { stdout } = await reported("--reporter", "github");
  expect(stdout.split("\n")).toEqual([
    "::error file=a.plays.yaml,line=7,title=Nobody sees another's page%2C 100 %25 & <always>::" +
      "step 2, GET /leak%0Acache: expected miss, got hit%0Avary: expected Cookie, got (absent)",
    "::notice file=a.plays.yaml,line=8,title=Not applicable%3A Not for here # at all::" +
      "it is for the profile www, and account is checked",
    "govuk-edge check: 3 plays, 1 passed, 1 failed, 1 not applicable",
    "",
  ]);
});

test.concurrent("JUnit's XML goes to a file, and people are told all the same", async ({ expect }) => {
  const folder = await folderOf();
  const args = ["check", "--origin", origin.url, "--reporter", "junit", "--output", "out.xml"];
  const { code, stdout } = await run(args, { folder });
  expect([code, stdout]).toEqual([
    1,
    expect.stringContaining("3 plays: 1 passed, 1 failed, 1 not applicable"),
  ]);
  const xml = (await readFile(join(folder, "out.xml"), "utf8")).replaceAll(/time="[\d.]+"/g, 'time=""');
  expect(xml.split("\n")).toEqual([
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites name="govuk-edge check" tests="3" failures="1" skipped="1" time="">',
    '  <testsuite name="a.plays.yaml" tests="3" failures="1" skipped="1" time="">',
    '    <testcase name="A page is there" classname="a.plays.yaml" file="a.plays.yaml" line="2" time=""/>',
    '    <testcase name="Nobody sees another\'s page, 100 % &amp; &lt;always&gt;" classname="a.plays.yaml" file="a.plays.yaml" line="4" time="">',
    '      <failure message="cache: expected miss, got hit" type="difference">a.plays.yaml:7 step 2, GET /leak',
    "  cache: expected miss, got hit",
    "  vary: expected Cookie, got (absent)</failure>",
    "    </testcase>",
    '    <testcase name="Not for here # at all" classname="a.plays.yaml" file="a.plays.yaml" line="8" time="">',
    '      <skipped message="it is for the profile www, and account is checked"/>',
    "    </testcase>",
    "  </testsuite>",
    "</testsuites>",
    "",
  ]);
});

test.concurrent("JSON has every step, also by its short name", async ({ expect }) => {
  const { stdout } = await reported("--json");
  const { counts, plays: told } = JSON.parse(stdout);
  expect(counts).toEqual({ passed: 1, failed: 1, notApplicable: 1 });
  expect(told).toHaveLength(3);
  expect(told[1]).toMatchObject({
    file: "a.plays.yaml",
    line: 4,
    id: null,
    profile: "account",
    outcome: "failed",
  });
  expect(told[1].steps).toEqual([
    { step: 1, line: 6, request: "GET /leak as ben", differences: [] },
    {
      ...{ step: 2, line: 7, request: "GET /leak" },
      differences: [
        { what: "cache", expected: "miss", got: "hit" },
        { what: "vary", expected: "Cookie", got: "(absent)" },
      ],
    },
  ]);
});

test.concurrent("colours are for terminals, and not where NO_COLOR is set", async ({ expect }) => {
  const args = ["check", "--origin", origin.url];
  const coloured = await run(args, { folder: await folderOf(), variables: { FORCE_COLOR: "1" } });
  expect(coloured.stdout).toContain("\u001b[31m✗\u001b[39m");
  const plain = await run(args, { folder: await folderOf(), variables: { NO_COLOR: "1" } });
  expect(plain.stdout).not.toContain("\u001b[");
});

test.concurrent("what is asked for wrongly ends with 2, and says what to do", async ({ expect }) => {
  const without = await run(["check"], { folder: await folderOf() });
  expect([without.code, without.stderr]).toEqual([
    2,
    expect.stringContaining(
      'a.plays.yaml:2: "A page is there" asks an app, and none is named. Give --origin',
    ),
  ]);
  const both = await reported("--url", "http://127.0.0.1:9080");
  expect([both.code, both.stderr]).toEqual([2, expect.stringContaining("Give one of them.")]);
  const odd = await run(["check", "--url", "ftp://secret@x/"], { folder: await folderOf() });
  expect([odd.code, odd.stderr]).toEqual([2, expect.stringContaining("--url is no address of an edge.")]);
  const none = await run(["check"], { folder: await folderOf({}) });
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("There is no file of plays here.")]);
  const bad = await run(["check", "no.yaml", "b.yaml"], {
    folder: await folderOf({ "b.yaml": "casez: []" }),
  });
  expect([bad.code, bad.stdout]).toEqual([2, ""]);
  expect(bad.stderr).toContain("The file no.yaml cannot be read: ENOENT");
  expect(bad.stderr).toContain("b.yaml:1: The field casez is not known. Did you mean cases?");
});

test.concurrent("the schema for editors is printed, as it is published", async ({ expect }) => {
  const published = await readFile(new URL("../../docs/plays.schema.json", import.meta.url), "utf8");
  const { code, stdout } = await run(["check", "--schema"]);
  expect([code, JSON.parse(stdout)]).toEqual([0, JSON.parse(published)]);
});

test.concurrent("the plays of this project need no app, and all hold", async ({ expect }) => {
  const cases = fileURLToPath(new URL("../../vcl-fixtures/cases/", import.meta.url));
  const files = ["sequences", "sequences-guard", "failover", "purge"].map((name) => `${name}.json`);
  const { code, stdout } = await run(["check", ...files, "--profile", "account"], { folder: cases });
  expect(stdout).toMatch(/\d+ plays: \d{2} passed, \d+ not applicable/);
  expect(code).toBe(0);
});

test.concurrent("while it is watched, a file that changes is performed again", async ({ expect }) => {
  const folder = await folderOf({ "a.plays.yaml": plays.replaceAll("vary: Cookie", "age: '9'") });
  const running = start(["check", "--origin", origin.url, "--watch"], { folder });
  await running.printed(/1 passed, 1 failed.*\nWatching/);
  await writeFile(
    join(folder, "a.plays.yaml"),
    plays.replace("expect: { cache: miss, headers: { vary: Cookie } }", "expect: { cache: hit }"),
  );
  await running.printed(/2 passed, 1 not applicable.*\nWatching/);
  const { code } = await running.stop();
  expect(code).toBe(0);
});
