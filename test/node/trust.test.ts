import type { IncomingHttpHeaders } from "node:http";
import { describe, expect, test } from "vitest";
import { clientOf, trustedProxies } from "../../src/edge/node/trust.ts";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { fieldOf, startApp, startRim } from "./support.ts";

/** What the app is told of a client that sends these headers over plain http to http://app.dev.gov.uk. */
async function toldOf(headers: [string, string][], trustProxy: readonly string[]) {
  const app = await startApp(({ rawHeaders }, response) => {
    const told = rawHeaders.filter((_text, index) =>
      /^x-forwarded-|^forwarded/i.test(rawHeaders[index & ~1] ?? ""),
    );
    response.setHeader("GOVUK-Account-Session", "new").end(JSON.stringify(told));
  });
  const { port } = await startRim(app, { trustProxy });
  const got = await sendRaw({ port, method: "GET", url: "/", host: "app.dev.gov.uk", headers });
  return { told: JSON.parse(got.body), cookie: fieldOf(got.headers, "set-cookie") };
}

const claims: [string, string][] = [
  ["X-Forwarded-For", "192.0.2.1, 198.51.100.2, 127.0.0.2"],
  ["X-Forwarded-Proto", "https"],
  ["X-Forwarded-Host", "www.example.gov.uk"],
  ["X_Forwarded_For", "192.0.2.9"],
  ["Forwarded", "for=192.0.2.9"],
  ["X-Forwarded-Port", "1"],
];
const edgeItself = (forwarded: string) => ["X-Forwarded-Server", "govuk-edge", "Forwarded", forwarded];

describe("X-Forwarded-* over real sockets", () => {
  test("of a peer that nobody named are dropped, and replaced by what the connection says", async () => {
    const { told, cookie } = await toldOf(claims, []);
    expect(told).toEqual([
      ...["X-Forwarded-For", "127.0.0.1", "X-Forwarded-Proto", "http"],
      ...[
        "X-Forwarded-Host",
        "app.dev.gov.uk",
        ...edgeItself("for=127.0.0.1;proto=http;host=app.dev.gov.uk"),
      ],
    ]);
    expect(cookie).toMatch(/^govuk_account_session=new; domain=dev\.gov\.uk;/);
  });

  test("of a trusted peer are believed, up to the last address that is not trusted", async () => {
    const { told } = await toldOf(claims, ["loopback"]);
    expect(told).toEqual([
      ...["X-Forwarded-For", "198.51.100.2", "X-Forwarded-Proto", "https"],
      ...[
        "X-Forwarded-Host",
        "www.example.gov.uk",
        ...edgeItself("for=198.51.100.2;proto=https;host=www.example.gov.uk"),
      ],
    ]);
  });

  test("a trusted proxy that says https gets the __Host- cookie, on a development host too", async () => {
    const { cookie } = await toldOf([["X-Forwarded-Proto", "https"]], ["127.0.0.1"]);
    expect(cookie).toBe("__Host-govuk_account_session=new; secure; httponly; samesite=lax; path=/");
  });

  test("several lines count as one list", async () => {
    const lines: [string, string][] = [
      ["X-Forwarded-For", "192.0.2.1"],
      ["X-Forwarded-For", "198.51.100.2"],
    ];
    expect((await toldOf(lines, ["127.0.0.0/8"])).told[1]).toBe("198.51.100.2");
  });

  test.each([
    ["no address", "X-Forwarded-For", "unknown, evil"],
    ["a port without an address", "X-Forwarded-For", ":80"],
    ["brackets round IPv4", "X-Forwarded-For", "[192.0.2.1]:80"],
    ["no scheme that there is", "X-Forwarded-Proto", "gopher"],
    ["a scheme and more", "X-Forwarded-Proto", "https;x=1"],
    ["no host", "X-Forwarded-Host", "a/b"],
    ["a host that cannot be", "X-Forwarded-Host", "1.2.3.4.5"],
    ["a port out of range", "X-Forwarded-Host", "www.gov.uk:99999"],
    ["nothing", "X-Forwarded-Host", ""],
    ["commas", "X-Forwarded-For", ",, ,"],
  ])("%s from a trusted peer leaves what the connection says", async (_what, name, value) => {
    const { told } = await toldOf([[name, value]], ["loopback"]);
    expect(told).toEqual([
      ...["X-Forwarded-For", "127.0.0.1", "X-Forwarded-Proto", "http"],
      ...[
        "X-Forwarded-Host",
        "app.dev.gov.uk",
        ...edgeItself("for=127.0.0.1;proto=http;host=app.dev.gov.uk"),
      ],
    ]);
  });

  test("another scheme is another page in the cache", async () => {
    let asked = 0;
    const app = await startApp((_request, response) => void response.end(String(++asked)));
    const { port, store } = await startRim(app, { trustProxy: ["loopback"] });
    const send = (headers: [string, string][]) =>
      sendRaw({ port, method: "GET", url: "/", host: "www.gov.uk", headers });
    await send([]);
    await store.reaches(1);
    expect((await send([["X-Forwarded-Proto", "https"]])).body).toBe("2");
    expect((await send([])).body).toBe("1");
  });
});

describe("a peer's address", () => {
  const host = "www.gov.uk";
  const addressOf = (address: string, rules: readonly string[], headers: IncomingHttpHeaders) =>
    clientOf({ address, encrypted: false }, { host, ...headers }, trustedProxies(rules))?.address;
  const forwarded = { "x-forwarded-for": "192.0.2.1" };

  test.each([
    ["an address", "10.0.0.1", ["10.0.0.1"]],
    ["a range", "10.9.9.9", ["10.0.0.0/8"]],
    ["an IPv4 peer of an IPv6 socket", "::ffff:10.9.9.9", ["10.0.0.0/8"]],
    ["an IPv6 address", "2001:db8::1", ["2001:0db8:0::1"]],
    ["an IPv6 range", "2001:db8:1::1", ["2001:db8::/32"]],
    ["loopback by IPv6", "::1", ["loopback"]],
    ["one rule of several", "192.0.2.7", ["loopback", "10.0.0.0/8", "192.0.2.7"]],
  ])("is trusted as %s", (_what, address, rules) => {
    expect(addressOf(address, rules, forwarded)).toBe("192.0.2.1");
  });

  test.each([
    ["outside the range", "11.0.0.1", ["10.0.0.0/8"]],
    ["outside the IPv6 range", "2001:db9::1", ["2001:db8::/32"]],
    ["not known", "unknown", ["loopback", "0.0.0.0/0"]],
  ])("is not trusted when it is %s", (_what, address, rules) => {
    expect(addressOf(address, rules, forwarded)).toBe(address);
  });

  test("is the furthest trusted one when all are trusted", () => {
    const chain = { "x-forwarded-for": "10.0.0.3, ::ffff:10.0.0.2" };
    expect(addressOf("10.0.0.1", ["10.0.0.0/8"], chain)).toBe("10.0.0.3");
  });

  test.each([
    ["192.0.2.1:555", "192.0.2.1"],
    ["[2001:db8::1]:80", "2001:db8::1"],
    ["[2001:db8::1]", "2001:db8::1"],
    ["[::ffff:192.0.2.1]:80", "192.0.2.1"],
    ["192.0.2.1, 10.0.0.2:555", "192.0.2.1"],
    ["2001:db8::1:80", "2001:db8::1:80"],
  ])("forwarded as %s is %s: a port is no part of it", (header, expected) => {
    expect(addressOf("10.0.0.1", ["10.0.0.0/8"], { "x-forwarded-for": header })).toBe(expected);
  });

  test("may have an IPv6 zone without harm", () => {
    expect(addressOf("::1", ["loopback"], { "x-forwarded-for": "fe80::1%eth0" })).toBe("fe80::1%eth0");
  });
});

test.each([
  "",
  "localhost",
  "10.0.0.0/",
  "10.0.0.0/33",
  "10.0.0.0/-1",
  "10.0.0.0/8/8",
  "10.0.0.0/0x8",
  "10.0.0.0/8.5",
  "10.0.0",
  "::1/129",
  "/8",
  "loopback/8",
  "*",
])("the rule %j for a trusted proxy is refused by name", (rule) => {
  expect(() => trustedProxies([rule])).toThrow(
    `Cannot trust the proxy "${rule}": expected loopback, an address, or a range such as 10.0.0.0/8.`,
  );
});

test.each([
  [true, "www.gov.uk:443", "www.gov.uk"],
  [true, "www.gov.uk:80", "www.gov.uk:80"],
  [false, "www.gov.uk:80", "www.gov.uk"],
  [false, "www.gov.uk:443", "www.gov.uk:443"],
  [true, "[::1]:443", "[::1]"],
])("with TLS %s, the host %s is %s: the default port makes no other URL", (encrypted, host, expected) => {
  expect(clientOf({ address: "192.0.2.1", encrypted }, { host }, trustedProxies([]))?.host).toBe(expected);
  const proxied = {
    host: "inner",
    "x-forwarded-host": host,
    "x-forwarded-proto": encrypted ? "https" : "http",
  };
  const client = clientOf({ address: "127.0.0.1", encrypted: false }, proxied, trustedProxies(["loopback"]));
  expect(client?.host).toBe(expected);
});

test.each([
  ["www.gov.uk:08443", "www.gov.uk:8443"],
  ["www.gov.uk:00443", "www.gov.uk"],
  ["0x7f.1", "127.0.0.1"],
  ["0x7f.1:08443", "127.0.0.1:8443"],
  ["192.0.2.1.", "192.0.2.1"],
  ["[0:0:0::1]:08443", "[::1]:8443"],
  ["[::1]:80", "[::1]:80"],
  ["WWW.gov.uk.", "www.gov.uk."],
  ["www.gov.uk:0", "www.gov.uk:0"],
])("the host %s is %s, as a URL would have it", (host, expected) => {
  const client = clientOf({ address: "192.0.2.1", encrypted: true }, { host }, trustedProxies([]));
  expect(client?.host).toBe(expected);
});

test.each(["www.gov.uk:65536", "1.2.3.256", "[::1]:99999", "0x7f.1.1.1.1"])("%s is no host", (host) => {
  expect(clientOf({ address: "192.0.2.1", encrypted: true }, { host }, trustedProxies([]))).toBeNull();
});

test.each([
  ["a", "a"],
  ["a, b", "b"],
  ["a, ", undefined],
  [["a", "b"], "b"],
  ["", undefined],
])("of the fingerprints %j the trusted proxy's own counts, which it adds at the end", (told, expected) => {
  const headers: IncomingHttpHeaders = { host: "www.gov.uk", "client-ja3": told };
  const peer = { address: "127.0.0.1", encrypted: false };
  expect(clientOf(peer, headers, trustedProxies(["loopback"]))?.ja3).toBe(expected);
});
