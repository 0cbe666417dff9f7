import { expect, test } from "vitest";
import { fieldsOfOwnAnswer, unavailable } from "../../../src/edge/www/error-answers.ts";
import { errorPage } from "../../../src/edge/www/pages.ts";
import { notImplemented } from "../../../src/edge/www/request-methods.ts";

test("when all have failed there is a page that says so, with its reference", async () => {
  const { status, document } = await errorPage(unavailable.page, "the-reference");
  expect([unavailable.status, status]).toEqual([503, 503]);
  expect(document).toContain("<h1>Sorry, the service is not available</h1>");
  expect(document).toContain("<code>the-reference</code>");
});

test("an error is kept by nobody, and says how long its page is", () => {
  const document = new TextEncoder().encode("<p>é</p>");
  expect(fieldsOfOwnAnswer(unavailable, document)).toEqual([
    ["Fastly-Backend-Name", "error"],
    ["Content-Type", "text/html; charset=utf-8"],
    ["Cache-Control", "no-store"],
    ["Content-Length", "9"],
  ]);
});

test("a redirect has an empty body, and says nothing of caches", () => {
  const fields = [["Location", "https://www.gov.uk/"]] as const;
  expect(fieldsOfOwnAnswer({ status: 301, fields }, null)).toEqual([
    ["Location", "https://www.gov.uk/"],
    ["Content-Length", "0"],
  ]);
});

test("the answer to a method that nobody knows says nothing of caches either", () => {
  expect(fieldsOfOwnAnswer(notImplemented, null)).toEqual([
    ...notImplemented.fields,
    ["Content-Length", "0"],
  ]);
});

test("an answer that says itself how it may be kept is believed", () => {
  const fields = [["Cache-Control", "max-age=5"]] as const;
  expect(fieldsOfOwnAnswer({ status: 404, fields }, null)).toEqual([
    ["Cache-Control", "max-age=5"],
    ["Content-Length", "0"],
  ]);
});
