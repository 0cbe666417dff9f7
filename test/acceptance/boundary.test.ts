/** A stranger's view of the edge: what is told to the app, and what is kept from whom. */
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { token, useSite } from "./site.ts";

const site = useSite();

test("plain http is redirected to the same URL over https", async () => {
  const { status, header } = await site.getPlain("/vat-rates?b=2&a=1");
  expect([status, header("location"), header("strict-transport-security")]).toEqual([
    301,
    "https://www.gov.uk/vat-rates?b=2&a=1",
    "max-age=31536000; preload",
  ]);
  expect(site.asked().origin).toEqual([]);
});

test("a client cannot say who it is", async () => {
  const spoofed = {
    "X-Forwarded-For": "203.0.113.9",
    "True-Client-IP": "203.0.113.9",
    "Fastly-Client-IP": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Proto": "http",
    Forwarded: "for=203.0.113.9",
  };
  const { status } = await site.get("/who", spoofed);
  const told = site.origin.latest();
  expect(status).toBe(200);
  expect([
    told["x-forwarded-for"],
    told["true-client-ip"],
    told["fastly-client-ip"],
    told["x-forwarded-host"],
    told["x-forwarded-proto"],
    told.forwarded,
    told.host,
  ]).toEqual(["127.0.0.1", "127.0.0.1", "127.0.0.1", "www.gov.uk", "https", undefined, "www.gov.uk"]);
});

describe("a purge", () => {
  test("without the token, or with a wrong one, is refused and changes nothing", async () => {
    await site.get("/purge-refused");
    expect((await site.get("/purge-refused", {}, "PURGE")).status).toBe(401);
    expect((await site.get("/purge-refused", { "Fastly-Key": "wrong" }, "PURGE")).status).toBe(401);
    expect((await site.get("/__edge/purge", { "Surrogate-Key": "all" }, "POST")).status).toBe(401);
    expect((await site.get("/purge-refused")).header("x-cache")).toBe("HIT");
  });

  test("with the token forgets all that is stored under the URL", async () => {
    await site.get("/purge", { "Accept-Encoding": "gzip" });
    await site.get("/purge");
    await site.purge("/purge", "hard");
    const after = [await site.get("/purge", { "Accept-Encoding": "gzip" }), await site.get("/purge")];
    expect(after.map(({ header }) => header("x-cache"))).toEqual(["MISS", "MISS"]);
  });

  test("by surrogate key reaches all that carry it, and the key stays within", async () => {
    site.origin.answers((_request, response) => {
      response.writeHead(200, { "Surrogate-Key": "organisations taxes", "Content-Type": "image/png" });
      response.end("page");
    });
    const first = await site.get("/tagged");
    expect(first.header("surrogate-key")).toBeNull();
    expect((await site.get("/tagged")).header("x-cache")).toBe("HIT");
    const headers = { "Surrogate-Key": "taxes", "Fastly-Key": token };
    expect((await site.get("/__edge/purge", headers, "POST")).status).toBe(200);
    expect((await site.get("/tagged")).header("x-cache")).toBe("MISS");
  });
});

describe("bodies", () => {
  test("in gzip and in none are kept apart", async () => {
    const coded = await site.get("/codings", { "Accept-Encoding": "gzip" });
    const plain = await site.get("/codings");
    const again = await site.get("/codings", { "Accept-Encoding": "deflate, gzip;q=0.5" });
    expect(
      [coded, plain, again].map(({ header }) => [header("content-encoding"), header("x-cache")]),
    ).toEqual([
      ["gzip", "MISS"],
      [null, "MISS"],
      ["gzip", "HIT"],
    ]);
    expect(plain.body).toBe("<p>origin</p>");
    expect(again.bytes).toEqual(coded.bytes);
  });

  test("of any bytes arrive untouched, stored or not", async () => {
    const bytes = Buffer.from(Array.from({ length: 70_000 }, (_, index) => (index * 31) % 256));
    site.origin.answers((_request, response) => {
      response.writeHead(200, { "Content-Type": "application/octet-stream" });
      response.end(bytes);
    });
    const first = await site.get("/bytes");
    const second = await site.get("/bytes");
    expect([second.header("x-cache"), second.header("content-length")]).toEqual(["HIT", "70000"]);
    for (const got of [first, second]) expect(bytes.equals(got.bytes)).toBe(true);
  });

  test("that the app has coded itself are not coded again", async () => {
    const coded = gzipSync("<p>coded by the app</p>");
    site.origin.answers((_request, response) => {
      response.writeHead(200, { "Content-Type": "text/html", "Content-Encoding": "gzip" });
      response.end(coded);
    });
    await site.get("/coded", { "Accept-Encoding": "gzip" });
    const { bytes, header } = await site.get("/coded", { "Accept-Encoding": "gzip" });
    expect([header("x-cache"), header("content-encoding")]).toEqual(["HIT", "gzip"]);
    expect(coded.equals(bytes)).toBe(true);
  });
});

describe("what an answer says of its way", () => {
  test("Age goes on from the one the origin gave", async () => {
    site.origin.answers((_request, response) => {
      response.writeHead(200, { Age: "1000", "Cache-Control": "max-age=5000", "Content-Type": "image/png" });
      response.end("old");
    });
    await site.get("/aged");
    const { header } = await site.get("/aged");
    expect(header("x-cache")).toBe("HIT");
    expect(Number(header("age"))).toBeGreaterThanOrEqual(1000);
    expect(Number(header("age"))).toBeLessThan(1060);
  });

  test("a stored answer counts how often it was given", async () => {
    const got = [await site.get("/counted"), await site.get("/counted"), await site.get("/counted")];
    expect(
      got.map(({ header }) => [header("x-cache"), header("x-cache-hits"), header("server-timing")]),
    ).toEqual([
      ["MISS", "0", "cacheMiss"],
      ["HIT", "1", "cacheHit"],
      ["HIT", "2", "cacheHit"],
    ]);
    expect(got[0]?.header("x-served-by")).toMatch(/^cache-[a-z0-9]+-[A-Z]+$/);
    expect(got[0]?.header("x-timer")).toMatch(/^S[0-9]{10}\.[0-9]{6},VS0,VE[0-9]+$/);
  });

  test("the words of a cache before this one stand first", async () => {
    site.origin.answers((_request, response) => {
      const headers = { "X-Served-By": "cache-upstream", "X-Cache": "HIT", "X-Cache-Hits": "7" };
      response.writeHead(200, { ...headers, "Content-Type": "image/png" });
      response.end("shielded");
    });
    await site.get("/shielded");
    const { header } = await site.get("/shielded");
    expect([header("x-cache"), header("x-cache-hits")]).toEqual(["HIT, HIT", "7, 1"]);
    expect(header("x-served-by")).toMatch(/^cache-upstream, cache-/);
  });
});
