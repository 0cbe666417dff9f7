/**
 * The cookies by which a visitor stays in the same variant of an A/B test.
 *
 * @module
 */
import { formatDate } from "../fields/date.ts";
import { type AbChoice, queryOf } from "./ab-choice.ts";
import { abCookieName } from "./ab-tests.ts";

/**
 * The Set-Cookie values for an answer (VCL: deliver, rules 6 and 7). Without consent there are none;
 * production then sets `ABTest-Example=(null)` on the example's page.
 *
 * @param choices as made for the request; null without consent
 * @param target path and query as they went on
 * @param now milliseconds since 1970
 * @example
 * abCookies(choices, "/bank-holidays", 0);
 * // ["ABTest-BankHolidaysTest=A; secure; expires=Fri, 02 Jan 1970 00:00:00 GMT; path=/"]
 */
export function abCookies(choices: readonly AbChoice[] | null, target: string, now: number): string[] {
  return (choices ?? [])
    .filter((choice) => isSet(choice, target))
    .map(({ test, variant }) => {
      const expires = formatDate(now + test.cookieSeconds * 1000);
      // The example's has no path, and so belongs to the folder of the page.
      const path = test.cookieOnlyUnder === undefined ? "; path=/" : "";
      return `${abCookieName(test)}=${variant}; secure; expires=${expires}${path}`;
    });
}

function isSet({ test, by }: AbChoice, target: string): boolean {
  if (by === "crawler") return false;
  if (test.cookieOnlyUnder !== undefined) return target.startsWith(test.cookieOnlyUnder) && by !== "cookie";
  return by !== "cookie" || isNamed(abCookieName(test), target);
}

/** A URL that speaks of a test renews its cookie, whatever it says. */
function isNamed(name: string, target: string): boolean {
  return queryOf(target).some((parameter) => parameter.startsWith(name));
}
