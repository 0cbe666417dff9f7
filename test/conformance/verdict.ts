/**
 * What a result means: the suite's own rules for its verdicts. A raw `true` is not yet a pass, since a cache
 * that stores nothing at all gets many of them.
 *
 * @module
 */

/** A test's definition, as far as its verdict depends on it. */
export interface SuiteTest {
  readonly id: string;
  /** `required` by the RFC; `optimal` is allowed and wanted; `check` asks, and neither answer is better. */
  readonly kind: "required" | "optimal" | "check";
  /** Without these passing, the test says nothing. */
  readonly depends_on: readonly string[];
}

/** True, or the error's name and message. */
export type SuiteResult = true | readonly [name: string, message: string];

/** What came of every test that ran, by id. */
export type SuiteResults = ReadonlyMap<string, SuiteResult>;

/** `pass`, `fail` and `miss` are scored; `yes` and `no` answer a check; the rest are not scored. */
export type Verdict =
  | "pass"
  | "fail"
  | "miss"
  | "yes"
  | "no"
  | "dependency"
  | "setup"
  | "retry"
  | "harness"
  | "untested";

const good = { required: "pass", optimal: "pass", check: "yes" } as const;
const bad = { required: "fail", optimal: "miss", check: "no" } as const;

/**
 * The verdict of every test.
 *
 * @example verdictsOf(tests, results).get("vary-match") // "pass"
 */
export function verdictsOf(tests: readonly SuiteTest[], results: SuiteResults): Map<string, Verdict> {
  const definitions = new Map(tests.map((test) => [test.id, test]));
  const decided = new Map<string, Verdict>();

  function verdictOf(id: string): Verdict {
    const verdict = decided.get(id) ?? decide(id);
    decided.set(id, verdict);
    return verdict;
  }

  function decide(id: string): Verdict {
    const test = definitions.get(id);
    const result = results.get(id);
    if (test === undefined || result === undefined) return "untested";
    if (!test.depends_on.map(verdictOf).every(isGood)) return "dependency";
    if (result === true) return good[test.kind];
    const [name, message] = result;
    if (name === "Setup") return message === "retry" ? "retry" : "setup";
    return name === "AbortError" ? "harness" : bad[test.kind];
  }

  return new Map(tests.map(({ id }) => [id, verdictOf(id)]));
}

function isGood(verdict: Verdict): boolean {
  return verdict === "pass" || verdict === "yes";
}
