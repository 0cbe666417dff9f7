import { expect, test } from "vitest";
import { signedIn } from "../support/worker-client.ts";
import { useWorkerWithApp } from "../support/worker-with-app.ts";

const app = useWorkerWithApp();

const account = ["govuk-account-session", "govuk-account-session-exists", "govuk-account-session-flash"];

test("a page is fetched once and then served from memory", async () => {
  app.origin.answerNext({ status: 200, headers: [["Cache-Control", "max-age=60"]], body: "a page" });
  const first = await app.visit("/page");
  expect(first).toMatchObject({ status: 200, body: "a page" });
  expect(first.header("cache-status")).toMatch(/^govuk-edge; fwd=uri-miss; fwd-status=200; stored; ttl=/);
  expect(app.origin.seenByOrigin()).toMatchObject({ method: "GET", url: "/page" });

  const second = await app.visit("/page");
  expect(second).toMatchObject({ status: 200, body: "a page" });
  expect(second.header("cache-status")).toMatch(/^govuk-edge; hit; ttl=/);
  expect(second.header("x-cache")).toBe("HIT");
  expect(second.header("content-length")).toBe("6");
  expect(app.origin.seenByOrigin()).toBeNull();
});

test("HEAD is answered from the same page, with its length and no body", async () => {
  app.origin.answerNext({ status: 200, headers: [["Cache-Control", "max-age=60"]], body: "a page" });
  expect(await app.visit("/head", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  expect(app.origin.seenByOrigin()).toMatchObject({ method: "GET" });
  const head = await app.visit("/head", { method: "HEAD" });
  expect(head.header("content-length")).toBe("6");
  expect(await app.visit("/head")).toMatchObject({ body: "a page" });
  expect(app.origin.seenByOrigin()).toBeNull();
});

test("the session cookie becomes three headers, and each person has a page of their own", async () => {
  const headers: [string, string][] = [
    ["Vary", "GOVUK-Account-Session"],
    ["Cache-Control", "max-age=60"],
  ];
  app.origin.answerNext({ status: 200, headers, body: "hello Ada" });
  const page = await app.visit("/home", { headers: signedIn("ada$$saved") });
  expect(page.body).toBe("hello Ada");
  expect(page.header("vary")).toBe("Cookie");
  expect(page.header("cache-control")).toBe("max-age=60, private");
  expect(app.appSaw(...account, "cookie")).toEqual([["ada$$saved"], ["1"], ["saved"], []]);

  app.origin.answerNext({ status: 200, headers, body: "hello stranger" });
  expect(await app.visit("/home")).toMatchObject({ body: "hello stranger" });
  expect(app.appSaw(...account)).toEqual([[], [], []]);
  expect(await app.visit("/home", { headers: signedIn("ada$$saved") })).toMatchObject({ body: "hello Ada" });
  expect(await app.visit("/home")).toMatchObject({ body: "hello stranger" });
  expect(app.origin.seenByOrigin()).toBeNull();
});

test("a session that the app sends becomes a cookie", async () => {
  app.origin.answerNext({ status: 200, headers: [["GOVUK-Account-Session", "fresh"]], body: "welcome" });
  const page = await app.visit("/sign-in/callback");
  expect(page.lines("set-cookie")).toEqual([
    "__Host-govuk_account_session=fresh; secure; httponly; samesite=lax; path=/",
  ]);
  expect(page.lines("govuk-account-session")).toEqual([]);
});

test("the end of a session deletes the cookie", async () => {
  app.origin.answerNext({ status: 200, headers: [["GOVUK-Account-End-Session", "1"]], body: "bye" });
  const page = await app.visit("/sign-out", { headers: signedIn("ada") });
  expect(page.lines("set-cookie")).toHaveLength(1);
  expect(page.lines("set-cookie")[0]).toMatch(
    /^__Host-govuk_account_session=; .*(Max-Age=0|Expires=Thu, 01 Jan 1970)/i,
  );
});

test("several cookies of an app stay lines of their own", async () => {
  const cookies = ["a=1; Path=/; Expires=Thu, 01 Jan 2037 00:00:00 GMT", "b=2; Path=/"];
  app.origin.answerNext({
    status: 200,
    headers: cookies.map((one) => ["Set-Cookie", one] as const),
    body: "two",
  });
  expect((await app.visit("/cookies")).lines("set-cookie")).toEqual(cookies);
});

test("two Cookie lines, which workerd joins by a comma, sign the person out", async () => {
  app.origin.answerNext({ status: 200, headers: [["Cache-Control", "no-store"]], body: "hello stranger" });
  await app.visit("/two-lines", { headers: [["Cookie", "a=1"], ...signedIn("ada")] });
  expect(app.appSaw(...account)).toEqual([[], [], []]);
});
