import { expect, test } from "vitest";
import { createSignon } from "../../src/origin-mocks/signon/index.ts";
import { loadWorld } from "../../src/origin-mocks/world.ts";

const reset = (headers: Record<string, string>) =>
  createSignon({ world: loadWorld() }).app.request("http://127.0.0.1:9083/__mock/reset", {
    method: "POST",
    headers,
  });

test("a mock is controlled from this machine, and no cache keeps what it says", async () => {
  const { app } = createSignon({ world: loadWorld() });
  const state = await app.request("http://127.0.0.1:9083/__mock");
  expect([state.status, state.headers.get("cache-control")]).toEqual([200, "no-store"]);
  expect((await reset({})).status).toBe(204);
  expect((await reset({ origin: "http://127.0.0.1:9083" })).status).toBe(204);
});

test("it is not controlled through an edge, nor by a page of another site", async () => {
  expect((await reset({ via: "1.1 govuk-edge-0a1b2c3d" })).status).toBe(404);
  expect((await reset({ origin: "https://evil.example" })).status).toBe(403);
});
