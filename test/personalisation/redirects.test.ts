import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { buildUrl, pickAnalytics, urlWithAnalytics } from "../../src/personalisation/index.ts";

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

describe("a redirect with analytics to https://example.com?keep=this", () => {
  const app = new Hono().get("/redirect", (c) =>
    c.redirect(urlWithAnalytics("https://example.com?keep=this", new URL(c.req.url).searchParams)),
  );

  it.each([
    ["", ""],
    ["?_ga=abc123", "&_ga=abc123"],
    ["?cookie_consent=reject", "&cookie_consent=reject"],
    ["?_ga=abc123&cookie_consent=reject", "&_ga=abc123&cookie_consent=reject"],
    ["?_ga=abc123&unknown=1", "&_ga=abc123"],
    ["?_ga=a%26b%3Dc%20d", "&_ga=a&b=c d"],
    ["?_ga=a%0d%0aSet-Cookie:%20x", "&_ga=aSet-Cookie: x"],
  ])("asked for with %j adds %j", async (query, added) => {
    const response = await app.request(`/redirect${query}`);
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe(`https://example.com?keep=this${added}`);
  });
});
