/** What each mode does where the real service has a fault. */
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { startEmailAlertApi } from "./scripted-emails.ts";
import { record, signInTo, startStack } from "./support.ts";

const emails = await startEmailAlertApi();
const stacks = {
  faithful: await startStack({ emailAlertApi: emails.options }),
  corrected: await startStack({ emailAlertApi: emails.options, mode: "corrected" }),
};
type Stack = typeof stacks.faithful;
const modes = ["faithful", "corrected"] as const;
beforeEach(() => {
  for (const each of [...Object.values(stacks), emails]) each.reset();
});
afterAll(() => Promise.all([...Object.values(stacks), emails].map((each) => each.close())));

const good = { code: "good" };
const simple = async (on: Stack, script: object, known = false) => {
  if (known) on.service.stores.users.create(on.op.script.sub);
  Object.assign(on.op.script, script);
  return on.callback({ state: await on.begin(), ...good });
};
const userinfo = (status: number, body = "") => ({ userinfo: [{ status, body }] });

type Row = [what: string, act: (on: Stack) => Promise<Response>, faithful: number, corrected: number];
const callbacks: Row[] = [
  ["a sign-in without a fault", (on) => simple(on, {}), 200, 200],
  [
    "a state that is right as a number",
    async (on) => on.callback({ state: `${await on.begin()}abc`, ...good }),
    200,
    401,
  ],
  [
    "a colon after the state",
    async (on) => on.callback({ state: `${await on.begin()}:`, ...good }),
    200,
    401,
  ],
  [
    "a state of three parts",
    async (on) => on.callback({ state: `${await on.begin()}:1`, ...good }),
    401,
    401,
  ],
  ["a state that is no text", (on) => on.callback({ state: ["x"], ...good }), 500, 400],
  [
    "a code that is no text",
    async (on) => on.callback({ state: await on.begin(), code: { a: 1 } }),
    500,
    400,
  ],
  [
    "a state of more than two hours ago that no job has swept away",
    async (on) => {
      on.clock.advance(3599);
      const state = await on.begin();
      on.clock.advance(7199);
      await on.json("/api/oauth2/sign-in");
      on.clock.advance(10);
      return on.callback({ state, ...good });
    },
    200,
    401,
  ],
  [
    "a second try after a code that was refused",
    async (on) => {
      const state = await on.begin();
      on.op.script.tokenStatus = 400;
      expect((await on.callback({ state, ...good })).status).toBe(401);
      on.op.script.tokenStatus = 200;
      return on.callback({ state, ...good });
    },
    200,
    401,
  ],
  ["an ID token of another nonce", (on) => simple(on, { claims: { nonce: "x" } }), 500, 401],
  ["no ID token", (on) => simple(on, { tokenAnswer: { id_token: undefined } }), 500, 401],
  ["an ID token without a kid", (on) => simple(on, { header: { kid: undefined } }), 500, 401],
  [
    "a token endpoint that cannot be reached",
    (on) => simple(on, { metadata: { token_endpoint: "http://127.0.0.1:9/" } }),
    500,
    503,
  ],
  ["userinfo that fails, for an unknown user", (on) => simple(on, userinfo(503)), 401, 503],
  ["userinfo that fails, for a known user", (on) => simple(on, userinfo(503), true), 500, 503],
  ["userinfo that refuses: a session without an address", (on) => simple(on, userinfo(400, "{}")), 200, 401],
  [
    "the subject of a deleted user",
    (on) => {
      on.service.stores.tombstones.add(on.op.script.sub);
      return simple(on, {});
    },
    500,
    401,
  ],
  [
    "an address that another user has",
    (on) => {
      const { users } = on.service.stores;
      users.update(users.create("other"), { email: "amina@example.com" });
      return simple(on, {});
    },
    500,
    422,
  ],
];

const others: Row[] = [
  [
    "a path that browsers take for a host",
    (on) => on.request("/api/oauth2/sign-in?redirect_path=/%5Cevil"),
    200,
    422,
  ],
  ["a path with a line break", (on) => on.request("/api/oauth2/sign-in?redirect_path=/x%0D%0Ay"), 200, 422],
  ["a path with a query", (on) => on.request("/api/oauth2/sign-in?redirect_path=/x%3Fa%3Db%20c"), 200, 200],
  [
    "an address of another user, from the provider",
    (on) => {
      const { users } = on.service.stores;
      users.update(users.create("other"), { email: "x@example.com" });
      return on.asProvider("PATCH", "/api/oidc-users/sub", { email: "x@example.com" });
    },
    500,
    422,
  ],
];

describe.each(modes)("%s", (mode) => {
  test.each([...callbacks, ...others])("%s", async (_, act, faithful, corrected) => {
    expect((await act(stacks[mode])).status).toBe({ faithful, corrected }[mode]);
  });

  test("a deleted user's row is made anew, or not", async () => {
    const on = stacks[mode];
    on.service.stores.tombstones.add(on.op.script.sub);
    await simple(on, {});
    expect(on.service.stores.users.list()).toHaveLength(mode === "faithful" ? 1 : 0);
    expect(on.service.stores.attempts.count()).toBe(0);
  });

  test("a provider that changes is never noticed, or within an hour", async () => {
    const on = stacks[mode];
    await on.begin();
    on.op.script.metadata = { authorization_endpoint: "https://moved.example/authorize" };
    on.clock.advance(3599);
    expect((await on.json("/api/oauth2/sign-in")).auth_uri).not.toContain("moved");
    on.clock.advance(365 * 24 * 3600);
    const uri = String((await on.json("/api/oauth2/sign-in")).auth_uri);
    expect(uri).toMatch(/\/authorize\?client_id=/);
    expect(uri.includes("moved")).toBe(mode === "corrected");
    expect(on.op.calls.discovery).toBe(mode === "corrected" ? 2 : 1);
  });

  const known = (on: Stack, email = "a@example.com", emailVerified = true) =>
    on.service.stores.users.update(on.service.stores.users.create("sub"), { email, emailVerified });
  const patch = (body: unknown) => stacks[mode].asProvider("PATCH", "/api/oidc-users/sub", body);

  test("null counts as a change of the address, or does not", async () => {
    known(stacks[mode]);
    await patch({ email: null, email_verified: null });
    expect(emails.calls()).toHaveLength(mode === "faithful" ? 2 : 0);
  });

  test("a subscriber is merged into their own address, which ends their emails, or left alone", async () => {
    known(stacks[mode], "old@example.com", false);
    await patch({ email_verified: true });
    expect(emails.calls()).toHaveLength(mode === "faithful" ? 2 : 1);
  });

  test("what email-alert-api has not taken is stored, and never told again, or is healed by asking again", async () => {
    known(stacks[mode]);
    emails.statuses.set("PATCH /subscribers/7", 503);
    expect((await patch({ email: "new@example.com" })).status).toBe(500);
    emails.reset();
    const stored = stacks[mode].service.stores.users.find("sub")?.email;
    expect(stored).toBe(mode === "faithful" ? "new@example.com" : "a@example.com");
    expect((await patch({ email: "new@example.com" })).status).toBe(200);
    expect(emails.calls()).toHaveLength(mode === "faithful" ? 0 : 2);
    expect(stacks[mode].service.stores.users.find("sub")?.email).toBe("new@example.com");
  });

  test("a 401 about a session looks like one about a token, or is empty", async () => {
    const response = await stacks[mode].request("/api/user");
    const challenge = mode === "faithful" ? 'Bearer error="invalid_token"' : null;
    expect([response.status, response.headers.get("WWW-Authenticate")]).toEqual([401, challenge]);
  });

  test("the session has the five fields, or a sixth: when the person signed in", async () => {
    const on = stacks[mode];
    const session = await on.service.sessions.decode(await signInTo(on));
    expect(Object.keys(record(session)).length).toBe(mode === "faithful" ? 3 : 4);
  });
});

test("corrected, a provider that takes too long is 503, like one that cannot be reached", async () => {
  const slow = await startStack({
    mode: "corrected",
    fetch: async (input, init) => {
      if (init?.method === "POST") throw new DOMException("The operation timed out.", "TimeoutError");
      return fetch(input, init);
    },
  });
  expect((await simple(slow, {})).status).toBe(503);
  await slow.close();
});

test("the control interface says which mode it is", async () => {
  for (const mode of modes) {
    expect(await (await stacks[mode].app.request("/__mock")).json()).toMatchObject({ mode });
  }
});
