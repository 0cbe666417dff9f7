import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Browser,
  createBrowser,
  FRONTEND_TOKEN,
  PUBLISHER,
  people,
  type Started,
  signInAs,
  startSignon,
} from "./support.ts";

let started: Started;
const browsers: (Browser | undefined)[] = [];
beforeAll(async () => {
  started = await startSignon();
});
afterAll(() => started.close());

/** Nobody, an organisation admin or a superadmin: signed in again when garbage signed them out or suspended them. */
async function browserOf(who: number): Promise<Browser> {
  if (who === 0) return createBrowser(started.url);
  const known = browsers[who];
  if (known && (await known.get("/account")).status === 200) return known;
  started.reset();
  browsers.length = 0;
  const browser = await signInAs(started, who === 1 ? "organisation_admin" : "superadmin");
  browsers[who] = browser;
  return browser;
}

const names = [
  "client_id",
  "client_secret",
  "redirect_uri",
  "response_type",
  "state",
  "code",
  "code_challenge",
  "code_challenge_method",
  "code_verifier",
  "grant_type",
  "refresh_token",
  "token",
  "access_token",
  "bearer_token",
  "uuids[]",
  "_method",
  "user[email]",
  "user[password]",
  "user[password_confirmation]",
  "user[name]",
  "user[role]",
  "user[organisation_id]",
  "user[suspended]",
  "user[reason_for_suspension]",
  "user[require_2sv]",
  "remember_me",
  "user[reason_for_2sv_exemption]",
  "user[expiry_date_for_2sv_exemption]",
  "user[supported_permission_ids][]",
  "api_user[name]",
  "api_user[email]",
  "authorisation[application_id]",
  "organisation[parent]",
  "organisation[require_2sv]",
  "application[supported_permission_ids][]",
  "doorkeeper_application[redirect_uri]",
  "doorkeeper_application[retired]",
  "supported_permission[name]",
  "invitation_token",
  "reset_password_token",
];
const value = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.constantFrom("", "1", "0", "-1", "20", "1e400", "put", "patch", "delete", "GET", "S256", "superadmin"),
  fc.constantFrom(
    PUBLISHER.id,
    PUBLISHER.secret,
    FRONTEND_TOKEN,
    people.admin,
    "a mock password",
    "2999-01-01",
  ),
  fc.constantFrom(
    "authorization_code",
    "refresh_token",
    "http://[",
    "javascript:x",
    "%",
    "\u0000",
    "x".repeat(9000),
  ),
);
const parameters = fc.array(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), value), {
  maxLength: 8,
});
const id = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map(String),
  fc.constantFrom("x", "-1", "1e3", "%00", "9".repeat(30)),
);
const path = fc
  .tuple(
    fc.constantFrom(
      "/user.json",
      "/user",
      "/api/users",
      "/oauth/authorize",
      "/oauth/token",
      "/oauth/access_token",
      "/oauth/revoke",
      "/oauth/introspect",
      "/users/sign_in",
      "/users/two_step_verification_session",
      "/users/password",
      "/users/password/edit",
      "/users/invitation",
      "/users/invitation/accept",
      "/users",
      "/users/ID/edit",
      "/users/ID/name",
      "/users/ID/email",
      "/users/ID/role",
      "/users/ID/organisation",
      "/users/ID/require_2sv",
      "/users/ID/two_step_verification_reset",
      "/users/ID/two_step_verification_mandation",
      "/users/ID/two_step_verification_exemption",
      "/users/ID/unlocking",
      "/users/ID/event_logs",
      "/users/ID/applications",
      "/users/ID/applications/ID/permissions",
      "/users/ID/applications/ID/signin_permission",
      "/api_users",
      "/api_users/ID/edit",
      "/api_users/ID/authorisations",
      "/api_users/ID/authorisations/ID/revoke",
      "/api_users/ID/manage_tokens",
      "/api_users/ID/applications/ID/permissions",
      "/suspensions/ID",
      "/suspensions/ID/edit",
      "/organisations",
      "/organisations/ID",
      "/organisations/ID/parent",
      "/doorkeeper_applications",
      "/doorkeeper_applications/ID",
      "/doorkeeper_applications/ID/supported_permissions",
      "/account",
      "/account/email",
      "/account/password",
      "/account/two_step_verification",
      "/_pact/state",
      "/__mock/revoke",
      "/__mock/suspend",
      "/__mock/parent",
      "/__mock/rotate",
      "/__mock/import",
    ),
    id,
    id,
  )
  .map(([template, one, other]) => template.replace("ID", one).replace("ID", other));
const method = fc.constantFrom("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");
const type = fc.constantFrom(
  "application/x-www-form-urlencoded",
  "application/json",
  "text/plain",
  "multipart/form-data",
  "x",
);
const authorization = fc.oneof(
  fc.constantFrom(
    "",
    `Bearer ${FRONTEND_TOKEN}`,
    `bearer  ${FRONTEND_TOKEN}`,
    "Bearer",
    "Basic",
    "Basic !!",
    "Basic YTpi",
    "Basic JTo=",
  ),
  fc.string().map((text) => `Basic ${text.replaceAll(/[^\x21-\x7e]/g, "")}`),
);
const body = fc.oneof(
  parameters.map((entries) => new URLSearchParams(entries).toString()),
  parameters.map((entries) => JSON.stringify(Object.fromEntries(entries))),
  fc.json(),
  fc.string({ unit: "binary" }),
);

describe("garbage", () => {
  test("never makes any endpoint fail, nor keeps the next request from being answered", async () => {
    const request = fc.record({
      path,
      method,
      type,
      authorization,
      body,
      query: parameters,
      who: fc.nat({ max: 2 }),
    });
    await fc.assert(
      fc.asyncProperty(request, async ({ path: to, method: verb, who, ...rest }) => {
        const headers: Record<string, string> = { "Content-Type": rest.type };
        if (rest.authorization !== "") headers.Authorization = rest.authorization;
        const target = `${to}?${new URLSearchParams(rest.query)}`.slice(0, 12_000);
        const init = verb === "GET" ? { method: verb, headers } : { method: verb, headers, body: rest.body };
        const response = await (await browserOf(who)).send(target, init);
        await response.text();
        expect(response.status).toBeLessThan(500);
      }),
      { numRuns: 500 },
    );
    started.reset();
    expect((await started.userJson(FRONTEND_TOKEN)).status).toBe(200);
  });

  test("never reaches a page unescaped", async () => {
    started.reset();
    const superadmin = await signInAs(started, "superadmin");
    const evil = `"'><script>alert(1)</script>&`;
    await superadmin.post("/users/invitation", { "user[name]": evil, "user[email]": "evil@example.com" });
    await superadmin.post("/api_users", {
      "api_user[name]": evil,
      "api_user[email]": "evil-api@example.com",
    });
    const form = await superadmin.post("/users/sign_in", { "user[email]": evil, "user[password]": "x" });
    const refused = await superadmin.post("/api_users", { "api_user[name]": evil, "api_user[email]": evil });
    const texts = [await form.text(), await refused.text()];
    for (const page of ["/users", "/api_users"]) texts.push(await superadmin.text(page));
    for (const text of texts) expect(text).not.toContain("<script");
    expect(texts.join("")).toContain("&lt;script&gt;");
  });
});
