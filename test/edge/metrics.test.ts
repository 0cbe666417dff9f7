/** What /__edge/metrics counts. */
import { describe, expect, test } from "vitest";
import { createMetrics } from "../../src/edge/index.ts";
import { type EdgeUnderTest, edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";
import { streamOf } from "../support/memory-origin.ts";
import { metricsText } from "../support/metrics-text.ts";

const token = "a-token-of-operators";
const monitoring = { token };
const asMonitor = { authorization: `Bearer ${token}` };

/** The samples that are not zero, without their common prefix. */
async function counted(edge: EdgeUnderTest): Promise<Record<string, number>> {
  const response = await edge.get("/__edge/metrics", asMonitor);
  const { samples } = metricsText(await response.text());
  return Object.fromEntries(
    [...samples]
      .filter(([, value]) => value !== 0)
      .map(([name, value]) => [name.replace("govuk_edge_", ""), value]),
  );
}

describe("requests are counted by decision", () => {
  const seconds = { "cache-control": "max-age=60, stale-while-revalidate=60, stale-if-error=600" };

  test("a miss, hits and a stale answer while it is validated", async () => {
    const edge = edgeUnderTest(() => ({ headers: seconds, body: "12345" }), { monitoring });
    for (const pause of [0, 0, 61]) {
      edge.pass(pause);
      await settled(await edge.get("/a"));
    }
    await settled(await edge.fetch(new Request("https://www.gov.uk/a", { method: "HEAD" })));
    expect(await counted(edge)).toMatchObject({
      'requests_total{decision="miss",method="GET",status="2xx"}': 1,
      'requests_total{decision="hit",method="GET",status="2xx"}': 1,
      'requests_total{decision="hit",method="HEAD",status="2xx"}': 1,
      'requests_total{decision="stale",method="GET",status="2xx"}': 1,
      'stale_total{reason="revalidating"}': 1,
      response_bytes_total: 15,
    });
  });

  test("a stale answer in place of an error, and the error's code", async () => {
    const edge = edgeUnderTest((_asked, nth) => ({ status: nth > 1 ? 503 : 200, headers: seconds }), {
      monitoring,
    });
    await settled(await edge.get("/a"));
    edge.pass(200);
    await settled(await edge.get("/a"));
    expect(await counted(edge)).toMatchObject({
      'requests_total{decision="stale",method="GET",status="2xx"}': 1,
      'stale_total{reason="stale-if-error"}': 1,
      'origin_errors_total{code="server-error"}': 1,
    });
  });

  test("passes by reason, and misses that are not stored", async () => {
    const edge = edgeUnderTest(() => ({ headers: { "cache-control": "private" } }), { monitoring });
    await settled(await edge.get("/a"));
    await settled(await edge.get("/a"));
    await settled(await edge.fetch(new Request("https://www.gov.uk/a", { method: "DELETE" })));
    expect(await counted(edge)).toMatchObject({
      'requests_total{decision="miss",method="GET",status="2xx"}': 1,
      'requests_total{decision="pass",method="GET",status="2xx"}': 1,
      'requests_total{decision="pass",method="other",status="2xx"}': 1,
      'passes_total{reason="private"}': 1,
      'passes_total{reason="method"}': 1,
      'not_stored_total{reason="private"}': 1,
    });
  });

  test("requests that share another's way to the origin", async () => {
    const gate = Promise.withResolvers<void>();
    const edge = edgeUnderTest(() => gate.promise.then(() => ({ headers: seconds, body: "x" })), {
      monitoring,
    });
    const both = [edge.get("/a"), edge.get("/a")];
    gate.resolve();
    await Promise.all(both);
    expect(await counted(edge)).toMatchObject({
      'requests_total{decision="miss",method="GET",status="2xx"}': 1,
      'requests_total{decision="collapsed",method="GET",status="2xx"}': 1,
    });
  });

  test("the edge's own answers, and pages for what failed", async () => {
    const edge = edgeUnderTest(
      () => {
        throw new Error("the app is not there");
      },
      { monitoring, profile: "www", www: { denylist: { addresses: ["192.0.2.1"] } } },
    );
    const denied = { address: "192.0.2.1", scheme: "https", host: "www.gov.uk" } as const;
    await edge.from(denied, "/a", {});
    await edge.get("/a");
    expect(await counted(edge)).toMatchObject({
      'requests_total{decision="own",method="GET",status="4xx"}': 1,
      'requests_total{decision="error",method="GET",status="5xx"}': 1,
      internal_errors_total: 1,
    });
  });
});

test("sessions that are refused or invalid, and pages that forget Vary, are counted", async () => {
  const edge = edgeUnderTest(
    ({ url }) => ({ headers: url.pathname === "/a" ? { "govuk-account-session": "b a d" } : {} }),
    { monitoring },
  );
  await settled(await edge.get("/a", sessionCookie("")));
  await settled(await edge.get("/b", sessionCookie("a-session")));
  expect(await counted(edge)).toMatchObject({
    'sessions_refused_total{reason="empty"}': 1,
    sessions_invalid_total: 1,
    'guard_total{stored="no"}': 1,
  });
});

test("purges are counted, with no lag where they were asked for, and with what a log of them brings", async () => {
  const metrics = createMetrics();
  const edge = edgeUnderTest(() => ({}), { monitoring, purge: { token } }, { metrics });
  await edge.purge({ everything: true });
  await edge.get("/__edge/purge");
  metrics.purgeLag(2);
  expect(await counted(edge)).toMatchObject({
    'purges_total{outcome="done"}': 1,
    'purges_total{outcome="refused"}': 1,
    'purge_lag_seconds_bucket{le="0.01"}': 1,
    'purge_lag_seconds_bucket{le="2.5"}': 2,
    purge_lag_seconds_sum: 2,
    purge_lag_seconds_count: 2,
  });
});

test("the origin's time and the edge's own are told apart", async () => {
  const edge: EdgeUnderTest = edgeUnderTest(
    () => {
      edge.pass(0.25);
      return { headers: { "cache-control": "max-age=60" } };
    },
    { monitoring },
  );
  await settled(await edge.get("/a"));
  const found = await counted(edge);
  expect(found).toMatchObject({
    'origin_first_byte_seconds_bucket{backend="origin",le="0.25"}': 1,
    'origin_first_byte_seconds_sum{backend="origin"}': 0.25,
    'own_seconds_bucket{decision="miss",le="0.0001"}': 1,
  });
  expect(found).not.toHaveProperty('origin_first_byte_seconds_bucket{backend="origin",le="0.1"}');
});

test("bodies are counted as they are sent, also where nobody knew how long they would be", async () => {
  const edge = edgeUnderTest(
    () => ({ headers: { "cache-control": "private" }, body: streamOf("123", "45") }),
    {
      monitoring,
    },
  );
  const response = await edge.get("/a");
  expect(await counted(edge)).not.toHaveProperty("response_bytes_total");
  expect(await response.text()).toBe("12345");
  expect(await counted(edge)).toMatchObject({ response_bytes_total: 5 });
});

test("the memory store says how much it holds, what has gone, and of which URL it holds most", async () => {
  const headers = { "cache-control": "max-age=60", vary: "x" };
  const settings = { monitoring, profile: "rfc9111", cacheBytes: 12_000 } as const;
  const edge = edgeUnderTest(() => ({ headers, body: "x".repeat(500) }), settings);
  await settled(await edge.get("/a", { x: "1" }));
  await settled(await edge.get("/b", { x: "1" }));
  await settled(await edge.get("/b", { x: "2" }));
  expect(await counted(edge)).toMatchObject({
    stored_responses: 3,
    stored_bytes_bound: 12_000,
    largest_url_variants: 2,
  });
  for (let nth = 3; nth < 9; nth += 1) await settled(await edge.get("/b", { x: String(nth) }));
  const later = await counted(edge);
  expect(later.stored_bytes).toBeLessThanOrEqual(12_000);
  expect(Number(later.stored_responses) + Number(later.evictions_total)).toBe(9);
});
