import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditReport } from "../../src/audit/audit.ts";
import { faults } from "./faults.ts";
import { innocents } from "./innocents.ts";
import { tokens } from "./planted-leaks.ts";
import { people, type Site, startSite } from "./site.ts";
import { auditOf } from "./support.ts";

let site: Site;
let report: AuditReport;
beforeAll(async () => {
  site = await startSite([...faults, ...innocents]);
  report = await auditOf([...faults, ...innocents].map(({ path }) => site.url + path));
});
afterAll(() => site.close());

function pageAt(path: string) {
  const page = report.pages.find(({ url }) => url === site.url + path);
  if (!page) throw new Error(`${path} is not in the report`);
  return page;
}

test("the site has thirty pages with faults at least, and as many without", () => {
  expect(faults.length).toBeGreaterThanOrEqual(30);
  expect(innocents.length).toBeGreaterThanOrEqual(30);
  expect(report.pages.length).toBe(faults.length + innocents.length);
});

test.each(faults)("the fault of $path is found", ({ path, rules }) => {
  expect(pageAt(path).findings.map(({ rule }) => rule)).toEqual(rules);
});

test.each(innocents)("$path is not accused", ({ path }) => {
  expect(pageAt(path)).toMatchObject({ verdict: "fine", findings: [], reason: expect.stringMatching(/\.$/) });
});

test("every leak is proved: the edge gave one the other's page, and the report shows where they differ", () => {
  const leaks = report.pages.flatMap(({ findings }) => findings.filter(({ shown }) => shown));
  expect(leaks.length).toBe(
    faults.filter(({ rules }) => rules.some((rule) => rule.startsWith("leak"))).length,
  );
  for (const { shown } of leaks) {
    expect(shown).toMatchObject({ proof: { proved: true, cacheStatus: expect.stringContaining("hit") } });
    expect([...(shown?.lines.from ?? []), ...(shown?.lines.to ?? [])]).not.toEqual([]);
  }
});

test("of a long line the part that tells is shown", () => {
  const lines = pageAt("/leak/far-in-one-line").findings[0]?.shown?.lines;
  expect(lines?.from[0]).toMatch(/^….*"name":"Amina"/);
  expect(lines?.to[0]).toContain('"name":"Bryn"');
});

test("a counter in a tag like that of what tells is not shown", () => {
  const lines = pageAt("/leak/beside-a-counter").findings[0]?.shown?.lines;
  expect(lines).toEqual({ from: ['<dd class="fact">No</dd>'], to: ['<dd class="fact">Yes</dd>'] });
});

test("no session and no token stands anywhere in the report", () => {
  const secrets = [...people.map(({ value }) => value), ...Object.values(tokens)];
  for (const secret of secrets) expect(JSON.stringify(report)).not.toContain(secret);
  const echo = pageAt("/leak/echo").findings[0]?.shown;
  expect(echo?.lines.from.join()).toContain("amina-… (26 characters)");
});

test("nothing but GET was sent", () => {
  expect([...new Set(site.requests.map(({ method }) => method))]).toEqual(["GET"]);
});
