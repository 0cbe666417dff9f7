import { afterAll, beforeEach, expect, test } from "vitest";
import { openSocket } from "../../src/origin-mocks/node/socket.ts";
import { createSignon } from "../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";

const socket = await openSocket(0, "127.0.0.1");
const url = `http://127.0.0.1:${socket.port}`;
socket.serve(createSignon({ world: loadWorld() }).app);
beforeEach(() => send("DELETE"));
afterAll(() => socket.close());

function send(method: string, body?: unknown): Promise<Response> {
  return fetch(`${url}/__mock/failures`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

const live = async () => (await fetch(`${url}/healthcheck/live`)).status;

test("a failure is for one method and for paths that start alike; a star stands for one part", async () => {
  await send("POST", { method: "POST", path: "/oauth/*/tokens", status: 503 });
  const ask = async (method: string, path: string) => (await fetch(url + path, { method })).status;
  expect(await ask("POST", "/oauth/any/tokens")).toBe(503);
  expect(await ask("POST", "/oauth/any/tokens/of/mine")).toBe(503);
  expect(await ask("GET", "/oauth/any/tokens")).not.toBe(503);
  expect(await ask("POST", "/oauth/any/other/tokens")).not.toBe(503);
  expect(await ask("POST", "/oauth/tokens")).not.toBe(503);
});

test("a dropped connection ends without an answer, as often as was said", async () => {
  await send("POST", { path: "/healthcheck", drop: true, times: 2 });
  await expect(live()).rejects.toThrow("fetch failed");
  await expect(live()).rejects.toThrow("fetch failed");
  expect(await live()).toBe(200);
});

test("invalid JSON is a success whose body breaks off", async () => {
  await send("POST", { path: "/user.json", invalidJson: true });
  const response = await fetch(`${url}/user.json`);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "application/json; charset=utf-8",
  ]);
  await expect(response.json()).rejects.toThrow(SyntaxError);
});

test("failures are listed, and switched off all at once", async () => {
  await send("POST", { path: "/healthcheck", status: 500 });
  const listed: unknown = await (await send("GET")).json();
  expect(listed).toEqual({ failures: [{ path: "/healthcheck", status: 500 }] });
  expect((await send("DELETE")).status).toBe(204);
  expect(await live()).toBe(200);
});

test.each([
  [{}, "says no failure: give status, delay, drop or invalidJson"],
  [{ status: 500, drop: true }, "says several failures: give one of status, drop and invalidJson"],
  [{ status: 200 }, "expected a status from 400 to 599"],
  [{ drop: "yes" }, "expected true"],
  [{ path: "token", drop: true }, "expected a path that starts with /"],
  [{ method: "post", drop: true }, "expected a method in capitals, such as POST"],
  [{ statsu: 500, drop: true }, 'Unrecognized key: "statsu"'],
])("%j is refused with what to do", async (body, message) => {
  const response = await send("POST", body);
  const { error } = (await response.json()) as { error: string };
  expect([response.status, error]).toEqual([400, expect.stringContaining(message)]);
});
