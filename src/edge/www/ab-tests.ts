/**
 * The A/B tests that are running, as data: in production two dictionaries and a list.
 *
 * @module
 */
import * as z from "zod";

// The name becomes part of a field's name, where `-Cookie` follows it; a digit in front would make an
// object of variants forget their order.
const word = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, "expected a letter, then letters, digits and _");

const abTestSchema = z.strictObject({
  /** `Example` gives the cookie `ABTest-Example` and the header `GOVUK-ABTest-Example`. */
  name: word,
  /** A test that is not active leaves no trace. */
  active: z.boolean().default(true),
  /** How often each variant is drawn, against the sum of all; a crawler gets the first. */
  variants: z
    .record(word, z.number().min(0))
    .refine((weights) => Object.values(weights).some((weight) => weight > 0), {
      error: "expected a variant with a weight above 0",
    }),
  /** Seconds that the cookie lasts. */
  cookieSeconds: z.int().min(1).max(31_536_000).default(86_400),
  /**
   * The cookie is set only where URLs begin so, and for that folder: an example that most visitors
   * need not be part of.
   */
  cookieOnlyUnder: z.string().startsWith("/").optional(),
});

/** The tests (VCL: recv, rule 30), in the order in which their cookies are set. */
export const abTestsSchema = z
  .array(abTestSchema)
  .refine((tests) => new Set(tests.map(({ name }) => name.toLowerCase())).size === tests.length, {
    error: "expected each name once: header names are the same in any letter case",
  })
  .prefault([
    { name: "Example", variants: { A: 50, B: 50 }, cookieOnlyUnder: "/help/ab-testing" },
    { name: "BankHolidaysTest", variants: { A: 99, B: 1 } },
    { name: "SearchFreshnessBoost", variants: { A: 0, B: 0, Z: 100 } },
  ]);

/** One test. */
export type AbTest = z.output<typeof abTestSchema>;

/** The name of a test's cookie, and of the parameter that overrides it. */
export function abCookieName({ name }: AbTest): string {
  return `ABTest-${name}`;
}
