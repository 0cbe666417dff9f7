import fc from "fast-check";
import { expect, test } from "vitest";
import { listen } from "./listen.ts";
import { startEmailAlertApi } from "./scripted-emails.ts";
import { signInTo, startStack } from "./support.ts";

const names = ["state", "code", "email", "email_verified", "legacy_sub", "attributes", "logout_token", "mfa"];
const paths = [
  "/api/oauth2/sign-in",
  "/api/oauth2/callback",
  "/api/oauth2/end-session",
  "/api/user",
  "/api/user/match-by-email",
  "/api/attributes",
  "/api/oidc-users/sub",
  "/api/oidc-users/urn:fdc:gov.uk:2022:x",
  "/api/personalisation/check-email-subscription",
  "/api/oidc_events/backchannel_logout",
];
const value = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.constantFrom("a@example.com", "x:1", "e30.e30.e30", true, null, 1),
);
const fields = fc.dictionary(fc.constantFrom(...names), value);
const request = fc.record({
  method: fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE"),
  path: fc.oneof(
    fc.constantFrom(...paths),
    fc.webPath().map((path) => `/api/oidc-users${path}`),
  ),
  query: fc.oneof(
    fc.constant(""),
    fc.webQueryParameters(),
    fc.constantFrom(
      "email=a@example.com",
      "email[]=x",
      "attributes[]=email",
      "base_path=/x",
      "redirect_path=/x",
    ),
  ),
  body: fc.oneof(
    fields.map((all) => JSON.stringify(all)),
    fields.map((all) => JSON.stringify({ attributes: all })),
    fc.string({ unit: "binary" }),
  ),
  type: fc.constantFrom("application/json", "application/x-www-form-urlencoded", "text/plain"),
  session: fc.oneof(fc.constant("good"), fc.stringMatching(/^[\x21-\x7e]{0,40}$/)),
});

test("corrected, whatever is sent, nothing is answered with 500, and nothing shows an address", async () => {
  const emails = await startEmailAlertApi();
  const options = { mode: "corrected", auth: "mock", environment: "test" } as const;
  const stack = await startStack({ ...options, emailAlertApi: emails.options });
  const socket = await listen(stack.app);
  const good = await signInTo(stack);
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 8 }), async (requests) => {
      for (const { method, path, query, body, type, session } of requests) {
        const response = await fetch(`${socket.url}${path}?${query}`, {
          method,
          headers: { "Content-Type": type, "GOVUK-Account-Session": session === "good" ? good : session },
          ...(method !== "GET" && { body }),
        });
        const text = await response.text();
        statuses.add(response.status);
        expect(response.status).toBeLessThan(500);
        if (response.status >= 400) expect(text).not.toContain("@");
      }
    }),
    { numRuns: 200 },
  );
  await Promise.all([stack, emails, socket].map((each) => each.close()));
  for (const status of [200, 204, 400, 401, 404, 422]) expect(statuses).toContain(status);
});
