import { expect, test } from "vitest";
import { worldApi } from "../../../src/origin-mocks/world-api.ts";
import { createBrowser, greeting, sessionOf, signIn, siteOf, useStack, world } from "./support.ts";

const running = useStack();

test("a snapshot brings back who is signed in, what they did, and when it was", async () => {
  const stack = running();
  const browser = createBrowser();
  const session = (await signIn(siteOf(stack), "amina", browser)).headers.get("GOVUK-Account-Session") ?? "";
  await world(stack, "POST", "/clock", { advance: 600 });
  const before = stack.clock.now();
  const { body: snapshot } = await world(stack, "GET", "/snapshot");
  await world(stack, "POST", "/reset");
  expect(await greeting(siteOf(stack), session)).not.toContain("amina@example.com");
  expect(stack.clock.now()).toBeLessThan(before);
  expect((await world(stack, "PUT", "/snapshot", snapshot)).status).toBe(204);
  expect(await greeting(siteOf(stack), session)).toContain("amina@example.com");
  expect(stack.clock.now()).toBeGreaterThanOrEqual(before);
  // One Login knows the browser as well: nobody is asked who they are.
  stack.calls.clear();
  await signIn(siteOf(stack), "bryn", browser);
  expect(stack.calls.list().map(({ path }) => path)).not.toContain("/sign-in");
  expect((await world(stack, "GET", "/snapshot")).body.secrets).toEqual(snapshot.secrets);
});

test("a clock that stood still stands where it stood, whatever time has passed", async () => {
  const stack = running();
  const stop = await world(stack, "POST", "/clock", { freeze: true, advance: 86_400 });
  const { body: snapshot } = await world(stack, "GET", "/snapshot");
  await world(stack, "POST", "/clock", { freeze: false, advance: -600 });
  expect((await world(stack, "PUT", "/snapshot", snapshot)).status).toBe(204);
  expect(new Date(stack.clock.now()).toISOString()).toBe(stop.body.time);
  expect(stack.clock.isFrozen).toBe(true);
  await world(stack, "POST", "/reset");
  expect(stack.clock.isFrozen).toBe(false);
});

test("what happened after the snapshot is gone: subscriptions, suspensions, tries", async () => {
  const stack = running();
  const { body: snapshot } = await world(stack, "GET", "/snapshot");
  const uid = stack.world.apiUsers[0]?.uid;
  await fetch(`${stack.signon.url}/__mock/suspend`, { method: "POST", body: JSON.stringify({ uid }) });
  const session = await sessionOf(siteOf(stack)).catch(() => null);
  expect(session).toBeNull();
  await world(stack, "PUT", "/snapshot", snapshot);
  const after = (await world(stack, "GET", "/snapshot")).body;
  expect(after.services).toEqual(snapshot.services);
  expect(await sessionOf(siteOf(stack))).toMatch(/^\S+$/);
});

test("one clock moves for all, and failures of a service are switched on and off by its name", async () => {
  const stack = running();
  const session = await sessionOf(siteOf(stack));
  await world(stack, "POST", "/clock", { advance: 3601 });
  const times = await Promise.all(
    [stack.oneLogin, stack.signon, stack.emailAlertApi].map(async ({ url }) => {
      const state: unknown = await (await fetch(`${url}/__mock`)).json();
      return state;
    }),
  );
  const hour = new Date(stack.clock.now()).toISOString().slice(0, 13);
  for (const state of times) expect(state).toMatchObject({ time: expect.stringContaining(hour) });
  const failure = { service: "account-api", method: "GET", path: "/api/user", drop: true };
  expect((await world(stack, "POST", "/failures", failure)).status).toBe(200);
  expect(await greeting(siteOf(stack), session)).not.toContain("amina@example.com");
  expect((await world(stack, "GET", "/failures")).body["account-api"].failures).toHaveLength(1);
  await world(stack, "DELETE", "/failures");
  expect(await greeting(siteOf(stack), session)).toContain("amina@example.com");
  const wrong = await world(stack, "POST", "/failures", { service: "account", status: 500 });
  expect([wrong.status, wrong.body.error]).toEqual([400, expect.stringContaining("one of one-login,")]);
  expect((await world(stack, "POST", "/failures", { service: "signon" })).body.error).toContain(
    "says no failure",
  );
});

test("a snapshot that is not right is refused with what is wrong, and nothing changes", async () => {
  const stack = running();
  const session = await sessionOf(siteOf(stack));
  const { body: snapshot } = await world(stack, "GET", "/snapshot");
  const put = async (wrong: unknown) => {
    const { status, body } = await world(stack, "PUT", "/snapshot", wrong);
    return [status, body?.error];
  };
  const { signon, "account-api": accounts } = snapshot.services;
  // Signon comes after account-api, which by then has forgotten everybody.
  const forgetful = { ...accounts, users: { lastId: 0, rows: [] } };
  const services = { ...snapshot.services, "account-api": forgetful, signon: { ...signon, nextId: "one" } };
  const broken = { ...snapshot, services };
  expect(await put(broken)).toEqual([
    400,
    expect.stringMatching(/state of Signon is not valid:[\s\S]*nextId/),
  ]);
  expect(await put({ ...snapshot, version: 2 })).toEqual([400, expect.stringContaining("expected 1")]);
  expect(await put({ ...snapshot, world: "another" })).toEqual([
    400,
    expect.stringContaining("Start with the world file it was taken with"),
  ]);
  expect(await put("nothing")).toEqual([400, expect.stringContaining("not valid")]);
  expect(await greeting(siteOf(stack), session)).toContain("amina@example.com");
});

test("all this is for this machine alone, under its own name", async () => {
  const { url } = running().router;
  const status = async (headers: Record<string, string>) =>
    (await fetch(`${url}/__world/snapshot`, { headers })).status;
  expect(await status({})).toBe(200);
  expect(await status({ Via: "1.1 edge" })).toBe(404);
  expect(await status({ Origin: "https://evil.example" })).toBe(403);
  const services = () => {
    throw new Error("nobody came this far");
  };
  const app = worldApi({ ...running(), services });
  const rebound = { Host: "evil.example", Origin: "http://evil.example:9087" };
  expect((await app.request("http://evil.example:9087/snapshot", { headers: rebound })).status).toBe(404);
});
