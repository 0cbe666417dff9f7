import { expect, test } from "vitest";
import { interactions } from "./contract.ts";
import { useEmailAlertApi } from "./support.ts";

// As the real one is verified: without tokens, since the contract's client sends none.
const api = useEmailAlertApi({ auth: "mock" });

const setUp = (state: string | null, action = "setup") =>
  fetch(`${api().url}/_pact/state`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ consumer: "GDS API Adapters", state, action }),
  });

test("the contract has 41 interactions", () => {
  expect(interactions).toHaveLength(41);
});

test.each(interactions)("given $given, $request is answered $status", async (interaction) => {
  const { given, request, status, body } = interaction;
  const [method, path, sent] = request;
  expect((await setUp(given)).status).toBe(200);
  const response = await fetch(api().url + path, {
    method,
    headers: { Accept: "application/json", ...(method !== "GET" && { "Content-Type": "application/json" }) },
    ...(method !== "GET" && { body: JSON.stringify(sent ?? {}) }),
  });
  const text = await response.text();
  expect([response.status, text]).toEqual([status, status === 204 ? "" : expect.any(String)]);
  if (body === undefined) return;
  expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
  expect(JSON.parse(text)).toMatchObject(Object(body));
});

test("each state starts from nothing, a teardown leaves nothing, and an unknown state is refused", async () => {
  await setUp("a subscriber exists");
  expect((await api().send("DELETE", "/subscribers/1")).status).toBe(204);
  await setUp("a subscriber exists", "teardown");
  expect((await api().send("DELETE", "/subscribers/1")).status).toBe(404);
  expect((await setUp("a state that nobody knows")).status).toBe(400);
});
