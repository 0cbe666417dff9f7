import { expect, test } from "vitest";
import { cookiePathsSchema, keepsCookie, keepsSetCookie } from "../../../src/edge/www/cookie-paths.ts";
import { cookieValue } from "../../../src/edge/www/cookie-value.ts";

const paths = cookiePathsSchema.parse({});

const kept: [target: string, kept: boolean][] = [
  ["/email", true],
  ["/email/manage", true],
  ["/emailfoo", true],
  ["/email?x", true],
  ["/Email/manage", false],
  ["/a/email", false],
  ["/apply-for-a-licence", true],
  ["/apply-for-a-licences/x", true],
  ["/sign-in/callback", false],
  ["/sign-in/callback?code=1", false],
  ["/sign-in/callback/", true],
  ["/", false],
];

test.each(kept)("at %s cookies pass both ways: %s", (target, expected) => {
  expect([keepsCookie(target, "lookup", paths), keepsSetCookie(target, paths)]).toEqual([expected, expected]);
});

test("a request that goes by the cache keeps its Cookie everywhere, but gets no Set-Cookie for it", () => {
  expect([keepsCookie("/", "pass", paths), keepsSetCookie("/", paths)]).toEqual([true, false]);
});

test("unless the config is stricter than production", () => {
  const strict = cookiePathsSchema.parse({ passedMethods: "strip", exempt: ["/x/"] });
  expect(["/", "/email", "/x/y"].map((target) => keepsCookie(target, "pass", strict))).toEqual([
    false,
    false,
    true,
  ]);
});

const cookies: [cookies: string, value: string | null][] = [
  ["a=1", "1"],
  ["b=2; a=1; a=3", "1"],
  ["b=2;a=1", "1"],
  [" a = 1 ;b=2", "1"],
  ["a=", ""],
  ['a="1"', '"1"'],
  ["a=1=2", "1=2"],
  ["A=1", null],
  ["ba=1; xa=2", null],
  ["ba=1; xa=2; a=3", "3"],
  ["aa=1; a b=2; b=a; a=3", "3"],
  ["b=a; c=a=1", null],
  ["a", null],
  ["", null],
];

test.each(cookies)("in %j the cookie is %j", (header, value) => {
  expect(cookieValue(header, "a")).toBe(value);
});
