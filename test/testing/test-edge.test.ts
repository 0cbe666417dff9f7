import { once } from "node:events";
import { createServer } from "node:http";
import { Hono } from "hono";
import { expect, onTestFinished, test } from "vitest";
import { type AppEdgeOptions, testEdge } from "../../src/testing/index.ts";

/** Greets whoever is signed in, varies on it or forgets to, and never says the same twice. */
function app() {
  let renderings = 0;
  function greeting(session: string | undefined): string {
    renderings += 1;
    return `Hello ${session ?? "stranger"}, ${renderings}`;
  }

  return new Hono()
    .get("/account", (c) => {
      c.header("Cache-Control", "max-age=60");
      c.header("Vary", "GOVUK-Account-Session");
      return c.text(greeting(c.req.header("GOVUK-Account-Session")));
    })
    .get("/forgets", (c) => {
      c.header("Cache-Control", "max-age=60");
      return c.text(greeting(c.req.header("GOVUK-Account-Session")));
    })
    .get("/sign-in", (c) => {
      c.header("GOVUK-Account-Session", "fresh$$welcome");
      return c.redirect("/account");
    })
    .get("/host", (c) => c.text(c.req.url, 200, { "Cache-Control": "no-store" }))
    .get("/expires", (c) => {
      c.header("Date", new Date().toUTCString());
      c.header("Expires", new Date(Date.now() + 60_000).toUTCString());
      return c.text(greeting(undefined));
    })
    .get("/breaks", () => {
      throw new Error("no such template");
    })
    .post("/form", async (c) => c.text(`got ${await c.req.text()}`));
}

function edgeBefore(options: Partial<AppEdgeOptions> = {}) {
  const edge = testEdge({ origin: app(), ...options });
  onTestFinished(() => edge.close());
  return edge;
}

test("each person has an answer, which comes from the cache the second time", async () => {
  const edge = edgeBefore();
  const amina = edge.as("amina");
  const first = await amina.get("/account");
  expect(first).toMatchObject({ status: 200, body: "Hello amina, 1", cache: "miss", stored: true, ttl: 60 });
  expect(first.seenByOrigin).toMatchObject({ method: "GET", url: "/account", session: "amina", exists: "1" });
  expect(first.headers.get("vary")).toBe("Cookie");
  const second = await amina.get("/account");
  expect(second).toMatchObject({ body: "Hello amina, 1", cache: "hit", seenByOrigin: null });
  const nobody = await edge.anonymous().get("/account");
  expect(nobody).toMatchObject({ body: "Hello stranger, 2", cache: "miss", seenByOrigin: { session: null } });
});

test("a page that forgets to vary is shown to a stranger, and there is a warning of it", async () => {
  const edge = edgeBefore();
  await edge.as("amina").get("/forgets");
  expect(await edge.anonymous().get("/forgets")).toMatchObject({ body: "Hello amina, 1", cache: "hit" });
  expect(edge.events.filter(({ type }) => type !== "request")).toHaveLength(1);
  const guarded = edgeBefore({ guard: "enforce" });
  expect(await guarded.as("amina").get("/forgets")).toMatchObject({ cache: "miss", stored: false });
  expect(await guarded.anonymous().get("/forgets")).toMatchObject({ body: "Hello stranger, 2" });
});

test("the clock stands until it is moved, and the app's dates go with it", async () => {
  const edge = edgeBefore();
  const page = (path: string) => edge.anonymous().get(path);
  await page("/account");
  edge.advance(59);
  expect(await page("/account")).toMatchObject({ cache: "hit", ttl: 1 });
  edge.advance(1);
  expect((await page("/account")).cache).toBe("miss");
  edge.advance(86_400 * 3_650);
  expect(await page("/expires")).toMatchObject({ cache: "miss", ttl: 60 });
  edge.advance(59);
  expect((await page("/expires")).cache).toBe("hit");
  edge.advance(2);
  expect((await page("/expires")).cache).toBe("miss");
});

test("an app that is away is not asked, what is stored is given, and the app comes back", async () => {
  const edge = edgeBefore();
  await edge.anonymous().get("/account");
  edge.originDown();
  expect((await edge.anonymous().get("/account")).cache).toBe("hit");
  expect(await edge.as("amina").get("/account")).toMatchObject({ status: 502, seenByOrigin: null });
  edge.originUp();
  expect(await edge.as("amina").get("/account")).toMatchObject({ status: 200 });
});

test("a message reaches the app once, and a session that the app gives becomes a cookie", async () => {
  const edge = edgeBefore();
  const { seenByOrigin } = await edge.as("amina").withFlash("saved", "sent").get("/account");
  expect(seenByOrigin).toMatchObject({ session: "amina$$saved,sent", flash: "saved,sent" });
  const signedIn = await edge.anonymous().get("/sign-in");
  expect(signedIn.headers.getSetCookie()).toEqual([
    "__Host-govuk_account_session=fresh$$welcome; secure; httponly; samesite=lax; path=/",
  ]);
  expect(signedIn).toMatchObject({ status: 302, stored: false });
});

test("the app sees the host that was asked for, bodies and headers, and what it throws is a 500", async () => {
  const edge = edgeBefore({ host: "www.staging.example" });
  const { body } = await edge.anonymous().get("/host?a=1");
  expect(body).toBe("http://www.staging.example/host?a=1");
  const posted = await edge
    .anonymous()
    .request("/form", { method: "POST", body: "a=1", headers: { "X-A": "b" } });
  expect(posted).toMatchObject({ body: "got a=1", cache: "pass" });
  expect(posted.seenByOrigin?.headers.get("x-a")).toBe("b");
  const throwing = edgeBefore({ origin: () => Promise.reject(new Error("no such template")) });
  expect(await throwing.anonymous().get("/")).toMatchObject({
    status: 500,
    body: "The app threw: no such template\n",
  });
});

test("HEAD has no body, even where the app makes one", async () => {
  const edge = edgeBefore({ profile: "rfc9111", origin: () => new Response("a body") });
  expect(await edge.anonymous().request("/", { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
});

test("what was stored can be purged", async () => {
  const edge = edgeBefore();
  await edge.anonymous().get("/account");
  await edge.purge({ url: "https://www.gov.uk/account" });
  expect((await edge.anonymous().get("/account")).cache).toBe("miss");
});

test("an app on a socket is reached by its address, under the host that was asked for", async () => {
  const server = createServer((request, response) => {
    response.setHeader("Cache-Control", "max-age=60");
    response.end(`${request.headers.host} has ${request.url}`);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const edge = edgeBefore({ origin: new URL(`http://127.0.0.1:${port}/`) });
  const answer = await edge.anonymous().get("/page?b=2");
  expect(answer).toMatchObject({ body: "www.gov.uk has /page?b=2", cache: "miss", stored: true });
  expect((await edge.anonymous().get("/page?b=2")).cache).toBe("hit");
});

test("the rules of www.gov.uk are there for who wants them, and compressed bodies are read", async () => {
  const long = "a".repeat(5_000);
  const edge = edgeBefore({
    profile: "www",
    origin: () =>
      new Response(long, { headers: { "Content-Type": "text/html", "Cache-Control": "max-age=60" } }),
  });
  const answer = await edge.anonymous().get("/", { "Accept-Encoding": "gzip" });
  expect(answer.headers.get("content-encoding")).toBe("gzip");
  expect(answer.body).toBe(long);
});
