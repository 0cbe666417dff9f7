import { once } from "node:events";
import { connect, createServer as createSecondServer } from "node:http2";
import express from "express";
import { describe, expect, it } from "vitest";
import {
  accountOf,
  expressPersonalisation,
  sendRedirectWithAnalytics,
} from "../../../src/personalisation/index.ts";
import { addressOf, ask, closeAfterwards } from "./servers.ts";

closeAfterwards();

describe("over HTTP/2", () => {
  async function answerOf(path: string, begin: "end" | "writeHead" | "pairs") {
    const middleware = expressPersonalisation();
    const server = createSecondServer((request, response) =>
      middleware(request, response, () => {
        if (path.startsWith("/redirect"))
          return sendRedirectWithAnalytics(request, response, "http://own.example/next", {
            allowOtherHost: false,
          });
        accountOf(request).flashAdd("saved");
        if (begin === "writeHead") response.writeHead(200, { "cache-control": "max-age=300" });
        // @types/node does not know that pairs are taken.
        if (begin === "pairs") Reflect.apply(response.writeHead, response, [200, [["cache-control", "x"]]]);
        response.end("page");
      }),
    );
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const client = connect(`http://127.0.0.1:${address.port}`);
    const stream = client.request({
      ":path": path,
      ":authority": "own.example:8080",
      "govuk-account-session": "abc$$f",
    });
    const [headers] = await once(stream, "response");
    stream.close();
    client.close();
    server.close();
    return headers;
  }

  it.each(["end", "writeHead", "pairs"] as const)("the outcome is written by %s", async (begin) => {
    expect(await answerOf("/", begin)).toMatchObject({
      ":status": 200,
      "govuk-account-session": "abc$$saved",
      "cache-control": "no-store",
      vary: "GOVUK-Account-Session",
    });
  });

  it("a redirect knows its own host", async () => {
    expect(await answerOf("/redirect?_ga=1", "end")).toMatchObject({
      ":status": 302,
      location: "http://own.example/next?_ga=1",
    });
  });
});

describe("a redirect with analytics", () => {
  const app = express();
  app.use(expressPersonalisation());
  app.use("/to", (request, response) => {
    const { searchParams } = new URL(request.url ?? "", "http://x");
    sendRedirectWithAnalytics(request, response, searchParams.get("url") ?? "", {
      allowOtherHost: !searchParams.has("here"),
      form: { _ga: "of the form", cookie_consent: "accept" },
    });
  });
  const to = async (query: Record<string, string>) =>
    ask(`${await address}/to?${new URLSearchParams(query)}`);
  const address = addressOf(app.listen(0, "127.0.0.1"));

  it("takes from the form what the query does not have", async () => {
    const response = await to({ url: "/next", _ga: "of the query" });
    expect(response.status).toBe(302);
    expect(response.headers.get("Location")).toBe("/next?_ga=of the query&cookie_consent=accept");
  });

  it("leads to its own host, and fails for another, when it may not leave", async () => {
    const own = await to({ url: "http://127.0.0.1/next", here: "" });
    expect(own.headers.get("Location")).toMatch(/^http:\/\/127\.0\.0\.1\/next\?/);
    const other = await to({ url: "https://other.example/", here: "" });
    expect(other.status).toBe(500);
    expect(other.headers.has("Location")).toBe(false);
  });
});
