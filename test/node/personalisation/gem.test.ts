import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import express from "express";
import { describe, expect, it } from "vitest";
import {
  accountOf,
  expressPersonalisation,
  sendRedirectWithAnalytics,
} from "../../../src/personalisation/index.ts";
import { type Page, pageFor, redirectTarget } from "../../personalisation/gem-app.ts";
import { gemCases } from "../../personalisation/gem-cases.ts";
import { addressOf, ask, closeAfterwards } from "./servers.ts";

closeAfterwards();
const middleware = expressPersonalisation();

type Send = (response: ServerResponse, page: Page) => void;

/** As frameworks do. */
const byHeaders: Send = (response, { status, body, headers = {} }) => {
  response.statusCode = status;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.end(body);
};

/** As one does by hand. */
const byHead: Send = (response, { status, body, headers }) => {
  response.writeHead(status, headers).end(body);
};

function answer(request: IncomingMessage, response: ServerResponse, send: Send): void {
  const url = new URL(request.url ?? "", "http://www.dev.gov.uk");
  if (url.pathname === "/redirect") sendRedirectWithAnalytics(request, response, redirectTarget);
  else send(response, pageFor(accountOf(request), url));
}

const byHand = await addressOf(
  createServer((request, response) =>
    middleware(request, response, () => answer(request, response, byHead)),
  ).listen(0, "127.0.0.1"),
);
const app = express();
app.use(middleware);
app.use((request, response) => answer(request, response, byHeaders));
const byFramework = await addressOf(app.listen(0, "127.0.0.1"));

describe.each([
  ["node:http", byHand],
  ["an Express-like app", byFramework],
])("as in the gem, in %s", (_name, address) => {
  it.each(gemCases)("$sentence", async ({ session, method = "GET", path, status, body, headers }) => {
    const response = await ask(`${address}${path}`, session, { method });
    expect(response.status).toBe(status);
    for (const [name, value] of Object.entries(headers)) expect(response.headers.get(name), name).toBe(value);
    const text = await response.text();
    if (body !== undefined) expect(text).toBe(body);
  });
});
