import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sarifLog } from "../audit/sarif-schema.ts";
import { html, type Planted, people, type Site, startSite } from "../audit/site.ts";
import { folderWith, run } from "./support.ts";

const shared = { "Cache-Control": "max-age=60" };
const pages: readonly Planted[] = [
  {
    path: "/",
    page: () => ({
      headers: shared,
      body: html("Home", '<a href="/fragile">f</a><a href="/waste">w</a><a href="/sign-out">o</a>'),
    }),
    rules: [],
  },
  { path: "/leaks", page: ({ name }) => ({ headers: shared, body: html("Hi", name ?? "you") }), rules: [] },
  {
    path: "/fragile",
    page: ({ name }) => ({ headers: { "Cache-Control": "private" }, body: html("Hi", name ?? "you") }),
    rules: [],
  },
  {
    path: "/waste",
    page: ({ session }) => ({
      headers: { ...shared, Vary: "GOVUK-Account-Session" },
      body: html("Hi", session === null ? "in" : "out"),
    }),
    rules: [],
  },
];

let site: Site;
beforeAll(async () => {
  site = await startSite(pages);
});
afterAll(() => site.close());

const persons = people.flatMap(({ name, value }) => ["--person", `${name}=${value}`]);
const quick = ["--rate", "1000"];
const auditAt = (path: string, ...args: string[]) => run(["audit", site.url + path, ...quick, ...args]);

const auditWith = (variables: Record<string, string>) =>
  run(["audit", `${site.url}/`, ...quick], { variables });

test.concurrent("a leak ends with 1, and is told with its proof, without a session in sight", async ({
  expect,
}) => {
  const { code, stdout, stderr } = await auditAt("/leaks", ...persons);
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  expect(stdout).toContain("(leak-person)");
  expect(stdout).toContain("Proved: Bryn asked the edge after Amina");
  expect(stdout).toContain("send: Vary: GOVUK-Account-Session\n");
  for (const { value } of people) expect(stdout).not.toContain(value);
  expect(stdout).not.toContain("\u001b[");
});

test.concurrent("what counts is said by --fail-on, and each severity has its code", async ({ expect }) => {
  const codes = await Promise.all([
    auditAt("/fragile", ...persons),
    auditAt("/fragile", ...persons, "--fail-on", "fragile"),
    auditAt("/waste", ...persons, "--fail-on", "waste"),
    run(["audit", "http://127.0.0.1:1/"]),
  ]);
  expect(codes.map(({ code }) => code)).toEqual([0, 3, 4, 5]);
});

test.concurrent("pages are crawled, and made-up people are said to be made up", async ({ expect }) => {
  const { stdout } = await auditAt("/", "--depth", "1");
  expect(stdout).toMatch(/^3 pages, \d+ requests: 1 waste and 2 fine\.$/m);
  expect(stdout).toContain("The people (person one and person two) are made up.");
  expect(stdout).toContain(`signing out: ${site.url}/sign-out.`);
});

test.concurrent("--json is short for the reporter of that name", async ({ expect }) => {
  const { stdout } = await auditAt("/leaks", "--json");
  expect(JSON.parse(stdout)).toMatchObject({ pages: [{ url: `${site.url}/leaks` }] });
});

test.concurrent("people and pages come from files too, and the report goes into one", async ({ expect }) => {
  const folder = await folderWith({
    "people.txt": `# two\n${people.map(({ name, value }) => `${name}=${value}`).join("\n")}\n`,
    "pages.txt": `/leaks\n${site.url}/fragile\nhttp://other.example/\n`,
  });
  const args = [
    "--people",
    "people.txt",
    "--list",
    "pages.txt",
    "--reporter",
    "sarif",
    "--output",
    "audit.sarif",
  ];
  const { code, stdout } = await run(["audit", `${site.url}/`, ...quick, ...args], { folder: folder.path });
  expect(code).toBe(1);
  expect(stdout).toMatch(/^3 pages, .* The report is in audit\.sarif\.\n$/);
  const log = sarifLog.parse(JSON.parse(await readFile(join(folder.path, "audit.sarif"), "utf8")));
  expect(log.runs[0]?.results.map(({ ruleId }) => ruleId)).toEqual(["leak-person", "one-header"]);
  expect(log.runs[0]?.invocations[0]?.toolExecutionNotifications[0]?.message.text).toContain("other.example");
  await folder.remove();
});

test.concurrent.each([
  ["junit", /^<\?xml/],
  ["html", /^<!DOCTYPE html>/],
])("--reporter %s writes its own form", async (reporter, pattern) => {
  const { code, stdout } = await auditAt("/leaks", ...persons, "--reporter", reporter);
  expect(code).toBe(1);
  expect(stdout).toMatch(pattern);
});

test.concurrent("asked for wrongly it ends with 2, and a session is not repeated", async ({ expect }) => {
  const { code, stdout, stderr } = await run(["audit", "http://127.0.0.1:1/", "--person", "topsecretvalue"]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("The 1. person is not right");
  expect(stderr).toContain("See govuk-edge audit --help.");
  expect(stderr).not.toContain("topsecretvalue");
});

test.concurrent("a report that cannot be written is refused before anything is asked", async ({ expect }) => {
  const { code, stderr } = await run(["audit", `${site.url}/never-asked`, "--output", "/nowhere/at/all"]);
  expect(code).toBe(2);
  expect(stderr).toContain("cannot be written to /nowhere/at/all");
  expect(site.requests.map(({ target }) => target)).not.toContain("/never-asked");
});

test.concurrent("colours are there where they are wanted", async ({ expect }) => {
  const { stdout } = await auditWith({ FORCE_COLOR: "1" });
  expect(stdout).toContain("\u001b[32mfine");
  expect((await auditWith({ NO_COLOR: "1" })).stdout).not.toContain("\u001b[");
});

test.concurrent("its help says what the exit codes mean, and what next", async ({ expect }) => {
  const { code, stdout } = await run(["audit", "--help"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Exit codes: 0 [\s\S]*Examples:\n {2}\$ govuk-edge audit[\s\S]*What next:/);
});
