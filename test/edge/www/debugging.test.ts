/** Fastly's debug fields: for who asks for them, and may. */
import { expect, test } from "vitest";
import { edgeUnderTest, settled } from "../../support/edge-under-test.ts";

const edge = () =>
  edgeUnderTest(() => ({ headers: { "content-type": "text/plain" }, body: "page" }), {
    profile: "www",
    www: { debuggers: ["192.0.2.0/24"] },
  });
const engineer = { address: "192.0.2.7", scheme: "https", host: "www.gov.uk" } as const;
const stranger = { ...engineer, address: "198.51.100.7" } as const;
const asking = { "fastly-debug": "1" };

const told = (response: Response) =>
  [...response.headers.keys()].filter((name) => name.startsWith("fastly-debug"));

test("an engineer is told how the answer came about, of a miss and of a hit", async () => {
  const site = edge();
  const miss = await settled(await site.from(engineer, "/p", asking));
  expect(told(miss)).toEqual(["fastly-debug-digest", "fastly-debug-path", "fastly-debug-ttl"]);
  expect(miss.headers.get("fastly-debug-ttl")).toBe("(M cache-edge0001-GOV 300.000 86400.000 0)");
  site.pass(9);
  const hit = await settled(await site.from(engineer, "/p", asking));
  expect(hit.headers.get("fastly-debug-ttl")).toBe("(H cache-edge0001-GOV 291.000 86400.000 9)");
  const time = Date.UTC(2026, 0, 1) / 1000;
  expect(hit.headers.get("fastly-debug-path")).toBe(
    `(D cache-edge0001-GOV ${time + 9}) (F cache-edge0001-GOV ${time})`,
  );
});

test("a stranger is told nothing, nor an engineer who does not ask", async () => {
  const site = edge();
  await settled(await site.from(engineer, "/p", asking));
  expect(told(await settled(await site.from(stranger, "/p", asking)))).toEqual([]);
  expect(told(await settled(await site.from(engineer, "/p", {})))).toEqual([]);
});

test("what an app or a client says in these fields goes no further", async () => {
  const site = edgeUnderTest(() => ({ headers: { "fastly-debug-ttl": "spoofed" }, body: "page" }), {
    profile: "www",
  });
  const got = await settled(await site.get("/p", { ...asking, "fastly-debug-path": "spoofed" }));
  expect(told(got)).toEqual([]);
  const [asked] = site.origin.asked;
  expect([asked?.header("fastly-debug"), asked?.header("fastly-debug-path")]).toEqual([null, null]);
});
