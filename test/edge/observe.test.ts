import { expect, test } from "vitest";
import { createEdge } from "../../src/edge/index.ts";
import { masked, maskedTarget } from "../../src/edge/observe/mask.ts";
import { edgeUnderTest, sessionCookie, settled } from "../support/edge-under-test.ts";
import { memoryOrigin } from "../support/memory-origin.ts";

test("shows six characters of a secret at the most, and its length", () => {
  expect(masked("abcdefghijklmnop")).toBe("abcdef… (16 characters)");
  expect(masked("abc")).toBe("… (3 characters)");
});

test("masks the secrets of a query, and nothing else", () => {
  expect(maskedTarget("/sign-in/callback?code=abcdefghijklmnop&state=short&_ga=1.2")).toBe(
    "/sign-in/callback?code=abcdef… (16 characters)&state=… (5 characters)&_ga=1.2",
  );
  expect(maskedTarget("/search?keywords=state&page=2")).toBe("/search?keywords=state&page=2");
});

test("no event of a request holds its authorization code", async () => {
  const edge = edgeUnderTest(() => ({ status: 302, headers: { location: "/" } }));
  await edge.get("/sign-in/callback?code=a-secret-authorization-code&state=a-secret-state-value");
  expect(edge.events).toHaveLength(1);
  expect(JSON.stringify(edge.events)).not.toMatch(/authorization-code|state-value/);
});

test("a listener that throws harms neither the request nor the other listeners", async () => {
  const heard: string[] = [];
  const edge = createEdge({
    origin: "http://origin.example",
    transport: memoryOrigin(() => ({ body: "well" })).transport,
    listeners: [
      () => {
        throw new Error("listener");
      },
      ({ type }) => heard.push(type),
    ],
  });
  const response = await edge.fetch(new Request("https://www.gov.uk/"));
  expect([await response.text(), heard]).toEqual(["well", ["request"]]);
});

test("the inspector shows requests and warnings, escaped, and forgets them when told to", async () => {
  const edge = edgeUnderTest(() => ({ headers: { "cache-control": "max-age=60" }, body: "x" }), {
    guard: "report",
    inspector: true,
  });
  await settled(await edge.get("/page?<script>", sessionCookie("a-secret-session-value")));
  const page = await edge.get("/__edge");
  const text = await page.text();
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(text).toContain("GET /page?%3Cscript%3E");
  expect(text).toContain("was made for somebody&#39;s session but does not say so");
  expect(text).not.toContain("session-value");
  await edge.fetch(new Request("https://www.gov.uk/__edge/clear", { method: "POST" }));
  expect(await (await edge.get("/__edge/events.json")).json()).toEqual([]);
});

test("without the inspector /__edge is a page of the app", async () => {
  const edge = edgeUnderTest(() => ({ body: "the app" }));
  expect(await (await edge.get("/__edge")).text()).toBe("the app");
});
