import { expect, test } from "vitest";
import { basicAuth, basicAuthSchema } from "../../../src/edge/www/basic-auth.ts";
import { forbidden } from "../../../src/edge/www/denylist.ts";
import { errorPage } from "../../../src/edge/www/pages.ts";
import { tooManyRequests } from "../../../src/edge/www/rate-limit.ts";
import { notImplemented } from "../../../src/edge/www/request-methods.ts";

const settings = basicAuthSchema.parse({ user: "a", password: "b" });
const locked = settings === null ? [] : [basicAuth(settings).unauthorised];

test.each(
  [forbidden, notImplemented, tooManyRequests(1), ...locked].map(
    (answer) => [answer.status, answer] as const,
  ),
)("the page of a %i has the status of its answer, and says what to do", async (status, { page }) => {
  if (page === null) throw new Error("expected a page");
  const { status: said, document } = await errorPage(page, "the-reference");
  expect(said).toBe(status);
  expect(document).toMatch(/<h1>[^<]{10,}<\/h1>\n<p>[^<]{20,}<\/p>\n<p>[^<]{20,}<\/p>/);
  expect(document).toContain("the-reference");
});
