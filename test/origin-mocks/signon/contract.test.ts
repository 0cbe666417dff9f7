import { afterAll, beforeAll, expect, test } from "vitest";
import { type Started, startSignon } from "./support.ts";

/** The one interaction of the contract between Signon and the Ruby adapters. */
const uuids = [
  "9ef9779f-3cba-481a-9a73-00d39e33eb7b",
  "b55873b4-bc83-4efe-bdc9-6b7d381a723e",
  "64c7d994-17e0-44d9-97b0-87b43a581eb9",
] as const;
const state = `users exist with the UUIDs ${uuids[0]}, ${uuids[1]} and ${uuids[2]}`;
const ask = (url: string) =>
  fetch(`${url}/api/users?${uuids.map((uid) => `uuids%5B%5D=${uid}`).join("&")}`, {
    headers: { Accept: "application/json", Authorization: "Bearer SOME_BEARER_TOKEN" },
  });

let started: Started;
beforeAll(async () => {
  started = await startSignon();
});
afterAll(() => started.close());

const put = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${started.url}/_pact/state`, { method: "POST", headers, body: JSON.stringify(body) });

test("three users are listed in the order they were asked for", async () => {
  expect((await put({ consumer: "GDS API Adapters", state, action: "setup" })).status).toBe(200);
  const response = await ask(started.url);
  expect(response.status).toBe(200);
  expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
  const item = { name: expect.any(String), email: expect.any(String), organisation: null };
  expect(await response.json()).toEqual(uuids.map((uid) => ({ ...item, uid })));
});

test("without the state the users are not there, and after a teardown the caller is not either", async () => {
  await put({ states: [], action: "setup" });
  expect(await (await ask(started.url)).json()).toEqual([]);
  expect((await put({ action: "teardown" })).status).toBe(204);
  expect((await ask(started.url)).status).toBe(401);
});

test.each([
  ["a state nobody knows", { state: "the moon is full" }, 400],
  ["no object", "garbage", 400],
  ["no state", { state: null }, 200],
])("%s", async (_, body, status) => {
  expect((await put(body)).status).toBe(status);
});

test("states are not set through an edge, nor by a page of another site", async () => {
  expect((await put({ state }, { via: "1.1 govuk-edge-0a1b2c3d" })).status).toBe(404);
  expect((await put({ state }, { origin: "https://evil.example" })).status).toBe(403);
});
