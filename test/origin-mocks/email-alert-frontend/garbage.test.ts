import fc from "fast-check";
import { expect, test } from "vitest";
import { createBrowser, useEmailAlertFrontend } from "./support.ts";

const site = useEmailAlertFrontend();
const names = [
  "address",
  "topic_id",
  "frequency",
  "new_frequency",
  "new_address",
  "return_to_url",
  "base_path",
  "token",
  "from",
  "_ga",
  "cookie_consent",
  "authenticity_token",
  "id",
];
const paths = [
  "/email/manage",
  "/email/manage/address",
  "/email/manage/frequency/other",
  "/email/manage/unsubscribe-all",
  "/email/manage/authenticate",
  "/email/manage/authenticate/process",
  "/email/manage/authenticate/account",
  "/email/manage/address/change",
  "/email/manage/frequency/other/change",
  "/email/subscriptions/new",
  "/email/subscriptions/frequency",
  "/email/subscriptions/verify",
  "/email/subscriptions/verify/account",
  "/email/subscriptions/authenticate",
  "/email/subscriptions/account/confirm",
  "/email/subscriptions/account",
  "/email/subscriptions/single-page/new",
  "/email/subscriptions/single-page/new-session",
  "/email/unsubscribe/719efe7b-00d0-4168-ac30-99fe6093e3fc",
  "/email/unsubscribe/one-click/x",
  "/email/start",
];
const value = fc.oneof(
  fc.constantFrom(
    "fish",
    "daily",
    "weekly",
    "amina@example.com",
    "/fish",
    "true",
    "your-services",
    "..",
    "%",
    "",
  ),
  fc.string({ unit: "binary" }),
);
const fields = fc.dictionary(fc.constantFrom(...names), value);
const request = fc.record({
  method: fc.constantFrom("get", "post"),
  path: fc.oneof(
    fc.constantFrom(...paths),
    fc.webPath().map((path) => `/email${path}`),
  ),
  query: fields,
  form: fields,
});
const session = fc.constantFrom(
  undefined,
  "",
  "s1",
  "s1$$a,b",
  "$$",
  "$$a",
  "s1$$a$$b",
  "\u00e9",
  "s1$$bad message!",
);

test("whatever is sent while the APIs are well, nothing is answered with 500, and every answer says who it is for", async () => {
  const statuses = new Set<number>();
  const property = fc.asyncProperty(session, fc.array(request, { maxLength: 6 }), async (value, requests) => {
    const browser = await createBrowser(site(), value).withForm();
    for (const { method, path, query, form } of requests) {
      const target = `${path}?${new URLSearchParams(query)}`;
      const answer = await (method === "get" ? browser.get(target) : browser.post(target, form));
      statuses.add(answer.status);
      expect([answer.status, target]).not.toEqual([500, target]);
      if (paths.includes(path) && answer.status === 302) expect(answer.vary).toBe("GOVUK-Account-Session");
      if (answer.session !== null || answer.ended !== null)
        expect(answer.cacheControl).toBe("private, no-store");
    }
  });
  await fc.assert(property, { numRuns: 200 });
  for (const status of [200, 302, 404, 422]) expect(statuses).toContain(status);
});
