import { describe, expect, test } from "vitest";
import { sendRaw } from "../../src/testing/node/raw-client.ts";
import { testCertificate } from "../support/certificate.ts";
import { askH2, openH2 } from "./h2-client.ts";
import { fieldOf, startApp, startRaw, startRim } from "./support.ts";

const secure = { rejectUnauthorized: false };
const session = "__Host-govuk_account_session";

describe("https", () => {
  test("one port answers HTTP/2 and HTTP/1.1, from the same store", async () => {
    let asked = 0;
    const app = await startApp((_request, response) => {
      asked += 1;
      response.setHeader("Cache-Control", "max-age=60").end("hello");
    });
    const { port, store } = await startRim(app, { tls: await testCertificate() });
    const h2 = await openH2(port);
    const miss = await askH2(h2, { ":path": "/a" });
    await store.reaches(1);
    const hit = await askH2(h2, { ":path": "/a" });
    const raw = { port, method: "GET", url: "/a", host: "www.gov.uk", headers: [], secure };
    const old = await sendRaw(raw);
    expect([miss, hit].map(({ status, body }) => [status, body])).toEqual([
      [200, "hello"],
      [200, "hello"],
    ]);
    expect(miss.headers["x-cache"]).toBe("MISS");
    expect([hit.headers["x-cache"], fieldOf(old.headers, "x-cache")]).toEqual(["HIT", "HIT"]);
    expect(old.body).toBe("hello");
    expect(hit.headers["content-length"]).toBe("5");
    expect(asked).toBe(1);
    await sendRaw({ ...raw, url: "/b" });
    await store.reaches(2);
    expect((await askH2(h2, { ":path": "/b" })).headers["x-cache"]).toBe("HIT");
  });

  test("HEAD over HTTP/2 has the headers of GET and no body, from the app and from the store", async () => {
    const app = await startApp((_request, response) => void response.end("hello"));
    const { port, store } = await startRim(app, { tls: await testCertificate() });
    const h2 = await openH2(port);
    const first = await askH2(h2, { ":path": "/", ":method": "HEAD" });
    await store.reaches(1);
    const later = await askH2(h2, { ":path": "/", ":method": "HEAD" });
    expect([first.status, first.body, later.status, later.body]).toEqual([200, "", 200, ""]);
    expect(later.headers).toMatchObject({ "content-length": "5", "x-cache": "HIT" });
  });

  test("each Set-Cookie stays a field of its own over HTTP/2, the session's last", async () => {
    const app = await startApp((_request, response) => {
      response.setHeader("Set-Cookie", ["a=1", "b=2; Path=/"]).setHeader("GOVUK-Account-Session", "new");
      response.end();
    });
    const { port } = await startRim(app, { tls: await testCertificate() });
    const got = await askH2(await openH2(port), { ":path": "/" });
    expect(got.headers["set-cookie"]).toEqual([
      "a=1",
      "b=2; Path=/",
      `${session}=new; secure; httponly; samesite=lax; path=/`,
    ]);
    expect(got.headers["govuk-account-session"]).toBeUndefined();
  });

  test("a session is found among cookies that HTTP/2 sends as several fields", async () => {
    const app = await startApp(({ headers }, response) => {
      response.setHeader("Vary", "GOVUK-Account-Session").setHeader("Cache-Control", "max-age=60");
      response.end(JSON.stringify([headers["govuk-account-session"], headers.cookie]));
    });
    const { port, store } = await startRim(app, { tls: await testCertificate() });
    const h2 = await openH2(port);
    const asked = { ":path": "/", cookie: ["a=1", `${session}=abc`, "b=2"] };
    expect(JSON.parse((await askH2(h2, asked)).body)).toEqual(["abc", "a=1; b=2"]);
    await store.reaches(1);
    expect((await askH2(h2, asked)).headers["x-cache"]).toBe("HIT");
    expect((await askH2(h2, { ":path": "/" })).headers["x-cache"]).toBe("MISS");
  });

  test("streams of one connection do not wait for each other", async () => {
    const slow = Promise.withResolvers<void>();
    const app = await startApp(({ url, method }, response) => {
      if (url === "/slow") void slow.promise.then(() => response.end("slow"));
      else response.end(`${method} ${url}`);
    });
    const { port } = await startRim(app, { tls: await testCertificate() });
    const h2 = await openH2(port);
    const first = askH2(h2, { ":path": "/slow" });
    const paths = Array.from({ length: 40 }, (_, index) => `/${index}`);
    const others = await Promise.all(
      paths.map((path) => askH2(h2, { ":path": path, ":method": "POST" }, "some text")),
    );
    expect(others.map(({ body }) => body)).toEqual(paths.map((path) => `POST ${path}`));
    slow.resolve();
    expect((await first).body).toBe("slow");
  });

  test("an answer that the origin breaks off breaks its stream, and the connection goes on", async () => {
    const head = "HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nConnection: close\r\n";
    const app = await startRaw((socket) => {
      socket.once("data", (chunk) => {
        const isIll = chunk.toString().startsWith("GET /ill");
        socket.end(`${head}${isIll ? "Transfer-Encoding: chunked\r\n\r\n9\r\nhalf" : "\r\nwell"}`);
      });
    });
    const { port } = await startRim(app, { tls: await testCertificate() });
    const h2 = await openH2(port);
    await expect(askH2(h2, { ":path": "/ill" })).rejects.toThrow("NGHTTP2_INTERNAL_ERROR");
    expect((await askH2(h2, { ":path": "/well" })).body).toBe("well");
  });

  test("a host that cannot be is refused over HTTP/2 as over HTTP/1.1", async () => {
    const app = await startApp((_request, response) => void response.end());
    const { port, events } = await startRim(app, { tls: await testCertificate() });
    const got = await askH2(await openH2(port), { ":path": "/", ":authority": "1.2.3.4.5" });
    expect([got.status, got.body, events]).toEqual([400, expect.stringContaining("names no host"), []]);
  });
});
