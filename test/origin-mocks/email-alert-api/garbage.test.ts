import fc from "fast-check";
import { expect, test } from "vitest";
import { startEmailAlertApi } from "./support.ts";

const names = [
  "address",
  "subscriber_list_id",
  "frequency",
  "skip_confirmation_email",
  "new_address",
  "on_conflict",
  "govuk_account_session",
  "destination",
  "topic_id",
  "title",
  "url",
  "tags",
  "links",
  "description",
  "content_id",
  "body",
  "sender_message_id",
  "public_updated_at",
  "order",
];
const paths = [
  "/subscribers/govuk-account",
  "/subscribers/govuk-account/link",
  "/subscribers/govuk-account/x",
  "/subscribers/auth-token",
  "/subscribers/1",
  "/subscribers/1/subscriptions",
  "/subscriptions",
  "/subscriptions/auth-token",
  "/subscriptions/1",
  "/subscriptions/1/latest",
  "/unsubscribe/1",
  "/subscriber-lists",
  "/subscriber-lists/fish",
  "/subscriber-lists/fish/bulk-unsubscribe",
  "/content-changes",
];
const world = {
  subscriberLists: [{ title: "Fish", url: "/fish", description: null, contentId: null, tags: {} }],
  subscribers: [{ address: "a@example.com", subscriptions: [{ list: "Fish", frequency: "daily" as const }] }],
};
const value = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("a@example.com", "b@example.com", "daily", "weekly", "merge", "fish", 1, "1", "/fish"),
);
const sensible = fc.record(
  {
    address: fc.constantFrom("a@example.com", "b@example.com"),
    new_address: fc.constantFrom("a@example.com", "b@example.com"),
    on_conflict: fc.constantFrom("merge", ""),
    subscriber_list_id: fc.constant(1),
    frequency: fc.constantFrom("daily", "weekly"),
    govuk_account_session: fc.constant("s1"),
    topic_id: fc.constant("fish"),
    title: fc.constant("Fish"),
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  sensible.map((fields) => JSON.stringify(fields)),
  fc.dictionary(fc.constantFrom(...names), value).map((fields) => JSON.stringify(fields)),
  fc.string({ unit: "binary" }),
);
const request = fc.record({
  method: fc.constantFrom("GET", "POST", "PATCH", "DELETE"),
  path: fc.oneof(
    fc.constantFrom(...paths),
    fc.webPath().map((path) => `/subscribers${path}`),
  ),
  query: fc.oneof(
    fc.constant(""),
    fc.webQueryParameters(),
    fc.constantFrom("tags[a]=1&tags[a][]=2", "order=title"),
  ),
  body,
});

test("whatever is sent, nothing is answered with 500", async () => {
  const api = await startEmailAlertApi({ auth: "mock", world });
  api.accountApi.know("s1", { email: "a@example.com" });
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
      for (const { method, path, query, body } of requests) {
        const response = await fetch(`${api.url}${path}?${query}`, {
          method,
          headers: { "Content-Type": "application/json" },
          ...(method !== "GET" && { body }),
        });
        await response.arrayBuffer();
        statuses.add(response.status);
        expect(response.status).toBeLessThan(500);
      }
    }),
    { numRuns: 150 },
  );
  await api.close();
  for (const status of [200, 400, 404, 422]) expect(statuses).toContain(status);
});
