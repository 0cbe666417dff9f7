/**
 * Which variant of each A/B test a visitor sees, and how the app is told (VCL: recv, rule 30).
 *
 * @module
 */
import * as z from "zod";
import type { FieldLine, Fields } from "../fields/fields.ts";
import { remembered } from "../fields/remembered.ts";
import { type AbTest, abCookieName } from "./ab-tests.ts";
import { cookieValue } from "./cookie-value.ts";

/** The variant of one test. */
export interface AbChoice {
  readonly test: AbTest;
  readonly variant: string;
  /** What decided: the crawler's part, the URL, the cookie of an earlier visit, or chance. */
  readonly by: "crawler" | "query" | "cookie" | "chance";
}

/** What the choice depends on besides the URL. */
export interface Visitor {
  /** The value of a field by its name in lower case; null when absent. */
  get(name: string): string | null;
}

/** GOV.UK's own crawler, which fills the mirrors. */
const crawler = "govuk-mirror-bot";

/**
 * The choices for a visitor who has agreed to cookies that measure use; null for one who has not, and
 * then the app hears nothing of tests. A URL or a cookie counts only when it names a variant that the
 * test has: production hands on whatever the cookie holds, so that anybody can make as many variants of
 * a page as there is room for.
 *
 * @param target path and query as they go on
 * @param random a number from 0 up to, but not including, 1
 */
export function abChoices(
  visitor: Visitor,
  target: string,
  tests: readonly AbTest[],
  random: () => number,
): readonly AbChoice[] | null {
  const cookies = visitor.get("cookie");
  if (cookies === null || !agrees(cookies)) return null;
  const isCrawler = visitor.get("user-agent")?.startsWith(crawler) ?? false;
  const query = queryOf(target);
  return tests
    .filter(({ active }) => active)
    .map((test) => (isCrawler ? crawlersPart(test) : choice(test, query, cookies, random)));
}

/** The fields by which the app is told. A client's own of these names have been removed before. */
export function abFields(choices: readonly AbChoice[] | null): Fields {
  if (choices === null) return [];
  const lines: FieldLine[] = [["Usage-Cookies-Opt-In", "true"]];
  for (const { test, variant, by } of choices) {
    lines.push([`GOVUK-ABTest-${test.name}`, variant]);
    if (by === "cookie") lines.push([`GOVUK-ABTest-${test.name}-Cookie`, "sent_in_request"]);
  }
  return lines;
}

/** The parameters of a target. */
export function queryOf(target: string): readonly string[] {
  const mark = target.indexOf("?");
  return mark < 0 ? [] : target.slice(mark + 1).split("&");
}

const policySchema = z.object({ usage: z.literal(true) });

/**
 * Whether the cookie of the cookie banner says so. It holds plain JSON; production looks for this text
 * in it, so that consent written in another way, percent-encoded for one, counts neither there nor here.
 */
function agrees(cookies: string): boolean {
  const policy = cookieValue(cookies, "cookies_policy");
  return policy?.includes('"usage":true') === true && usageIn(policy) === "yes";
}

// The banner writes few texts, and most visitors bring one of them with each request.
const usageIn = remembered((policy): "yes" | "no" => {
  try {
    return policySchema.safeParse(JSON.parse(policy)).success ? "yes" : "no";
  } catch {
    return "no";
  }
});

function crawlersPart(test: AbTest): AbChoice {
  return { test, variant: Object.keys(test.variants)[0] ?? "", by: "crawler" };
}

function choice(test: AbTest, query: readonly string[], cookies: string, random: () => number): AbChoice {
  const name = abCookieName(test);
  const asked = variantIn(query, test);
  if (asked !== undefined) return { test, variant: asked, by: "query" };
  const earlier = cookieValue(cookies, name);
  if (earlier !== null && Object.hasOwn(test.variants, earlier))
    return { test, variant: earlier, by: "cookie" };
  return { test, variant: drawn(test, random()), by: "chance" };
}

function variantIn(query: readonly string[], test: AbTest): string | undefined {
  if (query.length === 0) return undefined;
  return Object.keys(test.variants).find((variant) => query.includes(`${abCookieName(test)}=${variant}`));
}

function drawn(test: AbTest, chance: number): string {
  const { all, sum } = weightsOf(test);
  let rest = chance * sum;
  for (const [variant, weight] of all) {
    if (rest < weight) return variant;
    rest -= weight;
  }
  // Only rounding leads here.
  return all.at(-1)?.[0] ?? "";
}

/** The variants that can be drawn, with their weights. */
interface Weights {
  readonly all: readonly (readonly [variant: string, weight: number])[];
  readonly sum: number;
}

const known = new WeakMap<AbTest, Weights>();

/** Worked out once for a test, and not for each visitor. */
function weightsOf(test: AbTest): Weights {
  const before = known.get(test);
  if (before) return before;
  const all = Object.entries(test.variants).filter(([, weight]) => weight > 0);
  const weights = { all, sum: all.reduce((sum, [, weight]) => sum + weight, 0) };
  known.set(test, weights);
  return weights;
}
