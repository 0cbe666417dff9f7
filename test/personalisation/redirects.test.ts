import { describe, expect, it } from "vitest";
import {
  buildUrl,
  pickAnalytics,
  type RedirectOptions,
  redirectWithAnalytics,
  UnsafeRedirectError,
  urlWithAnalytics,
} from "../../src/personalisation/index.ts";

const both = { _ga: "abc123", cookie_consent: "accept" };
const base = "https://test.gov.uk/thing";

describe("buildUrl", () => {
  it.each([
    [`${base}?param&param-with-key=test`, { _ga: "abc123" }, `${base}?param&param-with-key=test&_ga=abc123`],
    [`${base}?p=1`, both, `${base}?p=1&_ga=abc123&cookie_consent=accept`],
    [`${base}?param=123&param=abc`, both, `${base}?param=123&param=abc&_ga=abc123&cookie_consent=accept`],
    [base, both, `${base}?_ga=abc123&cookie_consent=accept`],
    [base, {}, base],
    [base, undefined, base],
    [`${base}?keep=1#frag`, both, `${base}?keep=1#frag&_ga=abc123&cookie_consent=accept`],
    [`${base}#frag`, { _ga: "" }, `${base}#frag?_ga=`],
  ])("of %s and %j is %s", (url, params, expected) => {
    expect(buildUrl(url, params)).toBe(expected);
  });
});

describe("pickAnalytics", () => {
  it.each([
    ["", {}],
    ["cookie_consent=reject&_ga=1", { _ga: "1", cookie_consent: "reject" }],
    ["_ga=&cookie_consent=", { _ga: "", cookie_consent: "" }],
    ["_ga[]=1&cookie_consent[a]=b&other=2", {}],
    ["_ga=1&_ga=2", { _ga: "2" }],
    ["_ga=a%26b%3Dc%20d", { _ga: "a&b=c d" }],
    ["_ga=a%0d%0aX%00", { _ga: "aX" }],
    ["_ga=%E2%82%AC%FF", { _ga: "%E2%82%AC%EF%BF%BD" }],
  ])("of ?%s is %j", (query, expected) => {
    const picked = pickAnalytics(new URLSearchParams(query));
    expect(Object.entries(picked)).toEqual(Object.entries(expected));
  });
});

describe("pickAnalytics of several sources", () => {
  const query = new URLSearchParams("_ga=query");
  const form = { _ga: "form", cookie_consent: "accept" };

  it("takes each parameter from the first that has it, `_ga` first", () => {
    const picked = pickAnalytics(query, undefined, form);
    expect(Object.entries(picked)).toEqual([
      ["_ga", "query"],
      ["cookie_consent", "accept"],
    ]);
    expect(Object.keys(pickAnalytics({ cookie_consent: "" }, query))).toEqual(["_ga", "cookie_consent"]);
  });

  it("reads what a framework has parsed, and only plain strings of it", () => {
    const parsed = { _ga: ["1", "2"], cookie_consent: { a: "b" } };
    expect(pickAnalytics(parsed, Object.create({ _ga: "inherited" }))).toEqual({});
    expect(pickAnalytics({ _ga: "\ud800", cookie_consent: 1 })).toEqual({ _ga: "%EF%BF%BD" });
    expect(pickAnalytics({ getAll: "a parameter of this name", _ga: "1" })).toEqual({ _ga: "1" });
  });

  it("reads a form, but no file in it", () => {
    const data = new FormData();
    data.set("_ga", new File(["x"], "x.txt"));
    data.set("cookie_consent", "reject");
    expect(pickAnalytics(data)).toEqual({ cookie_consent: "reject" });
  });

  it("is what urlWithAnalytics appends", () => {
    expect(urlWithAnalytics(base, query, form)).toBe(`${base}?_ga=query&cookie_consent=accept`);
  });
});

describe("the Location of a redirect", () => {
  const locationOf = (url: string, options?: RedirectOptions) =>
    redirectWithAnalytics(new Request("https://www.gov.uk:8443/here?_ga=1"), url, options).headers.get(
      "Location",
    );

  it.each([
    ["/next", "/next?_ga=1"],
    ["?next", "?next&_ga=1"],
    ["https://other.example/?a b", "https://other.example/?a b&_ga=1"],
    ["//other.example/", "//other.example/?_ga=1"],
    ["/\\evil.example", "/%5Cevil.example?_ga=1"],
    ["\\\\evil.example", "%5C%5Cevil.example?_ga=1"],
    ["\\/evil.example", "%5C/evil.example?_ga=1"],
    [" /\t\\evil.example", "/%5Cevil.example?_ga=1"],
    ["/a\\b", "/a\\b?_ga=1"],
    ["/next\r\nSet-Cookie: x", "/nextSet-Cookie: x?_ga=1"],
    ["/é€", "/%C3%A9%E2%82%AC?_ga=1"],
  ])("for %j is %j", (url, expected) => {
    expect(locationOf(url)).toBe(expected);
  });

  it("has what the form said, where the query said nothing", () => {
    const form = new URLSearchParams({ _ga: "2", cookie_consent: "reject" });
    expect(locationOf("/next", { form })).toBe("/next?_ga=1&cookie_consent=reject");
  });

  it.each(["/next", "next", "https://www.gov.uk/x", "http://WWW.GOV.UK:81/x", "/\\evil.example"])(
    "may be %j when it must not leave",
    (url) => {
      expect(locationOf(url, { allowOtherHost: false })).toContain("_ga=1");
    },
  );

  it.each([
    "https://other.example/",
    "//other.example/",
    "\n//other.example/",
    "https:other.example",
    "http:other.example",
    "https://www.gov.uk@other.example/",
    "https://www.gov.uk.other.example/",
    "javascript:alert(1)",
    "https://[",
  ])("may not be %j then, and the error does not repeat it", (url) => {
    const refused = () => locationOf(`${url}?secret`, { allowOtherHost: false });
    expect(refused).toThrow(UnsafeRedirectError);
    expect(refused).not.toThrow("secret");
  });
});
