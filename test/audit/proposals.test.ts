import { afterAll, beforeAll, expect, test } from "vitest";
import type { AuditReport } from "../../src/audit/audit.ts";
import { faults } from "./faults.ts";
import { type Site, startSite } from "./site.ts";
import { auditOf } from "./support.ts";

let site: Site;
let report: AuditReport;
const paths = [
  "/leak/no-vary",
  "/leak/signed-in",
  "/leak/message",
  "/waste/signed-in",
  "/waste/for-nothing",
  "/waste/message",
  "/waste/message-unknown",
];
beforeAll(async () => {
  site = await startSite(faults);
  report = await auditOf(paths.map((path) => site.url + path));
});
afterAll(() => site.close());

const findingAt = (path: string) => report.pages.find(({ url }) => url.endsWith(path))?.findings[0];

test.each([
  ["/leak/no-vary", "Vary: GOVUK-Account-Session"],
  ["/leak/signed-in", "Vary: GOVUK-Account-Session-Exists"],
  ["/leak/message", "Vary: GOVUK-Account-Session-Flash"],
  ["/waste/signed-in", "Vary: GOVUK-Account-Session-Exists"],
  ["/waste/for-nothing", "Vary: Accept-Language"],
  ["/waste/message", "Vary: GOVUK-Account-Session-Exists, GOVUK-Account-Session-Flash"],
  // The app names messages, so it has some, though it did not know this one.
  ["/waste/message-unknown", "Vary: GOVUK-Account-Session-Flash"],
])("for %s the least that is enough is proposed: %s", (path, send) => {
  expect(findingAt(path)?.send).toBe(send);
});

test("waste says how many copies fewer", () => {
  expect(findingAt("/waste/signed-in")?.message).toContain("999 copies fewer: 2 in place of 1,001");
  expect(findingAt("/waste/for-nothing")?.message).toContain("1,000 copies fewer: 1 in place of 1,001");
});

test("a leak says to whom the copy goes, the copies show it, and what is proposed parts them", () => {
  const page = report.pages.find(({ url }) => url.endsWith("/leak/signed-in"));
  expect(page?.copies?.now).toEqual([
    { askers: expect.arrayContaining(["nobody", "Amina", "Bryn"]), stored: true, pages: [0, 1, 1, 1, 1] },
  ]);
  expect(page?.copies?.proposed?.map(({ askers }) => askers)).toEqual([
    ["nobody"],
    ["Amina", "Bryn", "Amina with a message", "Bryn with a message"],
  ]);
});

test("made-up people who get what nobody gets prove no waste, and the reason says so", async () => {
  const { pages } = await auditOf([`${site.url}/waste/for-nothing`], { people: null });
  expect(pages).toMatchObject([
    { verdict: "fine", reason: expect.stringContaining("name two with --person") },
  ]);
});
