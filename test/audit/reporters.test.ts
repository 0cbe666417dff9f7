import { readFileSync } from "node:fs";
import { Parser } from "htmlparser2";
import { expect, test } from "vitest";
import type { AuditReport } from "../../src/audit/audit.ts";
import type { PageReport } from "../../src/audit/finding.ts";
import { githubReport } from "../../src/audit/reporters/github.ts";
import { htmlReport } from "../../src/audit/reporters/html.ts";
import { jsonReport } from "../../src/audit/reporters/json.ts";
import { junitReport } from "../../src/audit/reporters/junit.ts";
import { sarifReport } from "../../src/audit/reporters/sarif.ts";
import { exitCodeOf, summaryOf } from "../../src/audit/reporters/summary.ts";
import { textReport } from "../../src/audit/reporters/text.ts";
import { ruleIds } from "../../src/audit/rules.ts";
import { sarifLog } from "./sarif-schema.ts";

const copies = {
  now: [{ askers: ["nobody", "Amina"], stored: true, pages: [0, 1] }],
  proposed: [
    { askers: ["nobody"], stored: true, pages: [0] },
    { askers: ["Amina"], stored: true, pages: [1] },
  ],
};
const nasty = `<script>alert("1")</script>\u0007 50%, & more [a link](http://x.example/)`;
const leak: PageReport = {
  url: "http://127.0.0.1:3000/a,b:c?x=1%20",
  verdict: "leak",
  reason: null,
  copies,
  findings: [
    {
      rule: "leak-person",
      message: "What the app makes for Amina is given to nobody.",
      send: "Vary: GOVUK-Account-Session",
      shown: {
        from: "Amina",
        to: "nobody",
        lines: { from: [nasty], to: [] },
        proof: { proved: true, cacheStatus: "govuk-edge; hit" },
      },
    },
    { rule: "set-cookie", message: "It sets a cookie.", send: null },
  ],
};
const waste: PageReport = {
  url: "http://127.0.0.1:3000/",
  verdict: "waste",
  reason: null,
  copies,
  findings: [{ rule: "whole-session", message: "Too many.", send: "no Vary on an account header" }],
};
const fine: PageReport = {
  url: "http://127.0.0.1:3000/fine",
  verdict: "fine",
  reason: "The same for everybody.",
  copies: { now: copies.now, proposed: null },
  findings: [],
};
const unasked: PageReport = {
  url: "http://127.0.0.1:3000/slow",
  verdict: "unasked",
  reason: 'Not asked: "late" & sorry.',
  copies: null,
  findings: [],
};
const report: AuditReport = {
  pages: [fine, waste, unasked, leak],
  leftOut: [{ url: "http://127.0.0.1:3000/sign-out", reason: "skipped" }],
  people: ["Amina", "Bryn"],
  madeUpPeople: true,
  requests: 40,
};

test("the exit code is that of the worst that counts, and a page that was not asked is not nothing", () => {
  const of = (...pages: PageReport[]) => ({ ...report, pages });
  const fragile: PageReport = { ...waste, verdict: "fragile" };
  expect(exitCodeOf(report, "leak")).toBe(1);
  expect(exitCodeOf(of(fragile, waste), "leak")).toBe(0);
  expect(exitCodeOf(of(fragile, waste), "fragile")).toBe(3);
  expect(exitCodeOf(of(waste, fine), "fragile")).toBe(0);
  expect(exitCodeOf(of(waste, fine), "waste")).toBe(4);
  expect(exitCodeOf(of(waste, unasked), "waste")).toBe(4);
  expect(exitCodeOf(of(waste, unasked), "leak")).toBe(5);
  expect(exitCodeOf(of(), "leak")).toBe(5);
  expect(exitCodeOf(of(fine), "waste")).toBe(0);
});

test("the text has the worst first, and says what was left out and who asked", () => {
  const text = textReport(report, (_style, words) => words);
  expect([...text.matchAll(/^(leak|waste|not asked|fine)\b/gm)].map(([word]) => word)).toEqual([
    "leak",
    "waste",
    "not asked",
    "fine",
  ]);
  expect(text).toContain("Proved: nobody asked the edge after Amina, and got that page");
  expect(text).toContain("Left out 1 address because asking would change something");
  expect(text).toContain("made up");
  expect(text.trimEnd().split("\n").at(-1)).toBe(summaryOf(report));
});

test("JSON has all of it", () => {
  const parsed = JSON.parse(jsonReport(report));
  expect(parsed).toMatchObject({ summary: { leak: 1, waste: 1, unasked: 1, fine: 1, requests: 40 } });
  expect(parsed.pages).toEqual(report.pages);
});

test("SARIF is valid, names each rule, and has what could not be asked as notifications", () => {
  const [run] = sarifLog.parse(JSON.parse(sarifReport(report, "0.1.0"))).runs;
  expect(run?.tool.driver.rules.map(({ id }) => id)).toEqual(ruleIds());
  expect(run?.results.map(({ ruleId, level }) => [ruleId, level])).toEqual([
    ["whole-session", "note"],
    ["leak-person", "error"],
    ["set-cookie", "warning"],
  ]);
  for (const { ruleId, ruleIndex } of run?.results ?? []) expect(ruleIds()[ruleIndex]).toBe(ruleId);
  expect(run?.results[1]?.message.text).toContain("\\[a link\\](http://x.example/)");
  expect(run?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe("index");
  expect(run?.invocations[0]?.executionSuccessful).toBe(false);
  expect(run?.invocations[0]?.toolExecutionNotifications.map(({ message }) => message.text)).toEqual([
    `${unasked.url}: ${unasked.reason}`,
    "Left out (skipped): http://127.0.0.1:3000/sign-out",
  ]);
});

test("a finding keeps its fingerprint wherever the app runs, and no two have the same", () => {
  const fingerprints = (text: string) =>
    sarifLog
      .parse(JSON.parse(text))
      .runs.flatMap(({ results }) =>
        results.map(({ partialFingerprints }) => partialFingerprints["page/v1"]),
      );
  const here = fingerprints(sarifReport(report, "0.1.0"));
  const pages = report.pages.map((page) => ({ ...page, url: page.url.replace("127.0.0.1:3000", "ci:8080") }));
  expect(fingerprints(sarifReport({ ...report, pages }, "0.1.0"))).toEqual(here);
  expect(new Set(here).size).toBe(3);
});

test("JUnit is well formed, and only what counts fails", () => {
  const xml = junitReport(report, "fragile");
  const opened: string[] = [];
  const texts: string[] = [];
  const parser = new Parser(
    { onopentag: (name) => void opened.push(name), ontext: (text) => void texts.push(text) },
    { xmlMode: true },
  );
  parser.end(xml);
  const count = (name: string) => opened.filter((one) => one === name).length;
  expect(["testcase", "failure", "error"].map(count)).toEqual([4, 2, 1]);
  expect(xml).toContain('tests="4" failures="1" errors="1"');
  expect(texts.join("")).toContain(`<script>alert("1")</script>\ufffd 50%, & more`);
  expect(junitReport(report, "waste")).toContain('failures="2"');
});

test("GitHub gets one command a finding, in one line each", () => {
  const lines = githubReport(report).trimEnd().split("\n");
  const commands = lines.filter((line) => line.startsWith("::"));
  expect(commands.map((line) => /^::(\w+) title=([^:]+)::/.exec(line)?.slice(1))).toEqual([
    ["error", "leak%3A One person’s page is given to others"],
    ["warning", "fragile%3A A page with a lifetime sets a cookie"],
    ["notice", "waste%3A A copy for each session%2C where fewer would do"],
    ["warning", "Not asked"],
  ]);
  expect(commands[0]).toContain("http://127.0.0.1:3000/a,b:c?x=1%2520%0AWhat the app makes");
  expect(lines.at(-1)).toBe(summaryOf(report));
});

test("HTML shows what a page said as text, and takes nothing from elsewhere", async () => {
  const page = await htmlReport(report, "today");
  expect(page).toContain("&lt;script&gt;");
  expect(page).not.toMatch(/<script|\son\w+=|<link [^>]*href="(?!data:)|<img|@import|url\(/);
  expect(page).toContain("1 page leaks");
  const words = "One copy of page A for nobody and Amina. For Amina the app makes another.";
  expect(page).toContain(`<title id="now-0">${words}</title>`);
});

test("docs/audit.md explains every rule and every exit code", () => {
  const text = readFileSync(new URL("../../docs/audit.md", import.meta.url), "utf8");
  expect(ruleIds().filter((id) => !text.includes(`### \`${id}\``))).toEqual([]);
  for (const code of [0, 1, 2, 3, 4, 5]) expect(text).toMatch(new RegExp(`^\\| ${code} \\|`, "m"));
});
