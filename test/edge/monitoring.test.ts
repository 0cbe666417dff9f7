/** /__edge/health, and who may look at it and at /__edge/metrics. */
import { describe, expect, test } from "vitest";
import { createEdge, type EdgeSettings, OriginError } from "../../src/edge/index.ts";
import { version } from "../../src/edge/version.ts";
import { type EdgeUnderTest, edgeUnderTest, settled } from "../support/edge-under-test.ts";
import { memoryOrigin } from "../support/memory-origin.ts";

const token = "a-token-of-operators";
const asMonitor = { authorization: `Bearer ${token}` };
const pages = ["/__edge/health", "/__edge/metrics"];
const at = (address: string) => ({ address, scheme: "https", host: "www.gov.uk" }) as const;
const stranger = at("198.51.100.1");

async function health(edge: EdgeUnderTest): Promise<[status: number, said: unknown]> {
  const response = await edge.get("/__edge/health", asMonitor);
  return [response.status, await response.json()];
}

describe("who may look", () => {
  test.each(pages)("without anybody who may, %s is a page of the app", async (page) => {
    const edge = edgeUnderTest(() => ({ body: "the app" }));
    expect(await (await edge.get(page, asMonitor)).text()).toBe("the app");
  });

  test.each(pages)("%s is for the token, and for addresses that are trusted", async (page) => {
    const edge = edgeUnderTest(() => ({}), { monitoring: { token, trusted: ["192.0.2.0/24"] } });
    const statuses = [
      await edge.from(stranger, page, asMonitor),
      await edge.from(at("192.0.2.7"), page, {}),
      await edge.from(stranger, page, {}),
      await edge.from(stranger, page, { authorization: "Bearer another-token" }),
      await edge.from(stranger, page, { "fastly-key": token }),
      await edge.get(page),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 401, 401, 401, 401]);
    const refused = await edge.from(stranger, page, { authorization: "Bearer another-token" });
    expect(refused.headers.get("www-authenticate")).toBe('Bearer realm="monitoring"');
    expect(await refused.text()).not.toMatch(/another|ready|requests/);
  });

  test("where no token is set, a stranger is told that none would help", async () => {
    const edge = edgeUnderTest(() => ({}), { monitoring: { trusted: ["192.0.2.7"] } });
    const refused = await edge.from(stranger, "/__edge/metrics", {});
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { status: "refused", detail: "Monitoring is not open to this address." },
    ]);
  });

  test("open health tells everybody whether it is ready, and nothing else", async () => {
    const edge = edgeUnderTest(
      () => ({}),
      { monitoring: { openHealth: true } },
      { troubles: () => ["an odd thing"] },
    );
    const response = await edge.from(stranger, "/__edge/health", {});
    expect([response.status, await response.json()]).toEqual([200, { status: "ready" }]);
    expect((await edge.from(stranger, "/__edge/metrics", {})).status).toBe(403);
  });

  test("the token for purges opens nothing here, nor this one purges", async () => {
    const settings: Partial<EdgeSettings> = { monitoring: { token }, purge: { token: "a-token-for-purges" } };
    const edge = edgeUnderTest(() => ({}), settings);
    const asPurger = { authorization: "Bearer a-token-for-purges" };
    expect((await edge.get("/__edge/metrics", asPurger)).status).toBe(401);
    const order = { method: "POST", headers: { ...asMonitor, "surrogate-key": "a" } };
    expect((await edge.fetch(new Request("https://www.gov.uk/__edge/purge", order))).status).toBe(401);
  });
});

describe("the pages", () => {
  test.each(pages)(
    "%s answers HEAD as GET without a body, refuses all else, and is never stored",
    async (page) => {
      const edge = edgeUnderTest(() => ({}), { monitoring: { token } });
      const ask = (method: string) =>
        edge.fetch(new Request(`https://www.gov.uk${page}`, { method, headers: asMonitor }));
      const [get, head, post] = [await ask("GET"), await ask("HEAD"), await ask("POST")];
      expect([get.status, head.status, post.status]).toEqual([200, 200, 405]);
      expect(post.headers.get("allow")).toBe("GET, HEAD");
      expect([(await get.text()).length > 0, await head.text()]).toEqual([true, ""]);
      for (const answer of [get, head, post]) expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(edge.origin.asked).toEqual([]);
      expect(edge.events).toEqual([]);
    },
  );

  test.each(pages)(
    "%s stands before the door of www, to which a load balancer comes without TLS",
    async (page) => {
      const www = { basicAuth: { user: "a", password: "b" } };
      const edge = edgeUnderTest(() => ({}), { profile: "www", monitoring: { token }, www });
      const plain = (path: string) =>
        edge.fetch(new Request(`http://www.gov.uk${path}`, { headers: asMonitor }));
      expect((await plain(page)).status).toBe(200);
      expect((await plain("/")).status).toBe(301);
      expect((await plain("/__edge/other")).status).toBe(301);
    },
  );
});

describe("health", () => {
  test("says which version runs, by which profile, and for how long", async () => {
    const edge = edgeUnderTest(() => ({}), { monitoring: { token } });
    edge.pass(90);
    const said = { status: "ready", reasons: [], version, uptime: 90, profile: "account" };
    expect(await health(edge)).toEqual([200, said]);
  });

  test("is degraded while the origin gives no answer, until it does or a minute has passed", async () => {
    let isThere = false;
    const edge = edgeUnderTest(
      () => {
        if (!isThere) throw new OriginError("unreachable", "Nobody is there.");
        return {};
      },
      { monitoring: { token } },
    );
    const reasons = ["backend origin: no answer 10 s ago (unreachable), and none since"];
    await edge.get("/secret-page");
    edge.pass(10);
    expect(await health(edge)).toMatchObject([200, { status: "degraded", reasons }]);
    edge.pass(50);
    expect(await health(edge)).toMatchObject([200, { status: "ready" }]);
    await edge.get("/secret-page");
    isThere = true;
    await settled(await edge.get("/another"));
    expect(await health(edge)).toMatchObject([200, { status: "ready" }]);
  });

  test("does not take a client that left for a failure of the origin's", async () => {
    const edge = edgeUnderTest(
      () => {
        throw new OriginError("aborted", "The client left.");
      },
      { monitoring: { token } },
    );
    await edge.get("/a");
    expect(await health(edge)).toMatchObject([200, { status: "ready" }]);
  });

  test("names each backend that fails, or that its probes say is sick", async () => {
    const probe = { path: "/healthcheck", initial: 0 };
    const mirrors = [{ name: "mirrorS3", url: "https://mirror.example/www" }];
    const www = { backends: { origin: { probe }, mirrors }, forceTls: false };
    const edge = edgeUnderTest(
      () => {
        throw new OriginError("timeout", "Nobody in time.");
      },
      { profile: "www", monitoring: { token }, www },
      { schedule: () => () => undefined },
    );
    await edge.get("/a");
    const [, said] = await health(edge);
    expect(said).toMatchObject({
      status: "degraded",
      reasons: [
        "backend mirrorS3: no answer 0 s ago (timeout), and none since",
        "backend origin: its probes say that it is sick",
      ],
    });
  });

  test("has the reasons that a rim gives, and says so in a metric", async () => {
    const edge = edgeUnderTest(
      () => ({}),
      { monitoring: { token } },
      { troubles: () => ["memory: little is left"] },
    );
    const reasons = ["memory: little is left"];
    expect(await health(edge)).toMatchObject([200, { status: "degraded", reasons }]);
    const metrics = await (await edge.get("/__edge/metrics", asMonitor)).text();
    expect(metrics).toMatch(/^govuk_edge_degraded 1$/m);
  });

  test("is 503 for everybody once the edge is stopping, whatever else is wrong", async () => {
    const edge = createEdge({
      origin: "http://origin.example",
      transport: memoryOrigin(() => ({})).transport,
      monitoring: { token, openHealth: true },
      troubles: () => ["an odd thing"],
    });
    edge.stopping();
    const ask = async (headers: Record<string, string>) => {
      const response = await edge.fetch(new Request("https://www.gov.uk/__edge/health", { headers }));
      return [response.status, await response.json()];
    };
    expect(await ask({})).toEqual([503, { status: "stopping" }]);
    expect(await ask(asMonitor)).toMatchObject([503, { status: "stopping", reasons: ["an odd thing"] }]);
  });
});
