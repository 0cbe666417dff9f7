import { expect, test } from "vitest";
import { type SuiteResult, type SuiteTest, type Verdict, verdictsOf } from "./verdict.ts";

const wrong: SuiteResult = ["Assertion", "Response 2 comes from cache"];

const alone: { kind: SuiteTest["kind"]; result: SuiteResult; verdict: Verdict }[] = [
  { kind: "required", result: true, verdict: "pass" },
  { kind: "required", result: wrong, verdict: "fail" },
  { kind: "required", result: ["TypeError", "fetch failed"], verdict: "fail" },
  { kind: "optimal", result: true, verdict: "pass" },
  { kind: "optimal", result: wrong, verdict: "miss" },
  { kind: "check", result: true, verdict: "yes" },
  { kind: "check", result: wrong, verdict: "no" },
  { kind: "required", result: ["Setup", "Response 1 status is 502, not 200"], verdict: "setup" },
  { kind: "optimal", result: ["Setup", "retry"], verdict: "retry" },
  { kind: "check", result: ["AbortError", "This operation was aborted"], verdict: "harness" },
];

test.each(alone)("$kind with the result $result is: $verdict", ({ kind, result, verdict }) => {
  const tests = [{ id: "it", kind, depends_on: [] }];
  expect(verdictsOf(tests, new Map([["it", result]]))).toEqual(new Map([["it", verdict]]));
});

test("a test says nothing when one that it needs, at any remove, did not pass", () => {
  const tests: SuiteTest[] = [
    { id: "last", kind: "required", depends_on: ["middle"] },
    { id: "middle", kind: "optimal", depends_on: ["good", "first"] },
    { id: "first", kind: "required", depends_on: [] },
    { id: "good", kind: "check", depends_on: [] },
    { id: "needs only what is good", kind: "optimal", depends_on: ["good"] },
    { id: "needs what never ran", kind: "optimal", depends_on: ["elsewhere"] },
  ];
  const results = new Map(tests.map(({ id }) => [id, id === "first" ? wrong : (true as const)]));
  expect(Object.fromEntries(verdictsOf(tests, results))).toEqual({
    last: "dependency",
    middle: "dependency",
    first: "fail",
    good: "yes",
    "needs only what is good": "pass",
    "needs what never ran": "dependency",
  });
});

test("a test that did not run is untested, whatever it depends on", () => {
  const tests: SuiteTest[] = [{ id: "it", kind: "required", depends_on: ["other"] }];
  expect(verdictsOf(tests, new Map())).toEqual(new Map([["it", "untested"]]));
});
