import { expect, test } from "vitest";
import { toHttps } from "../../../src/edge/www/force-tls.ts";
import {
  isKnownMethod,
  notImplemented,
  requestMethodsSchema,
  wayOf,
} from "../../../src/edge/www/request-methods.ts";
import { isSecurityTxt, securityTxtSchema, toSecurityTxt } from "../../../src/edge/www/security-txt.ts";

const methods = requestMethodsSchema.parse({});

test.each([
  ["GET", "lookup"],
  ["HEAD", "lookup"],
  ["POST", "pass"],
  ["PUT", "pass"],
  ["DELETE", "pass"],
  ["OPTIONS", "pass"],
  ["PATCH", "pass"],
  ["PURGE", "purge"],
  ["FASTLYPURGE", "purge"],
])("%s is known, and its way is %s", (method, way) => {
  expect([isKnownMethod(method, methods), wayOf(method)]).toEqual([true, way]);
});

test.each(["TRACE", "CONNECT", "PROPFIND", "get", "", "XGET"])("%j is no method here", (method) => {
  expect(isKnownMethod(method, methods)).toBe(false);
});

test("what begins like a method is one, as in production, unless whole names are compared", () => {
  const whole = requestMethodsSchema.parse({ compare: "whole" });
  for (const method of ["GETX", "POSTAL"]) {
    expect([isKnownMethod(method, methods), isKnownMethod(method, whole)]).toEqual([true, false]);
  }
});

test("a method that is not known gets a page that says so", () => {
  expect(notImplemented).toEqual({
    status: 501,
    fields: [["Fastly-Backend-Name", "force_not_implemented"]],
    page: "notImplemented",
  });
});

test("plain http is redirected to the same URL, its query as it came", () => {
  expect(toHttps({ host: "www.gov.uk", target: "/account?b=2&a=1&utm_source=x" })).toEqual({
    status: 301,
    fields: [
      ["Location", "https://www.gov.uk/account?b=2&a=1&utm_source=x"],
      ["Fastly-Backend-Name", "force_ssl"],
    ],
    page: null,
  });
});

test.each(["/security.txt", "/Security.TXT", "/.well-known/security.txt", "/.WELL_KNOWN/security.txt"])(
  "%s is security.txt",
  (path) => {
    expect(isSecurityTxt(path)).toBe(true);
  },
);

test.each([
  "/security.txt/",
  "/a/security.txt",
  "/securityxtxt",
  "/well-known/security.txt",
  "/security.txt2",
])("%s is not", (path) => {
  expect(isSecurityTxt(path)).toBe(false);
});

test("security.txt is found", () => {
  expect(toSecurityTxt("https://example.org/security.txt")).toEqual({
    status: 302,
    fields: [["Location", "https://example.org/security.txt"]],
    page: null,
  });
});

test.each([
  ["https://例え.jp/x", "https://xn--r8jz45g.jp/x"],
  ["https://www.gov.uk/é?ü#ß", "https://www.gov.uk/%C3%A9?%C3%BC#%C3%9F"],
  ["HTTP://www.gov.uk", "http://www.gov.uk/"],
])("security.txt at %s is found at %s: a header holds ASCII alone", (url, expected) => {
  expect(securityTxtSchema.parse(url)).toBe(expected);
});

test.each(["ftp://www.gov.uk/x", "javascript:alert(1)", "mailto:a@b.uk", "/security.txt", ""])(
  "security.txt is not at %j",
  (url) => {
    expect(securityTxtSchema.safeParse(url).success).toBe(false);
  },
);
