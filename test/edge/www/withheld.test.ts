/** Fields that Connection names: whoever uses them to decide must decide as the cache key does. */
import { expect, test } from "vitest";
import { edgeUnderTest, settled } from "../../support/edge-under-test.ts";

test("a coding that a client asks for and withholds does not fill the copy in no coding", async () => {
  const edge = edgeUnderTest(() => ({ headers: { "content-type": "text/html" }, body: "<p>page</p>" }), {
    profile: "www",
  });
  await settled(await edge.get("/", { "accept-encoding": "gzip", connection: "accept-encoding" }));
  const plain = await settled(await edge.get("/"));
  expect([plain.headers.get("content-encoding"), await plain.text()]).toEqual([null, "<p>page</p>"]);
});
