/** The assets: a backend that knows no sessions (D10). */
import { expect, test } from "vitest";
import { decision, edgeUnderTest, sessionCookie, settled } from "../../support/edge-under-test.ts";

test("what is under /assets is asked without a session, and stored whoever asks", async () => {
  const edge = edgeUnderTest(() => ({ headers: { "content-type": "text/css" }, body: "p{}" }), {
    profile: "www",
    guard: "enforce",
  });
  const first = await settled(await edge.get("/assets/application.css", sessionCookie("secret")));
  const [asked] = edge.origin.asked;
  expect([asked?.header("govuk-account-session"), asked?.header("cookie")]).toEqual([null, null]);
  expect(first.headers.get("cache-control")).toBe("max-age=31536000, public, immutable");
  expect(decision(await settled(await edge.get("/assets/application.css")))).toBe("hit");
  expect(edge.events.filter(({ type }) => type === "guard")).toEqual([]);
});

test("an app that only looks like assets is told of the session, and guarded", async () => {
  const edge = edgeUnderTest(() => ({ headers: { "content-type": "text/css" }, body: "p{}" }), {
    profile: "www",
    guard: "enforce",
  });
  await settled(await edge.get("/assetsx", sessionCookie("secret")));
  expect(edge.origin.asked[0]?.header("govuk-account-session")).toBe("secret");
  expect(decision(await settled(await edge.get("/assetsx")))).toBe("uri-miss");
});
