import { describe, expect, test } from "vitest";
import { type BackendSettings, backendSchema, insecureOrigins } from "../../src/edge/origin/backends.ts";

const mirror: BackendSettings = { name: "mirrorS3", kind: "mirror", url: "https://bucket.example" };

describe("a backend", () => {
  test("has production's defaults", () => {
    expect(backendSchema.parse({ name: "origin", url: "http://127.0.0.1:3000" })).toEqual({
      name: "origin",
      kind: "app",
      origin: new URL("http://127.0.0.1:3000"),
      pathPrefix: "",
      host: null,
      fields: [],
      timeouts: { connect: 5_000, firstByte: 15_000, betweenBytes: 10_000 },
      insecure: false,
      probe: null,
      signing: null,
    });
    expect(backendSchema.parse(mirror).timeouts.connect).toBe(1_000);
    expect(backendSchema.parse({ ...mirror, timeouts: { connect: 2_000 } }).timeouts.connect).toBe(2_000);
    expect(backendSchema.parse({ ...mirror, probe: { path: "/up" } }).probe).toEqual({
      path: "/up",
      interval: 10_000,
      timeout: 5_000,
      window: 2,
      threshold: 1,
      initial: 1,
      expectedResponse: 200,
    });
  });

  test.each([
    ["https://bucket.example", "https://bucket.example/", ""],
    ["https://bucket.example:8443/www.gov.uk", "https://bucket.example:8443/", "/www.gov.uk"],
    ["https://bucket.example/a/b//", "https://bucket.example/", "/a/b"],
    ["https://bucket.example/a/../b", "https://bucket.example/", "/b"],
  ])("%s: an origin, and the prefix of its targets", (url, origin, prefix) => {
    const backend = backendSchema.parse({ ...mirror, url });
    expect([backend.origin.href, backend.pathPrefix]).toEqual([origin, prefix]);
  });

  const signing = { accessId: "id", secretKey: "key", bucket: "bucket" };
  const probe = (more: object) => ({ probe: { path: "/", ...more } });
  test.each<[what: string, wrong: object]>([
    ["a URL with credentials", { url: "https://user:word@bucket.example" }],
    ["a URL with a query", { url: "https://bucket.example/?a" }],
    ["another scheme", { url: "ftp://bucket.example" }],
    ["no URL", { url: "bucket.example" }],
    ["a name with a blank", { name: "a b" }],
    ["a name with a line feed", { name: "a\nb" }],
    ["a header that ends a message", { headers: { "Content-Length": "1" } }],
    ["Host among the headers", { headers: { host: "a" } }],
    ["a header's name with a colon", { headers: { "A:": "b" } }],
    ["a header's value with a line feed", { headers: { a: "b\r\nc: d" } }],
    ["a host with a line feed", { host: "a\r\nb" }],
    ["a time of nothing", { timeouts: { firstByte: 0 } }],
    ["a threshold over the window", probe({ threshold: 3 })],
    ["an initial count over the window", probe({ initial: 3 })],
    ["a probe's path with a blank", { probe: { path: "/ HTTP/1.1" } }],
    ["a probe of another host", { probe: { path: "@evil.example/" } }],
    ["a signature for what is no mirror", { kind: "assets", signing }],
    ["an access id that ends too early", { signing: { ...signing, accessId: "a:b" } }],
    ["an option that there is not", { colour: "blue" }],
  ])("cannot have %s", (_what, wrong) => {
    expect(backendSchema.safeParse({ ...mirror, ...wrong }).success).toBe(false);
    expect(backendSchema.safeParse({ ...mirror, signing, ...probe({}) }).success).toBe(true);
  });

  test("says which origins need no certificate", () => {
    const backends = [
      backendSchema.parse({ ...mirror, insecure: true, url: "https://a.example:8443/b" }),
      backendSchema.parse(mirror),
    ];
    expect(insecureOrigins(backends)).toEqual(["https://a.example:8443"]);
  });
});
