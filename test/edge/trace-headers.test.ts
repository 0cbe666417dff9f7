/** The headers of OpenTelemetry (W3C Trace Context, W3C Baggage) go to the app as they came, on every way. */
import { describe, expect, test } from "vitest";
import type { EdgeSettings } from "../../src/edge/index.ts";
import { decision, edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";
import type { Asked } from "../support/memory-origin.ts";

const traceOf = (id: number) => ({
  traceparent: `00-0af7651916cd43dd8448eb211c80319c-b7ad6b716920333${id}-01`,
  tracestate: `rojo=00f067aa0ba902b${id}, congo=t61rcWkgMzE`,
  baggage: `userTier=${id};ttl=3, isProduction=false`,
});
const seenBy = (asked: Asked | undefined) => ({
  traceparent: asked?.header("traceparent"),
  tracestate: asked?.header("tracestate"),
  baggage: asked?.header("baggage"),
});
const profiles = ["rfc9111", "account", "www"] as const;
const fresh = { "cache-control": "max-age=60, stale-while-revalidate=60" };

function edgeOf(profile: EdgeSettings["profile"], headers: Record<string, string> = fresh) {
  return edgeUnderTest(({ url }) => {
    if (url.pathname === "/broken" && url.host === "origin.example") return { status: 500 };
    return { headers, body: "x" };
  }, settingsOf(profile));
}

function settingsOf(profile: EdgeSettings["profile"]): Partial<EdgeSettings> {
  const backends = { mirrors: [{ name: "mirrorS3", url: "https://mirror.example" }] };
  return { ...(profile && { profile }), www: { backends } };
}

describe.each(profiles)("in the profile %s", (profile) => {
  test("they go with a miss, with a session and without", async () => {
    const edge = edgeOf(profile);
    await settled(await edge.get("/a", traceOf(1)));
    await settled(await edge.get("/b", { ...traceOf(2), ...sessionCookie("a-session") }));
    expect(edge.origin.asked.map(seenBy)).toEqual([traceOf(1), traceOf(2)]);
  });

  test("they go with a pass, and with a method that no stored response can answer", async () => {
    const edge = edgeOf(profile, { "cache-control": "private" });
    await settled(await edge.get("/a", traceOf(1)));
    await settled(await edge.get("/a", traceOf(2)));
    const posted = { method: "POST", body: "x", headers: traceOf(3) };
    await settled(await edge.fetch(new Request("https://www.gov.uk/a", posted)));
    expect(edge.origin.asked.map(seenBy)).toEqual([traceOf(1), traceOf(2), traceOf(3)]);
  });

  test("a validation in the background carries those of the request that caused it", async () => {
    const edge = edgeOf(profile, { ...fresh, etag: '"1"' });
    await settled(await edge.get("/a", traceOf(1)));
    edge.pass(61);
    await settled(await edge.get("/a", traceOf(2)));
    expect(edge.origin.asked.map(seenBy)).toEqual([traceOf(1), traceOf(2)]);
    expect(edge.origin.asked[1]?.header("if-none-match")).toBe('"1"');
  });

  test("they are no part of the key", async () => {
    const edge = edgeOf(profile);
    await settled(await edge.get("/a", traceOf(1)));
    expect(decision(await edge.get("/a", traceOf(2)))).toBe("hit");
    expect(decision(await edge.get("/a"))).toBe("hit");
  });

  test("they are where the app varies on them", async () => {
    const edge = edgeOf(profile, { ...fresh, vary: "baggage" });
    await settled(await edge.get("/a", traceOf(1)));
    expect(decision(await settled(await edge.get("/a", traceOf(2))))).toBe("vary-miss");
    expect(decision(await edge.get("/a", traceOf(1)))).toBe("hit");
  });

  test("a request without them gets none from the edge", async () => {
    const edge = edgeOf(profile);
    await settled(await edge.get("/a"));
    expect(seenBy(edge.origin.asked[0])).toEqual({ traceparent: null, tracestate: null, baggage: null });
  });
});

test("they go with what a mirror is asked for in place of the app", async () => {
  const edge = edgeOf("www");
  await settled(await edge.get("/broken", traceOf(1)));
  expect(edge.origin.asked.map(({ url }) => url.host)).toEqual(["origin.example", "mirror.example"]);
  expect(edge.origin.asked.map(seenBy)).toEqual([traceOf(1), traceOf(1)]);
});
