/** A stranger's view of the edge when backends fail: over sockets and TLS, in its own process. */
import { describe, expect, test } from "vitest";
import { fails, keepsSilent, names } from "./backend.ts";
import { useSite } from "./site.ts";

const site = useSite(["--timeout", "1"]);

/** The app answers once, and what is stored of it grows stale. */
async function storedAndStale(url: string): Promise<void> {
  const { status } = await site.get(url);
  if (status !== 200) throw new Error(`the app answered ${status}`);
  await site.purge(url, "soft");
  site.asked();
}

describe("what is stale is given in place of", () => {
  test("an origin that is down", async () => {
    await storedAndStale("/stale-down");
    await site.origin.stop();
    const { status, body } = await site.get("/stale-down").finally(() => site.origin.start());
    expect([status, body]).toEqual([200, "<p>origin</p>"]);
    expect(site.asked()).toEqual({ origin: [], mirror1: [], mirror2: [] });
  });

  test.each([500, 502, 503, 504])("an origin's %i", async (status) => {
    await storedAndStale(`/stale-${status}`);
    site.origin.answers(fails(status));
    const got = await site.get(`/stale-${status}`);
    expect([got.status, got.body]).toEqual([200, "<p>origin</p>"]);
    expect([site.asked().mirror1, got.header("cache-status")]).toEqual([
      [],
      expect.stringContaining("stale-if-error"),
    ]);
  });

  test("an origin that says nothing", async () => {
    await storedAndStale("/stale-silent");
    site.origin.answers(keepsSilent);
    expect((await site.get("/stale-silent")).body).toBe("<p>origin</p>");
  });
});

describe("with nothing stored, the mirrors answer", () => {
  test("when the origin is down: the first, under the name that it has there", async () => {
    await site.origin.stop();
    const { status, body, header } = await site.get("/down?b=1").finally(() => site.origin.start());
    expect([status, body, header("fastly-restarts")]).toEqual([200, "<p>mirror 1</p>", "1"]);
    expect(site.asked()).toEqual({ origin: [], mirror1: ["GET /down.html?b=1"], mirror2: [] });
  });

  test("when the origin answers an error, or says nothing", async () => {
    site.origin.answers(fails(503));
    expect((await site.get("/error")).body).toBe("<p>mirror 1</p>");
    site.origin.answers(keepsSilent);
    expect((await site.get("/silence")).body).toBe("<p>mirror 1</p>");
  });

  test("the second, when the first has no such page, or is down", async () => {
    site.origin.answers(fails(500));
    site.mirrors[0].answers(fails(404));
    expect((await site.get("/second")).body).toBe("<p>mirror 2</p>");
    await site.mirrors[0].stop();
    const { body, header } = await site.get("/second-2").finally(() => site.mirrors[0].start());
    expect([body, header("fastly-restarts")]).toEqual(["<p>mirror 2</p>", "2"]);
  });

  test("without a session, a cookie or a password of the client's", async () => {
    site.origin.answers(fails(500));
    const secret = {
      Cookie: "__Host-govuk_account_session=secret-session; _email=1",
      Authorization: "Bearer secret",
    };
    await site.get("/email/secret", secret);
    expect(JSON.stringify(site.origin.latest())).toContain("secret-session");
    expect(JSON.stringify(site.mirrors[0].latest())).not.toMatch(/secret-session|bearer|_email/i);
  });
});

describe("an error is the answer", () => {
  test("when nobody answers: a page, with 503", async () => {
    site.origin.answers(fails(500));
    for (const mirror of site.mirrors) mirror.answers(fails(500));
    const { status, body, header } = await site.get("/nobody");
    expect([status, header("cache-control"), header("fastly-backend-name")]).toEqual([
      503,
      "no-store",
      "error",
    ]);
    expect(body).toContain("<h1>Sorry, the service is not available</h1>");
    expect(body).not.toContain("of the backend");
  });

  test("of the origin's own, where it says No-Fallback", async () => {
    site.origin.answers(fails(503, { "No-Fallback": "true" }));
    const { status, body } = await site.get("/no-fallback");
    expect([status, body]).toEqual([503, "<p>503 of the backend</p>"]);
    expect(site.asked()).toEqual({ origin: ["GET /no-fallback"], mirror1: [], mirror2: [] });
  });

  test("to a POST, which is sent once and to the origin alone", async () => {
    site.origin.answers(fails(503));
    expect((await site.get("/form", { "Content-Length": "0" }, "POST")).status).toBe(503);
    expect(site.asked()).toEqual({ origin: ["POST /form"], mirror1: [], mirror2: [] });
  });
});

describe("an origin that failed", () => {
  test("is left alone for that page, and asked for others", async () => {
    site.origin.answers(fails(500));
    await site.get("/left-alone");
    site.origin.answers(names("origin"));
    await site.purge("/left-alone", "hard");
    expect((await site.get("/left-alone")).body).toBe("<p>mirror 1</p>");
    expect((await site.get("/another")).body).toBe("<p>origin</p>");
    expect(site.asked().origin).toEqual(["GET /left-alone", "GET /another"]);
  });

  test("answers again once it is back", async () => {
    site.origin.answers(fails(500));
    expect((await site.get("/back-1")).body).toBe("<p>mirror 1</p>");
    await site.origin.stop();
    await site.origin.start();
    site.origin.answers(names("origin"));
    expect((await site.get("/back-2")).body).toBe("<p>origin</p>");
  });
});
