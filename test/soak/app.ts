/**
 * The app of a soak: pages that say whose they are, sessions that it sets and ends, and faults that it has
 * when it is told to.
 *
 * @module
 */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** What is wrong with it. */
export type Fault = "none" | "error" | "reset" | "half" | "slow";

/** The app. */
export interface SoakApp {
  readonly url: string;
  fault: Fault;
  /** How many requests met a fault. */
  readonly faults: number;
  readonly requests: number;
  close(): Promise<void>;
}

/** What a page says of itself: the session that it was made for, or nobody. */
export interface PageSaid {
  readonly page: string;
  readonly madeFor: string;
  readonly flash: string;
  /** The session that the answer sets; null for none. */
  readonly sets: string | null;
  readonly ends: boolean;
}

export const nobody = "nobody";

const session = "GOVUK-Account-Session";
/** The pages, with what they vary on and how long they may be kept. */
const pages: Readonly<Record<string, { readonly vary: string; readonly control: string }>> = {
  "/public": { vary: "", control: "max-age=30, stale-while-revalidate=30" },
  "/greeting": { vary: `${session}-Exists`, control: "max-age=30" },
  "/me": { vary: session, control: "max-age=30, stale-if-error=60" },
  "/message": { vary: `${session}-Flash`, control: "max-age=30" },
  "/secret": { vary: session, control: "no-store" },
  "/sign-in": { vary: session, control: "no-store" },
  "/sign-out": { vary: session, control: "no-store" },
  "/say": { vary: session, control: "no-store" },
};

/** Starts it. @param now milliseconds since 1970, as the edge has it */
export async function startSoakApp(now: () => number): Promise<SoakApp> {
  const state = { fault: "none" as Fault, faults: 0, requests: 0 };
  const server = createServer((request, response) => {
    state.requests += 1;
    if (state.fault !== "none") {
      state.faults += 1;
      if (failed(state.fault, response)) return;
    }
    answer(request, response, now());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    get fault() {
      return state.fault;
    },
    set fault(fault) {
      state.fault = fault;
    },
    get faults() {
      return state.faults;
    },
    get requests() {
      return state.requests;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** Whether the fault was the answer. */
function failed(fault: Fault, response: ServerResponse): boolean {
  switch (fault) {
    case "error":
      response.writeHead(503).end("fault");
      return true;
    case "reset":
      response.destroy();
      return true;
    case "half":
      response.writeHead(200, { "Content-Length": 1_000, "Cache-Control": "max-age=30" });
      response.write("half of ", () => response.destroy());
      return true;
    default:
      return false;
  }
}

function answer(request: IncomingMessage, response: ServerResponse, now: number): void {
  const url = new URL(request.url ?? "/", "http://app");
  const page = pages[url.pathname];
  const value = headerOf(request, session);
  const [base = ""] = (value ?? "").split("$$", 1);
  const sets =
    url.pathname === "/sign-in"
      ? url.searchParams.get("as")
      : url.pathname === "/say" && base
        ? `${base}$$hello-${base}`
        : null;
  const ends = url.pathname === "/sign-out";
  response.sendDate = false;
  response.setHeader("Date", new Date(now).toUTCString());
  response.setHeader("Cache-Control", page?.control ?? "no-store");
  response.setHeader("Surrogate-Key", `all ${url.pathname.slice(1)}`);
  if (page?.vary) response.setHeader("Vary", page.vary);
  if (sets !== null) response.setHeader(session, sets);
  if (ends) response.setHeader("GOVUK-Account-End-Session", "1");
  response.end(JSON.stringify({ page: url.pathname, ...madeFor(url.pathname, request, value), sets, ends }));
}

/** A page may say no more of a person than it varies on. */
function madeFor(path: string, request: IncomingMessage, value: string | null) {
  const flash = headerOf(request, `${session}-Flash`) ?? "";
  if (path === "/public") return { madeFor: "", flash: "" };
  if (path === "/greeting") return { madeFor: value === null ? nobody : "somebody", flash: "" };
  if (path === "/message") return { madeFor: "", flash };
  return { madeFor: value ?? nobody, flash };
}

function headerOf(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name.toLowerCase()];
  return typeof value === "string" ? value : null;
}
