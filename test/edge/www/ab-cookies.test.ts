import { expect, test } from "vitest";
import { abChoices } from "../../../src/edge/www/ab-choice.ts";
import { abCookies } from "../../../src/edge/www/ab-cookies.ts";
import { abTestsSchema } from "../../../src/edge/www/ab-tests.ts";
import { asked } from "./asked.ts";

const now = Date.UTC(2026, 0, 1);
const tomorrow = "Fri, 02 Jan 2026 00:00:00 GMT";
const example = `ABTest-Example=A; secure; expires=${tomorrow}`;
const bankHolidays = `ABTest-BankHolidaysTest=A; secure; expires=${tomorrow}; path=/`;
const search = `ABTest-SearchFreshnessBoost=Z; secure; expires=${tomorrow}; path=/`;
const all = "ABTest-Example=A; ABTest-BankHolidaysTest=A; ABTest-SearchFreshnessBoost=Z";

function set(target: string, cookie: string, agent = "a browser", tests = abTestsSchema.parse(undefined)) {
  const headers = { cookie: `cookies_policy={"usage":true}; ${cookie}`, "user-agent": agent };
  return abCookies(
    abChoices(asked({ headers }), target, tests, () => 0),
    target,
    now,
  );
}

test("a first visit gets the cookies, the example's only on its own page", () => {
  expect(set("/bank-holidays", "")).toEqual([bankHolidays, search]);
  expect(set("/help/ab-testing", "")).toEqual([example, bankHolidays, search]);
});

test("a cookie that decided is not set again", () => {
  expect(set("/help/ab-testing", all)).toEqual([]);
});

test("a cookie that holds no variant is replaced", () => {
  expect(set("/a", all.replace("BankHolidaysTest=A", "BankHolidaysTest=x; domain=y"))).toEqual([
    bankHolidays,
  ]);
});

test("a URL that speaks of a test sets its cookie anew, whatever it says", () => {
  expect(set("/a?ABTest-BankHolidaysTest=A", all)).toEqual([bankHolidays]);
  expect(set("/a?ABTest-BankHolidaysTest=none", all)).toEqual([bankHolidays]);
  expect(set("/help/ab-testing?ABTest-Example=none", all)).toEqual([]);
  expect(set("/help/ab-testing?ABTest-Example=A", all)).toEqual([example]);
});

test("the crawler gets no cookie", () => {
  expect(set("/help/ab-testing", "", "govuk-mirror-bot")).toEqual([]);
});

test("without consent there is none", () => {
  expect(abCookies(null, "/help/ab-testing", now)).toEqual([]);
});

test("how long a cookie lasts is a matter of the config", () => {
  const tests = abTestsSchema.parse([{ name: "T", variants: { A: 1 }, cookieSeconds: 60 }]);
  expect(set("/", "", "a browser", tests)).toEqual([
    "ABTest-T=A; secure; expires=Thu, 01 Jan 2026 00:01:00 GMT; path=/",
  ]);
});

test("a cookie lasts a year at the most: there is no date to write for one that lasts for ever", () => {
  const lasting = (cookieSeconds: number) =>
    abTestsSchema.safeParse([{ name: "T", variants: { A: 1 }, cookieSeconds }]).success;
  expect([lasting(31_536_000), lasting(31_536_001), lasting(Number.MAX_SAFE_INTEGER)]).toEqual([
    true,
    false,
    false,
  ]);
});
