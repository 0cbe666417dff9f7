import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import type { HeaderPairs } from "../../src/testing/play.ts";
import { type RimUnderTest, startApp, startRim } from "./support.ts";

/** An app that says what it was asked, and never lets it be stored. */
function startMirror(): Promise<number> {
  return startApp(({ method, url, rawHeaders }, response) => {
    response.setHeader("Cache-Control", "no-store").end(JSON.stringify({ method, url, rawHeaders }));
  });
}

async function rimBeforeMirror(): Promise<RimUnderTest> {
  return startRim(await startMirror());
}

async function expectWell({ port }: RimUnderTest): Promise<void> {
  const got = await sendRaw({ port, method: "GET", url: "/well", host: "www.gov.uk", headers: [] });
  expect([got.status, JSON.parse(got.body).url]).toEqual([200, "/well"]);
}

/** Everything the edge answers to these bytes, until it closes. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1");
  socket.write(Buffer.from(text, "latin1"));
  return String(Buffer.concat(await socket.toArray()));
}

describe("a request that is refused with 400", () => {
  const close = "Connection: close\r\n\r\n";
  test.each([
    ["no Host", `GET / HTTP/1.1\r\n${close}`],
    ["no Host, in HTTP/1.0", `GET / HTTP/1.0\r\n\r\n`],
    ["an empty Host", `GET / HTTP/1.1\r\nHost:\r\n${close}`],
    ["a path in Host", `GET / HTTP/1.1\r\nHost: www.gov.uk/x\r\n${close}`],
    ["a name and password in Host", `GET / HTTP/1.1\r\nHost: a:b@www.gov.uk\r\n${close}`],
    ["an address of five parts in Host", `GET / HTTP/1.1\r\nHost: 1.2.3.4.5\r\n${close}`],
    ["an IPv6 address that is none in Host", `GET / HTTP/1.1\r\nHost: [::::]\r\n${close}`],
    ["a port out of range in Host", `GET / HTTP/1.1\r\nHost: www.gov.uk:99999\r\n${close}`],
    ["a backslash in the path", `GET /a\\..\\b HTTP/1.1\r\nHost: www.gov.uk\r\n${close}`],
    ["the whole server for a target", `OPTIONS * HTTP/1.1\r\nHost: www.gov.uk\r\n${close}`],
    ["an absolute target of another kind", `GET ftp://www.gov.uk/ HTTP/1.1\r\nHost: www.gov.uk\r\n${close}`],
    ["a password in the target", `POST http://a:b@www.gov.uk/ HTTP/1.1\r\nHost: www.gov.uk\r\n${close}`],
    ["a method that Node does not know", `GETX / HTTP/1.1\r\nHost: www.gov.uk\r\n${close}`],
    ["no HTTP", "hello\r\n\r\n"],
    ["two lengths", `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n${close}abc`],
    [
      "a length and chunks",
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n${close}0\r\n\r\n`,
    ],
    ["a control character in a header", `GET / HTTP/1.1\r\nHost: a\r\nCookie: a\u0001b\r\n${close}`],
  ])("%s", async (_what, text) => {
    const rim = await rimBeforeMirror();
    expect(await exchange(rim.port, text)).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(rim.events).toEqual([]);
    await expectWell(rim);
  });

  test("headers over Node's limit: 431", async () => {
    const rim = await rimBeforeMirror();
    const text = `GET / HTTP/1.1\r\nHost: a\r\nX-Thing: ${"a".repeat(20_000)}\r\n${close}`;
    expect(await exchange(rim.port, text)).toMatch(/^HTTP\/1\.1 431 /);
    await expectWell(rim);
  });
});

describe("a request that is odd, and goes to the app behind this edge", () => {
  const send = async (method: string, url: string, headers: HeaderPairs = []) => {
    const rim = await rimBeforeMirror();
    const got = await sendRaw({ port: rim.port, method, url, host: "www.gov.uk", headers });
    await expectWell(rim);
    const saw: { method: string; url: string; rawHeaders: string[] } = JSON.parse(got.body);
    const values = (name: string) =>
      saw.rawHeaders.filter(
        (_text, index) => index % 2 === 1 && saw.rawHeaders[index - 1]?.toLowerCase() === name.toLowerCase(),
      );
    return { status: got.status, ...saw, values };
  };

  test.each([
    ["//evil.example/x", "//evil.example/x"],
    ["///evil.example", "///evil.example"],
    ["http://www.gov.uk/y?z", "/y?z"],
    ["http://www.gov.uk", "/"],
    ["/a/../b/./c", "/b/c"],
    ["/a/%2e%2e/b", "/b"],
    ["/@evil.example:80/", "/@evil.example:80/"],
    ["/?u=http://evil.example/", "/?u=http://evil.example/"],
    ["/caf%C3%A9?q=%zz", "/caf%C3%A9?q=%zz"],
  ])("the target %s is asked for as %s, of the Host that was named", async (url, asked) => {
    const saw = await send("GET", url);
    expect([saw.status, saw.url, saw.values("Host")]).toEqual([200, asked, ["www.gov.uk"]]);
  });

  test.each(["TRACE", "PROPFIND", "QUERY", "PATCH"])("%s passes as it is", async (method) => {
    const saw = await send(method, "/x");
    expect([saw.status, saw.method]).toEqual([200, method]);
  });

  test("Cookie on two lines is one, without the session", async () => {
    const saw = await send("GET", "/", [
      ["Cookie", "a=1"],
      ["cookie", "__Host-govuk_account_session=abc; b=2"],
    ]);
    expect(saw.values("Cookie")).toEqual(["a=1; b=2"]);
    expect(saw.values("GOVUK-Account-Session")).toEqual(["abc"]);
  });

  test("names with underscores do not pass, since an app may take them for others", async () => {
    const saw = await send("GET", "/", [
      ["X_Thing", "lost"],
      ["X-Thing", "kept"],
      ["GOVUK_Account_Session", "evil"],
      ["x_forwarded_proto", "https"],
    ]);
    expect(saw.values("x-thing")).toEqual(["kept"]);
    expect(JSON.stringify(saw.rawHeaders)).not.toMatch(/evil|lost|_account_|_forwarded_/i);
  });

  test("an upgrade that nobody here can do is answered as if it were none", async () => {
    const saw = await send("GET", "/", [["Upgrade", "websocket"]]);
    expect([saw.status, saw.values("upgrade")]).toEqual([200, []]);
  });
});

describe("several requests on one connection", () => {
  test("sent at once are answered in order", async () => {
    const { port } = await rimBeforeMirror();
    const ask = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: a\r\n${more}\r\n`;
    const text = await exchange(port, ask("/1") + ask("/2") + ask("/3", "Connection: close\r\n"));
    expect([...text.matchAll(/"url":"(\/\d)"/g)].map(([, url]) => url)).toEqual(["/1", "/2", "/3"]);
  });

  test("CONNECT gets no tunnel: the connection is closed, and the edge goes on", async () => {
    const rim = await rimBeforeMirror();
    expect(await exchange(rim.port, "CONNECT evil.example:443 HTTP/1.1\r\nHost: a\r\n\r\n")).toBe("");
    await expectWell(rim);
  });
});
