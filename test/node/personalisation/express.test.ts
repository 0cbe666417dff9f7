import type { IncomingMessage, ServerResponse } from "node:http";
import express, { type Express } from "express";
import { describe, expect, it } from "vitest";
import { accountOf, expressPersonalisation } from "../../../src/personalisation/index.ts";
import { addressOf, ask, closeAfterwards } from "./servers.ts";

closeAfterwards();

type Handler = (request: IncomingMessage, response: ServerResponse) => unknown;
const sessionHeader = "GOVUK-Account-Session";

/** The answer of one handler behind the middleware. */
async function answerOf(handler: Handler, session = "abc$$f"): Promise<Response> {
  return answerOfApp((app) => {
    app.use(expressPersonalisation());
    app.get("/", handler);
  }, session);
}

async function answerOfApp(build: (app: Express) => void, session = "abc$$f", path = "/") {
  const app = express();
  build(app);
  const response = await ask(`${await addressOf(app.listen(0, "127.0.0.1"))}${path}`, session);
  await response.arrayBuffer();
  return response;
}

describe("the outcome is written whatever begins the response:", () => {
  const cacheable = { "Cache-Control": "max-age=300, public", Vary: "Accept" };
  const flat = Object.entries(cacheable).flat();

  it.each<[string, Handler]>([
    ["writeHead with an object", (_, r) => r.writeHead(200, cacheable).end()],
    ["writeHead with a reason", (_, r) => r.writeHead(200, "Fine", cacheable).end()],
    ["writeHead with no reason", (_, r) => r.writeHead(200, undefined, cacheable).end()],
    ["writeHead with a flat list", (_, r) => r.writeHead(200, flat).end()],
    ["headers set before, and end", (_, r) => r.setHeaders(new Map(Object.entries(cacheable))).end("page")],
    [
      "headers set before, and write",
      (_, r) => {
        r.setHeaders(new Map(Object.entries(cacheable)));
        r.write("pa");
        r.end("ge");
      },
    ],
    [
      "headers set before, and flushHeaders",
      (_, r) => {
        r.setHeaders(new Map(Object.entries(cacheable)));
        r.flushHeaders();
        r.end("page");
      },
    ],
    [
      "early hints first",
      (_, r) => {
        r.writeEarlyHints({ link: "</style.css>; rel=preload" });
        r.writeHead(200, cacheable).end();
      },
    ],
  ])("%s", async (_sentence, handler) => {
    const { headers } = await answerOf(handler);
    expect(headers.get(sessionHeader)).toBe("abc");
    expect(headers.get("Cache-Control")).toBe("no-store");
    expect(headers.get("Vary")).toBe(`Accept, ${sessionHeader}`);
  });

  it("writeHead keeps its reason, and its repeated fields", async () => {
    const fields = ["Set-Cookie", "a=1", "set-cookie", "b=2", "X-Number", "3"];
    const response = await answerOf((_, r) => r.writeHead(201, "Made", fields).end());
    expect([response.status, response.statusText]).toEqual([201, "Made"]);
    expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(response.headers.get("X-Number")).toBe("3");
  });

  it("writeHead replaces what was set before", async () => {
    const response = await answerOf((_, r) => {
      r.setHeader("X-Page", "old");
      r.writeHead(200, { "x-page": ["new", "newer"] }).end();
    });
    expect(response.headers.get("X-Page")).toBe("new, newer");
  });

  it("several lines of Vary are kept", async () => {
    const response = await answerOf((_, r) => r.setHeader("Vary", ["Accept", "Origin"]).end());
    expect(response.headers.get("Vary")).toBe(`Accept, Origin, ${sessionHeader}`);
  });

  it("cookies of the page stay beside the development cookie", async () => {
    const response = await answerOfApp((app) => {
      app.use(expressPersonalisation({ development: true }));
      app.get("/", (_, r) => r.setHeader("Set-Cookie", ["a=1", "b=2"]).end());
    });
    expect(response.headers.getSetCookie()).toEqual([
      "a=1",
      "b=2",
      "govuk_account_session=abc; Domain=dev.gov.uk; Path=/; SameSite=Lax",
    ]);
  });
});

describe("no-store goes before what the page says of caching,", () => {
  it.each<[string, Handler]>([
    [
      "though that was said first",
      (request, r) => {
        r.setHeader("Cache-Control", "max-age=300, public");
        accountOf(request).logout();
        r.end();
      },
    ],
    [
      "though that was said last",
      (request, r) => {
        accountOf(request).logout();
        r.setHeader("Cache-Control", "max-age=300, public");
        r.end();
      },
    ],
  ])("%s", async (_sentence, handler) => {
    expect((await answerOf(handler, "abc")).headers.get("Cache-Control")).toBe("no-store");
  });
});

describe("the development cookie of a real request", () => {
  it.each([
    [undefined, "cookie"],
    ["", null],
    ["header", "header"],
  ])("with the header %j gives the session %j", async (session, expected) => {
    const seen: unknown[] = [];
    const app = express();
    app.use(expressPersonalisation({ development: true }));
    app.get("/", (request, r) => {
      seen.push(accountOf(request).session);
      r.end();
    });
    const headers = { Cookie: "a=1; govuk_account_session=cookie" };
    const withSession = session === undefined ? headers : { ...headers, [sessionHeader]: session };
    await ask(await addressOf(app.listen(0, "127.0.0.1")), undefined, { headers: withSession });
    expect(seen).toEqual([expected]);
  });
});

describe("when a page fails", () => {
  it("the session still ends, though its error page is not the page's own", async () => {
    const response = await answerOf((request) => {
      accountOf(request).logout();
      throw new Error("broken");
    });
    expect(response.status).toBe(500);
    expect(response.headers.get("GOVUK-Account-End-Session")).toBe("1");
    expect(response.headers.get("Vary")).toBe(sessionHeader);
  });

  it.each<[string, Handler]>([
    ["headers", (_, r) => r.writeHead(200, { "X-Page": "line\nbreak" })],
    ["reason", (_, r) => r.writeHead(200, "line\nbreak")],
  ])("the same holds when it was refused its %s", async (_what, begin) => {
    const response = await answerOf((request, r) => {
      accountOf(request).logout();
      begin(request, r);
    });
    expect(response.status).toBe(500);
    expect(response.headers.get("GOVUK-Account-End-Session")).toBe("1");
    // Written once for the head that was refused, and once more for the error page.
    expect(new Set(response.headers.get("Vary")?.split(", "))).toEqual(new Set([sessionHeader]));
  });
});

describe("the order of things", () => {
  it("a change after the response has begun is refused, as the browser would not learn of it", async () => {
    const refused: unknown[] = [];
    await answerOf((request, r) => {
      const account = accountOf(request);
      r.write("page");
      for (const change of [() => account.logout(), () => account.setSession("x"), () => account.flashKeep()])
        try {
          change();
        } catch (error) {
          refused.push(error);
        }
      r.end();
    });
    expect(refused.map(String)).toEqual(
      Array(3).fill("Error: The session was changed after the headers of the response were written"),
    );
  });

  it("an answer that begins twice fails as it always does", async () => {
    const codes: unknown[] = [];
    await answerOf((_, r) => {
      r.writeHead(200);
      try {
        r.writeHead(200, { Vary: "Accept" });
      } catch (error) {
        codes.push(error instanceof Error && "code" in error ? error.code : error);
      }
      r.end();
    });
    expect(codes).toEqual(["ERR_HTTP_HEADERS_SENT"]);
  });

  it("used twice, it is one account, and the second may say what the page varies on", async () => {
    const vary = [`${sessionHeader}-Exists`, `${sessionHeader}-Flash`];
    const response = await answerOfApp(
      (app) => {
        app.use(expressPersonalisation());
        app.use("/news", expressPersonalisation(), expressPersonalisation({ vary }));
        app.use("/news", (request, r) => {
          accountOf(request).flashKeep();
          r.end();
        });
      },
      "abc$$f",
      "/news/today",
    );
    expect(response.headers.get(sessionHeader)).toBe("abc$$f");
    expect(response.headers.get("Vary")).toBe(vary.join(", "));
  });

  it("a page before it leaves the message for later", async () => {
    const response = await answerOfApp((app) => {
      app.get("/", (_, r) => r.end());
      app.use(expressPersonalisation());
    });
    expect(response.headers.has(sessionHeader)).toBe(false);
    expect(response.headers.has("Vary")).toBe(false);
  });

  it("a request that it has not seen has no account", () => {
    expect(() => accountOf({ headers: {} })).toThrow("expressPersonalisation() must come first");
  });
});
