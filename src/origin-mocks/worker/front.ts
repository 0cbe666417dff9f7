/**
 * What of a preview is open to everybody, and what only to those with its token.
 *
 * @module
 */
import { Hono } from "hono";
import { assets, type ReadAsset } from "../common/page.ts";
import type { Addresses, Place } from "./addresses.ts";
import { createGate, type Gate, gatePath } from "./gate.ts";
import { deskPage } from "./pages.ts";

/** What stands before the object that holds the mocks. */
export interface FrontOptions {
  readonly addresses: Addresses;
  /** The secret MOCK_TOKEN, if there is one. */
  readonly token: string | undefined;
  readonly readAsset: ReadAsset;
  /** Asks the mocks. */
  ask(request: Request): Promise<Response>;
}

const behindTheDesk = ["/__mock", "/__world", "/_pact"];
/** What of One Login controls it, or changes what it knows. */
const controls = [...behindTheDesk, "/control", "/config", "/form-submit", "/connect"];

/** Answers a request by its host. */
export function createFront(options: FrontOptions): (request: Request) => Promise<Response> {
  const { addresses } = options;
  const gate = createGate(options.token);
  const website = openWebsite(options);
  const oneLogin = openOneLogin(options, gate);
  const others = closedServices(options, gate);

  function appOf(place: Place): Hono {
    if (place === "website") return website;
    return place === "one-login" ? oneLogin : others;
  }

  return async (request) => {
    const place = addresses.placeOf(request.url);
    return place === undefined ? elsewhere(addresses) : unlisted(await appOf(place).fetch(request));
  };
}

/** It comes through the edge. What controls the mocks behind it is found at the desk. */
function openWebsite({ ask }: FrontOptions): Hono {
  const app = failing();
  for (const path of behindTheDesk) app.all(`${path}/*`, (c) => c.notFound());
  return app.all("*", (c) => ask(c.req.raw));
}

/** Signing in is for everybody. */
function openOneLogin({ ask, readAsset }: FrontOptions, gate: Gate): Hono {
  const app = failing().route(gatePath, gate.entrance);
  app.use("/assets/*", assets(readAsset));
  for (const path of controls) app.use(`${path}/*`, gate.guard);
  return app.all("*", (c) => ask(c.req.raw));
}

/** The desk; and the APIs and Signon, whose tokens and passwords everybody can read in the source. */
function closedServices({ addresses, ask, readAsset }: FrontOptions, gate: Gate): Hono {
  const app = failing().route(gatePath, gate.entrance);
  app.use("/assets/*", assets(readAsset));
  app.use(gate.guard);
  app.get("/", (c) => (isDesk(c.req.url, addresses) ? c.html(deskPage(addresses)) : ask(c.req.raw)));
  return app.all("*", (c) => ask(c.req.raw));
}

/** A connection that a mock drops is to be one that has no answer here either. */
function failing(): Hono {
  return new Hono().onError((error) => {
    throw error;
  });
}

function isDesk(url: string, { placeOf }: Addresses): boolean {
  return placeOf(url) === "desk";
}

function elsewhere({ websiteRoot }: Addresses): Response {
  const text = `Nothing of this preview is at this address: its website is ${websiteRoot}\n`;
  return new Response(text, { status: 421, headers: { "Cache-Control": "no-store" } });
}

/** A mock should be nobody's first result for GOV.UK. */
function unlisted(response: Response): Response {
  const passed = new Response(response.body, response);
  passed.headers.set("X-Robots-Tag", "noindex, nofollow");
  return passed;
}
