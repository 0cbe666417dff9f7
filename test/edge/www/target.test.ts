import { expect, test } from "vitest";
import { isUnder, onwardTarget, pathOf, queryRulesSchema } from "../../../src/edge/www/target.ts";

const rules = queryRulesSchema.parse({});

const targets: [what: string, from: string, to: string][] = [
  ["no query", "/a/b", "/a/b"],
  ["one parameter", "/a?b=1", "/a?b=1"],
  ["two in order", "/a?a=1&b=2", "/a?a=1&b=2"],
  ["two out of order", "/a?b=2&a=1", "/a?a=1&b=2"],
  ["one name twice", "/a?x=2&a=0&x=1", "/a?a=0&x=2&x=1"],
  ["a list", "/a?t[]=z&t[]=a&s=1", "/a?s=1&t[]=z&t[]=a"],
  ["a name that begins another", "/a?a1=x&a=y", "/a?a=y&a1=x"],
  ["capitals before small letters", "/a?a=1&B=2&_=3", "/a?B=2&_=3&a=1"],
  ["names without a value", "/a?c&b=&a", "/a?a&b=&c"],
  ["more than one equals sign", "/a?b==2&a=1=2", "/a?a=1=2&b==2"],
  ["campaign parameters", "/account?utm_source=a&b=2&a=1&utm_medium=x", "/account?a=1&b=2"],
  ["campaign parameters alone", "/a?utm_source=a&utm_", "/a"],
  ["names that only look like campaigns", "/a?utm=1&UTM_x=2&xutm_y=3", "/a?UTM_x=2&utm=1&xutm_y=3"],
  ["a campaign in a value", "/a?q=utm_x", "/a?q=utm_x"],
  ["encoded names stay as they are", "/a?utm%5Fx=1&%62=2&a=%2f+%2F", "/a?%62=2&a=%2f+%2F&utm%5Fx=1"],
  ["a question mark with nothing", "/a?", "/a"],
  ["empty parameters", "/a?&&b=1&&a=2&", "/a?a=2&b=1"],
  ["nothing but empty parameters", "/a?&&", "/a"],
  ["a parameter without a name", "/a?=x&b=1", "/a?b=1"],
  ["a question mark in the query", "/a?b=?&a=1?c", "/a?a=1?c&b=?"],
  ["the home page", "/?b=1&ABTest-Example=A", "/"],
  ["not quite the home page", "//?b=1", "//?b=1"],
  ["alerts", "/alerts?b=1", "/alerts"],
  ["an alert", "/alerts/x?y=1", "/alerts/x"],
  ["the alerts folder", "/alerts/?y=1", "/alerts/"],
  ["what only begins like alerts", "/alerts-x?y=1", "/alerts-x?y=1"],
  ["alerts in capitals", "/Alerts?y=1", "/Alerts?y=1"],
  ["a path with an encoded question mark", "/a%3Fb=2?d=1&c=2", "/a%3Fb=2?c=2&d=1"],
];

test.each(targets)("%s: %s goes on as %s", (_what, from, to) => {
  expect(onwardTarget(from, rules)).toBe(to);
  expect(onwardTarget(to, rules)).toBe(to);
});

test("32 parameters are sorted; of 33 only those that are dropped are gone", () => {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `p${String(99 - i)}=1`);
  const sorted = names(32).sort().join("&");
  expect(onwardTarget(`/a?${names(32).join("&")}`, rules)).toBe(`/a?${sorted}`);
  const unsorted = names(32).join("&");
  expect(onwardTarget(`/a?${unsorted}&&utm_x=1`, rules)).toBe(`/a?${unsorted}`);
});

test("which parameters and queries go is a matter of the config", () => {
  const own = queryRulesSchema.parse({
    droppedPrefixes: ["gclid"],
    withoutQuery: [],
    foldersWithoutQuery: ["/x"],
  });
  expect(["/?utm_x=1&gclid=2", "/x/y?a", "/alerts?a"].map((target) => onwardTarget(target, own))).toEqual([
    "/?utm_x=1",
    "/x/y",
    "/alerts?a",
  ]);
});

test("a path ends at the first question mark", () => {
  expect([pathOf("/a?b?c"), pathOf("/a"), pathOf("/?")]).toEqual(["/a", "/a", "/"]);
});

test("a folder holds itself and what is in it", () => {
  const paths = ["/assets", "/assets/", "/assets/a", "/assetsx", "/x/assets"];
  expect(paths.map((path) => isUnder(path, "/assets"))).toEqual([true, true, true, false, false]);
});
