/** The door stands before the pages of the edge's own as well. */
import { expect, test } from "vitest";
import { edgeUnderTest } from "../../support/edge-under-test.ts";

test("who is not let in purges nothing, whatever token is sent", async () => {
  const token = "a-token-of-this-test";
  const edge = edgeUnderTest(() => ({ body: "page" }), {
    profile: "www",
    purge: { token },
    www: { denylist: { addresses: ["192.0.2.7"] } },
  });
  const order = (scheme: string) =>
    new Request(`${scheme}://www.gov.uk/__edge/purge`, {
      method: "POST",
      headers: { "fastly-key": token, "surrogate-key": "any" },
      redirect: "manual",
    });
  expect((await edge.fetch(order("http"))).status).toBe(301);
  expect((await edge.fetch(order("https"))).status).toBe(200);
  const denied = { address: "192.0.2.7", scheme: "https", host: "www.gov.uk" } as const;
  expect((await edge.from(denied, "/__edge/purge", { "fastly-key": token })).status).toBe(403);
});

test("the inspector stands behind the password of the site", async () => {
  const edge = edgeUnderTest(() => ({ body: "page" }), {
    profile: "www",
    inspector: true,
    www: { basicAuth: { user: "team", password: "secret" } },
  });
  expect((await edge.get("/__edge")).status).toBe(401);
  expect((await edge.get("/__edge", { authorization: `Basic ${btoa("team:secret")}` })).status).toBe(200);
});

test("a purge that is misspelt does not bring the app its token", async () => {
  const token = "a-token-of-this-test";
  const edge = edgeUnderTest(() => ({ body: "page" }), { profile: "www", purge: { token } });
  const got = await edge.get("/__edge/purge/", { authorization: `Bearer ${token}` });
  expect([got.status, edge.origin.asked]).toEqual([404, []]);
});
