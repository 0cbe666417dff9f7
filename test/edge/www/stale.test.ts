/** What is stale, and an app that fails: which of the two a client gets. */
import { describe, expect, test } from "vitest";
import { edgeUnderTest, settled } from "../../support/edge-under-test.ts";

/** A page that is stored and stale, and an app that now answers this. */
async function staleBefore(status: number, headers: Record<string, string> = {}) {
  const edge = edgeUnderTest(
    (_asked, nth) =>
      nth === 1
        ? { headers: { "cache-control": "max-age=60" }, body: "stored" }
        : { status, headers, body: "the error" },
    { profile: "www" },
  );
  await settled(await edge.get("/"));
  edge.pass(61);
  return settled(await edge.get("/"));
}

describe("with something stale", () => {
  test.each([500, 501, 502, 503, 504, 505, 599])("a %i of the app is not given", async (status) => {
    const got = await staleBefore(status);
    expect([got.status, await got.text()]).toEqual([200, "stored"]);
  });

  test("an error that the app means is given all the same, and not stored", async () => {
    const got = await staleBefore(503, { "no-fallback": "1" });
    expect([got.status, await got.text()]).toEqual([503, "the error"]);
    expect(got.headers.get("cache-status")).not.toContain("stored");
  });

  test("a client error is an answer", async () => {
    expect((await staleBefore(404)).status).toBe(404);
  });
});
