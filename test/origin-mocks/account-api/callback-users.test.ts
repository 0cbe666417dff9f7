import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startStack } from "./support.ts";

const stack = await startStack();
const { op } = stack;
const { users, attempts } = stack.service.stores;
beforeEach(() => stack.reset());
afterAll(() => stack.close());

const callback = async () => stack.callback({ state: await stack.begin(), code: "good" });
const says = (claims: Record<string, unknown>) => [{ status: 200, body: JSON.stringify(claims) }];
const AMINA = { email: "amina@example.com", emailVerified: true };

describe("the user who signs in", () => {
  test("gets a row, with the attributes of one userinfo answer", async () => {
    op.script.userinfo = says({ email: "amina@example.com", email_verified: true, legacy_subject_id: "old" });
    expect((await callback()).status).toBe(200);
    expect(users.list()).toMatchObject([{ id: 1, sub: op.script.sub, legacySub: "old", ...AMINA }]);
    expect(op.calls.userinfo).toBe(1);
  });

  test("is not asked about again once the address is known, and keeps it", async () => {
    await callback();
    op.script.userinfo = says({ email: "new@example.com", email_verified: false });
    expect((await callback()).status).toBe(200);
    expect(op.calls.userinfo).toBe(1);
    expect(users.list()).toMatchObject([AMINA]);
  });

  test("is asked about once when known without an address", async () => {
    users.create(op.script.sub);
    expect((await callback()).status).toBe(200);
    expect(op.calls.userinfo).toBe(1);
    expect(users.list()).toMatchObject([{ id: 1, ...AMINA }]);
  });

  test("has only what is missing filled in", async () => {
    users.update(users.create(op.script.sub), { email: "old@example.com" });
    await callback();
    expect(users.list()).toMatchObject([{ email: "old@example.com", emailVerified: true }]);
  });

  test("takes over the row of the old account, which gets the new subject identifier", async () => {
    users.update(users.create("former", "old"), AMINA);
    op.script.userinfo = says({ email: "x@example.com", email_verified: true, legacy_subject_id: "old" });
    expect((await callback()).status).toBe(200);
    expect(users.list()).toMatchObject([{ id: 1, sub: op.script.sub, legacySub: "old", ...AMINA }]);
    expect(users.find("former")).toBeUndefined();
  });
});

describe("a userinfo endpoint that fails", () => {
  const down = { status: 503, body: "" };
  const html = { status: 200, body: "<html>" };
  const list = { status: 200, body: "[1]" };
  const fine = { status: 200, body: '{"email":"amina@example.com","email_verified":true}' };

  test.each([
    ["once with 503, then works", [down, fine], 200, 2],
    ["twice with 503", [down, down], 401, 2],
    ["twice with 504", [{ ...down, status: 504 }], 401, 2],
    ["with something that is not JSON", [html], 401, 1],
    ["with JSON that is not an object", [list], 401, 1],
    ["with an empty 401", [{ status: 401, body: "" }], 401, 1],
  ])("%s: an unknown user", async (_, userinfo, status, calls) => {
    op.script.userinfo = userinfo;
    expect((await callback()).status).toBe(status);
    expect(op.calls.userinfo).toBe(calls);
    // The attempt can be tried again as long as the user was not found out.
    expect(attempts.count()).toBe(status === 200 ? 0 : 1);
  });

  test("is 500 with an empty body, and the attempt gone, for a known user without an address", async () => {
    users.create(op.script.sub);
    op.script.userinfo = [down];
    const response = await callback();
    expect([response.status, await response.text()]).toEqual([500, ""]);
    expect([attempts.count(), stack.service.faults.sensitive]).toEqual([0, 1]);
  });

  test("cannot be reached: 401 for an unknown user", async () => {
    op.script.metadata = { userinfo_endpoint: "http://127.0.0.1:9/userinfo" };
    expect((await callback()).status).toBe(401);
  });

  test.each([
    ["plain", {}],
    ["with a challenge", { "WWW-Authenticate": 'Bearer error="invalid_token"' }],
  ])(
    "answers 4xx, %s: the body is read as if it were good, so the address stays unknown",
    async (_, headers) => {
      op.script.userinfo = [{ status: 401, body: '{"error":"invalid_token"}', headers }];
      const response = await callback();
      expect(response.status).toBe(200);
      expect(users.list()).toMatchObject([{ email: null, emailVerified: null }]);
      const session = String(JSON.parse(await response.text()).govuk_account_session);
      expect((await stack.request("/api/user", stack.withSession(session))).status).toBe(401);
    },
  );
});

describe("an address that another user has", () => {
  test("is 500 with an empty body that does not show it, nor does the control interface", async () => {
    users.update(users.create("somebody-else"), { email: "amina@example.com", emailVerified: true });
    op.script.userinfo = says({ email: "amina@example.com", email_verified: true });
    const response = await callback();
    expect([response.status, await response.text()]).toEqual([500, ""]);
    expect(attempts.count()).toBe(0);
    const state = await (await stack.app.request("/__mock")).json();
    expect(state).toMatchObject({ lastFault: null, sensitiveFaults: 1, signInAttempts: 0 });
  });
});
