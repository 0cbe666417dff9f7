import { expect, test } from "vitest";
import {
  readSessionCookie,
  removeCookie,
  sessionCookieFor,
  storeCookie,
  withoutSessionCookies,
} from "../../src/edge/account/cookie.ts";

const https = sessionCookieFor("https", "www.gov.uk");
const name = "__Host-govuk_account_session";

const sessions: [what: string, header: string, value: string, flash: string | null][] = [
  ["a plain session", `${name}=abc`, "abc", null],
  ["a flash after the first $$", `${name}=abc$$one$$two`, "abc$$one$$two", "one$$two"],
  ["no flash when nothing follows the $$", `${name}=abc$$`, "abc$$", null],
  ["blanks around name and value", ` a=b ; ${name} = abc ; c=d`, "abc", null],
  ["base64 padding", `${name}=abc==`, "abc==", null],
  ["a value that looks percent-encoded, as it is", `${name}=a%24%24b`, "a%24%24b", null],
  ["the same cookie twice", `${name}=abc; ${name}=abc`, "abc", null],
  ["8,192 characters", `${name}=${"x".repeat(8192)}`, "x".repeat(8192), null],
  ["several messages divided by commas", `${name}=abc$$one,two`, "abc$$one,two", "one,two"],
];

test.each(sessions)("accepts %s", (_what, header, value, flash) => {
  expect(readSessionCookie(header, https)).toEqual({ kind: "session", session: { value, flash } });
});

const refused: [what: string, header: string, reason: string][] = [
  ["an empty value", `${name}=`, "empty"],
  ["two different values", `${name}=a; ${name}=b`, "twins"],
  ["8,193 characters", `${name}=${"x".repeat(8193)}`, "too-long"],
  ["a quoted value", `${name}="abc"`, "bad-character"],
  ["a backslash", `${name}=a\\b`, "bad-character"],
  ["a blank inside", `${name}=a b`, "bad-character"],
  ["a control character", `${name}=a\u0001b`, "bad-character"],
  ["a character beyond ASCII", `${name}=a\u00e9b`, "bad-character"],
];

test.each(refused)("signs out for %s", (_what, header, reason) => {
  expect(readSessionCookie(header, https)).toEqual({ kind: "refused", reason });
});

const absent: [what: string, header: string | null][] = [
  ["no Cookie", null],
  ["other cookies", "a=b; c=d"],
  ["the name in another letter case", "__host-GOVUK_account_session=abc"],
  ["a longer name that ends with it", `x${name}=abc`],
  ["a longer name that starts with it", `${name}2=abc`],
  ["the name inside another value", `next=${name}`],
  ["the pair inside another value", `next=${name}=abc`],
  ["the name without a value", name],
  ["the development cookie over https", "govuk_account_session=abc"],
];

test.each(absent)("sees no session in %s", (_what, header) => {
  expect(readSessionCookie(header, https)).toEqual({ kind: "none" });
});

const cookies: [scheme: "http" | "https", host: string, store: string][] = [
  ["https", "www.gov.uk", `${name}=a$$b; secure; httponly; samesite=lax; path=/`],
  ["https", "www.dev.gov.uk:9443", `${name}=a$$b; secure; httponly; samesite=lax; path=/`],
  ["http", "localhost:9080", `${name}=a$$b; secure; httponly; samesite=lax; path=/`],
  [
    "http",
    "www.dev.gov.uk:9080",
    "govuk_account_session=a%24%24b; domain=dev.gov.uk; httponly; samesite=lax; path=/",
  ],
  [
    "http",
    "www.govuk.localhost",
    "govuk_account_session=a%24%24b; domain=govuk.localhost; httponly; samesite=lax; path=/",
  ],
  ["http", "app.localhost:9080", "govuk_account_session=a%24%24b; httponly; samesite=lax; path=/"],
];

test.each(cookies)("stores the session of %s://%s in its cookie", (scheme, host, line) => {
  const cookie = sessionCookieFor(scheme, host);
  expect(storeCookie(cookie, "a$$b")).toBe(line);
  expect(removeCookie(cookie)).toMatch(/=; .*; max-age=0$/);
});

test("reads back the development cookie it wrote, flash and all", () => {
  const cookie = sessionCookieFor("http", "www.dev.gov.uk");
  const pair = storeCookie(cookie, "a=b$$one,two").split(";")[0] ?? "";
  expect(readSessionCookie(pair, cookie)).toEqual({
    kind: "session",
    session: { value: "a=b$$one,two", flash: "one,two" },
  });
  expect(readSessionCookie("govuk_account_session=%E0%A4%A", cookie)).toEqual({
    kind: "refused",
    reason: "bad-encoding",
  });
});

test("keeps the session's cookies from the app, and no others", () => {
  expect(withoutSessionCookies(`a=b; ${name}=abc; govuk_account_session=x; c=d`)).toBe("a=b; c=d");
  expect(withoutSessionCookies(`${name}=abc`)).toBeNull();
  expect(withoutSessionCookies("a=b;  c=d")).toBe("a=b;  c=d");
  expect(withoutSessionCookies(`a=${name}`)).toBe(`a=${name}`);
  expect(withoutSessionCookies(`c=d; a=b, ${name}=abc`)).toBe("c=d");
});
