import { beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../../../src/origin-mocks/common/clock.ts";
import { createSignon, loadSignonData } from "../../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../../src/origin-mocks/world.ts";

const ALICE = "0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d01";
const BOB = "0e1f7a52-7c1c-4c0e-9d3b-5a1f2b3c4d02";
const person = { suspended: false, email: "alice@example.com" };
const world = {
  applications: [
    { name: "account-api", uid: "account-api-uid" },
    { name: "email-alert-api", uid: "email-alert-api-uid" },
    { name: "Signon API", uid: "signon-api-uid" },
  ],
  apiUsers: [
    {
      ...person,
      uid: ALICE,
      name: "Alice",
      tokens: [
        { application: "account-api", token: "alice-account", permissions: ["signin", "internal_app"] },
        { application: "account-api", token: "alice-rotated", permissions: ["update_protected_attributes"] },
        { application: "email-alert-api", token: "alice-email", permissions: ["internal_app"] },
        { application: "Signon API", token: "alice-signon-api", permissions: ["signin"] },
      ],
    },
    {
      ...person,
      uid: BOB,
      name: "Bob",
      suspended: true,
      tokens: [{ application: "account-api", token: "bob-account", permissions: ["signin", "internal_app"] }],
    },
  ],
};

const clock = movableClock();
const signon = createSignon({ world, clock });
const TWO_YEARS = 63_113_904;
beforeEach(() => signon.reset());

const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
const control = (path: string, body: unknown) =>
  signon.app.request(`/__mock/${path}`, { method: "POST", body: JSON.stringify(body) });
const ask = (token: string, query = "") => signon.app.request(`/user.json${query}`, bearer(token));
const doorkeeper = (reason: string) =>
  `Bearer realm="Doorkeeper", error="invalid_token", error_description="The access token ${reason}"`;

describe("GET /user.json", () => {
  test("tells whose token it is, with the permissions in the token's own application, sorted", async () => {
    const response = await ask("alice-account", "?client_id=account-api-uid");
    expect(response.status).toBe(200);
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    expect(response.headers.get("X-Frame-Options")).toBe("SAMEORIGIN");
    expect(await response.json()).toEqual({
      user: {
        uid: ALICE,
        name: "Alice",
        email: "alice@example.com",
        permissions: ["internal_app", "signin", "update_protected_attributes"],
        organisation_slug: null,
        organisation_content_id: null,
        disabled: false,
      },
    });
  });

  const revoke = () => control("revoke", { token: "alice-account" });
  const expire = () => clock.advance(TWO_YEARS + 1);
  const refusals = [
    { name: "no token", path: "/user.json" },
    { name: "an unknown token", token: "nobody-has-this", path: "/user.json" },
    { name: "a scheme that is not Bearer", path: "/user.json", authorization: "Basic alice-account" },
    { name: "an owner without signin", token: "alice-email", path: "/user.json" },
    { name: "the client_id of another application", token: "alice-account", path: "/user.json?client_id=x" },
    { name: "an empty client_id", token: "alice-account", path: "/user.json?client_id=" },
    {
      name: "a revoked token",
      token: "alice-account",
      path: "/user.json",
      before: revoke,
      reason: "was revoked",
    },
    {
      name: "an expired token",
      token: "alice-account",
      path: "/user.json",
      before: expire,
      reason: "expired",
    },
    {
      name: "a token both revoked and expired",
      token: "alice-account",
      path: "/user.json?client_id=x",
      before: async () => {
        await revoke();
        expire();
      },
      reason: "was revoked",
    },
    {
      name: "an expired token whose owner lacks signin",
      token: "alice-email",
      path: "/user.json",
      before: expire,
    },
    { name: "an absurdly long token", token: "x".repeat(10_000), path: "/user.json" },
  ];
  test.each(refusals)("answers 401 without a body to $name", async (row) => {
    await row.before?.();
    const Authorization = row.authorization ?? (row.token && `Bearer ${row.token}`);
    const response = await signon.app.request(row.path, Authorization ? { headers: { Authorization } } : {});
    expect(response.status).toBe(401);
    expect(await response.text()).toBe("");
    expect(response.headers.get("WWW-Authenticate")).toBe(row.reason ? doorkeeper(row.reason) : null);
    expect(response.headers.get("Cache-Control")).toBe(row.reason ? "no-store" : null);
  });

  test("still accepts a token in the last second of its two years", async () => {
    clock.advance(TWO_YEARS - 1);
    expect((await ask("alice-account")).status).toBe(200);
  });

  test("tells of a suspended owner with a live token, who has no permissions", async () => {
    const response = await ask("bob-account");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ user: { permissions: [], disabled: true } });
  });

  test("suspending a user revokes the user's tokens", async () => {
    expect((await control("suspend", { uid: ALICE })).status).toBe(204);
    const response = await ask("alice-rotated");
    expect(response.status).toBe(401);
    expect(response.headers.get("WWW-Authenticate")).toBe(doorkeeper("was revoked"));
  });

  test.each(["access_token", "bearer_token"])("takes the token as the parameter %s", async (name) => {
    expect((await signon.app.request(`/user.json?${name}=alice-account`)).status).toBe(200);
    expect((await signon.app.request(`/user.json?${name}=wrong`)).status).toBe(401);
  });

  test("only offers JSON: without a format it answers 406", async () => {
    const response = await signon.app.request("/user", bearer("alice-account"));
    expect([response.status, await response.text()]).toEqual([406, ""]);
    expect((await signon.app.request("/user")).status).toBe(401);
  });
});

describe("GET /api/users", () => {
  const users = (token: string, query: string) => signon.app.request(`/api/users${query}`, bearer(token));

  test("gives the users asked for, in that order, and leaves unknown ones out", async () => {
    const response = await users("alice-signon-api", `?uuids%5B%5D=${BOB}&uuids[]=unknown&uuids[]=${ALICE}`);
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
    const email = "alice@example.com";
    expect(await response.json()).toEqual([
      { uid: BOB, name: "Bob", email, organisation: null },
      { uid: ALICE, name: "Alice", email, organisation: null },
    ]);
  });

  test.each([
    ["nobody matches", "alice-signon-api", "?uuids[]=unknown", 200, "[]"],
    ["nobody is asked for", "alice-signon-api", "", 200, "[]"],
    ["the token is of another application", "alice-account", `?uuids[]=${ALICE}`, 401, ""],
    ["the token is unknown", "nobody-has-this", `?uuids[]=${ALICE}`, 401, ""],
  ])("when %s", async (_, token, query, status, body) => {
    const response = await users(token, query);
    expect([response.status, await response.text()]).toEqual([status, body]);
  });
});

describe("the rest of Signon", () => {
  test("is healthy, and knows no other page", async () => {
    expect(await (await signon.app.request("/healthcheck/live")).text()).toBe("OK");
    expect(await (await signon.app.request("/healthcheck/ready")).json()).toMatchObject({ status: "ok" });
    expect((await signon.app.request("/unknown")).status).toBe(404);
    expect((await signon.app.request("/user.json", { method: "POST" })).status).toBe(404);
  });

  test("shows its state without the tokens", async () => {
    await ask("alice-account");
    const text = await (await signon.app.request("/__mock")).text();
    for (const { tokens } of world.apiUsers)
      for (const { token } of tokens) expect(text).not.toContain(token);
    expect(JSON.parse(text)).toMatchObject({
      mock: "Signon",
      accessTokens: [{ owner: "Alice", application: "account-api", revokedAt: null }, {}, {}, {}, {}],
    });
    const synced = JSON.parse(text).permissions.filter(
      (each: { lastSyncedAt?: string }) => each.lastSyncedAt,
    );
    expect(synced).toHaveLength(3);
    expect(synced[0]).toMatchObject({ user: "Alice", application: "account-api", permission: "signin" });
  });

  test.each([
    ["revoke", { token: "nobody-has-this" }, 404],
    ["revoke", { token: 1 }, 400],
    ["revoke", "garbage", 400],
    ["suspend", { uid: "nobody" }, 404],
    ["suspend", null, 400],
  ])("POST /__mock/%s with %j answers %i", async (path, body, status) => {
    expect((await control(path, body)).status).toBe(status);
  });

  test("a reset brings revoked tokens back, made at the real time again", async () => {
    await control("revoke", { token: "alice-account" });
    clock.advance(TWO_YEARS * 2);
    expect((await control("reset", {})).status).toBe(204);
    expect((await ask("alice-account")).status).toBe(200);
    clock.advance(TWO_YEARS + 1);
    expect((await ask("alice-account")).status).toBe(401);
  });

  test("fails when told to", async () => {
    await control("failures", { path: "/user.json", status: 503, times: 1 });
    expect((await ask("alice-account")).status).toBe(503);
    expect((await ask("alice-account")).status).toBe(200);
  });

  test("knows the callers of the world that comes with the package", async () => {
    const own = createSignon({ world: loadWorld() });
    const headers = { Authorization: "Bearer mock-token-frontend-to-account-api" };
    const response = await own.app.request("/user.json?client_id=account-api-oauth-id", { headers });
    expect(await response.json()).toMatchObject({ user: { permissions: ["internal_app", "signin"] } });
  });

  test("refuses a world whose tokens are for an application that is not registered", () => {
    expect(() => createSignon({ world, data: loadSignonData({}) })).not.toThrow();
    const unknown = { ...world, applications: [] };
    expect(() => createSignon({ world: unknown, data: loadSignonData({}) })).toThrow(
      "which is not registered",
    );
  });
});
