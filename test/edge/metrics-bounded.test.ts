/** Nobody outside decides how much the metrics hold, or reads anything of others in them. */
import { expect, test } from "vitest";
import { createMetrics } from "../../src/edge/index.ts";
import { formatFor } from "../../src/edge/observe/exposition.ts";
import { counts, histograms } from "../../src/edge/observe/instruments.ts";
import { edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";
import { metricsText } from "../support/metrics-text.ts";

const token = "a-token-of-operators";

function pageOf(edge: ReturnType<typeof edgeUnderTest>, accept = "*/*") {
  return edge.get("/__edge/metrics", { authorization: `Bearer ${token}`, accept });
}

test("nothing that clients send makes new series, once each decision was seen", async () => {
  const edge = edgeUnderTest(
    ({ url, method }) => ({
      status: 200 + (url.pathname.length % 300),
      headers: { "cache-control": "no-store", [`x-${method}`]: "a" },
    }),
    { monitoring: { token }, profile: "rfc9111" },
  );
  const visit = async (nth: number) => {
    const method = ["GET", nth < 400 ? "DELETE" : "PATCH", "PUT", "POST"][nth % 4] ?? "GET";
    const headers = { [`x-${nth}`]: `${nth}`, "user-agent": `a${nth}`, host: `h${nth}.example` };
    const url = `https://h${nth}.example/${"p".repeat(nth)}?secret-query=${nth}`;
    await settled(await edge.fetch(new Request(url, { method, headers })));
  };
  const namesNow = async () => [...metricsText(await (await pageOf(edge)).text()).samples.keys()];
  for (let nth = 0; nth < 400; nth += 1) await visit(nth);
  const first = await namesNow();
  for (let nth = 400; nth < 800; nth += 1) await visit(nth);
  expect(await namesNow()).toEqual(first);
  expect(first.length).toBeLessThan(250);
});

test("no URL, host, session or token stands in it", async () => {
  const edge = edgeUnderTest(() => ({ headers: { "govuk-account-session": "not valid" } }), {
    monitoring: { token },
  });
  await settled(await edge.get("/a-secret-path?code=a-secret-code", sessionCookie("a-secret-session")));
  await settled(await edge.get("/a-secret-path", sessionCookie("")));
  const text = await (await pageOf(edge)).text();
  expect(text).toContain('reason="empty"');
  expect(text).not.toMatch(/secret|gov\.uk|token-of|http/);
});

test("a word that a label does not know counts as another", () => {
  const kinds = counts({ a: ["x", "other"], b: ["1", "2", "other"] });
  kinds.count("x", "2");
  kinds.count("y", "z");
  expect(kinds.series().filter(({ value }) => value > 0)).toEqual([
    {
      labels: [
        ["a", "x"],
        ["b", "2"],
      ],
      value: 1,
    },
    {
      labels: [
        ["a", "other"],
        ["b", "other"],
      ],
      value: 1,
    },
  ]);
});

test("of names from the settings some dozens are told apart", () => {
  const backends = histograms([1]);
  for (let nth = 0; nth < 1_000; nth += 1) backends.of(`backend-${nth}`).observe(2);
  expect(backends.all).toHaveLength(33);
  expect(backends.all.at(-1)?.[0]).toBe("other");
  expect(backends.all.at(-1)?.[1].buckets).toEqual([
    [1, 0],
    [Infinity, 968],
  ]);
});

test("OpenMetrics is for who asks for it, and is another spelling of the same", async () => {
  const edge = edgeUnderTest(() => ({}), { monitoring: { token } });
  const [plain, open] = [
    await pageOf(edge),
    await pageOf(edge, "application/openmetrics-text; version=1.0.0"),
  ];
  expect(plain.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(open.headers.get("content-type")).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  const [plainText, openText] = [await plain.text(), await open.text()];
  expect(plainText).not.toContain("# EOF");
  expect(openText).toMatch(/\n# EOF\n$/);
  expect(openText).toContain("# TYPE govuk_edge_passes counter\n");
  expect(openText).toContain('le="1.0"');
  const familiar = (name: string) => name.replace(/le="(\d+)\.0"/, 'le="$1"');
  const names = [...metricsText(openText).samples.keys()].map(familiar);
  expect(names).toEqual([...metricsText(plainText).samples.keys()]);
});

test.each<[accept: string | null, format: string]>([
  [null, "prometheus"],
  ["text/plain", "prometheus"],
  [
    "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1",
    "openmetrics",
  ],
  ["application/openmetrics-text; q=0, text/plain", "prometheus"],
  ["application/openmetrics-texts", "prometheus"],
])("who accepts %s gets %s", (accept, format) => {
  expect(formatFor(accept)).toBe(format);
});

test("what only the server knows is there once it is read from it", () => {
  const metrics = createMetrics();
  const readings = { version: "1", profile: "www", uptime: 1, isDegraded: false, store: null };
  expect(metrics.exposition("prometheus", readings)).not.toContain("open_connections");
  metrics.watch({ connections: () => 3, requests: () => 2 });
  const { samples } = metricsText(metrics.exposition("prometheus", readings));
  expect(samples.get("govuk_edge_open_connections")).toBe(3);
  expect(samples.get("govuk_edge_requests_under_way")).toBe(2);
  expect(samples.get('govuk_edge_build_info{version="1",profile="www"}')).toBe(1);
});
