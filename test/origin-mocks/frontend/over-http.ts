/** The frontend on a socket, before the real mock of account-api or before a server that fails as told. */
import { createServer, type IncomingHttpHeaders, request, type ServerResponse } from "node:http";
import { createFrontend, type FrontendOptions } from "../../../src/origin-mocks/frontend/index.ts";
import { openSocket } from "../../../src/origin-mocks/node/socket.ts";
import { startStack } from "../../../src/origin-mocks/node/stack.ts";
import { pendingId } from "../one-login/support.ts";
import { bearerToken } from "./support.ts";

export const root = "https://www.gov.uk";
export const yourServices = "https://home.account.gov.uk";

/** What an answer says; null for what it does not say. */
export interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly session: string | null;
  readonly ended: string | null;
  readonly cacheControl: string | null;
  readonly vary: string | null;
  readonly body: string;
}

/** A request by node:http, which sends any method, and lets a Referer be blank. */
export function send(url: string, method: string, headers: Record<string, string>) {
  type Sent = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };
  const { promise, resolve, reject } = Promise.withResolvers<Sent>();
  const sent = request(url, { method, headers, agent: false }, (response) => {
    let body = "";
    response.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
  });
  sent.on("error", reject).end();
  return promise;
}

async function ask(url: string, method: string, asked: Record<string, string>): Promise<Answer> {
  const { status, headers, body } = await send(url, method, asked);
  return {
    status,
    location: headers.location ?? null,
    session: one(headers["govuk-account-session"]),
    ended: one(headers["govuk-account-end-session"]),
    cacheControl: headers["cache-control"] ?? null,
    vary: headers.vary ?? null,
    body,
  };
}

const one = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);

async function serveFrontend(options: Partial<FrontendOptions> & Pick<FrontendOptions, "accountApi">) {
  const socket = await openSocket(0, "127.0.0.1");
  const frontend = createFrontend({
    websiteRoot: root,
    pages: [],
    readAsset: async () => undefined,
    ...options,
  });
  socket.serve(frontend.app);
  const url = `http://127.0.0.1:${socket.port}`;
  const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
    ask(url + path, method, headers);
  return { url, get, close: socket.close };
}

/** The frontend before account-api, which stands before One Login and Signon. Calls are noted. */
export async function startReal() {
  const stack = await startStack({ websiteRoot: root, firstPort: 0 });
  const calls: { readonly line: string; readonly headers: Headers; readonly body: string }[] = [];
  const noting: typeof fetch = async (input, init) => {
    const { pathname, search } = new URL(String(input));
    const line = `${init?.method ?? "GET"} ${pathname}${search}`;
    calls.push({ line, headers: new Headers(init?.headers), body: String(init?.body ?? "") });
    return fetch(input, init);
  };
  const accountApi = { url: stack.accountApi.url, bearerToken };
  const frontend = await serveFrontend({ accountApi, fetch: noting, pages: stack.world.pages });
  return {
    ...frontend,
    stack,
    /** The calls since last asked. */
    called: () => calls.splice(0),
    /** Signs in at One Login. @returns the query with which it sends the browser back */
    async signIn(authUri: string, person = "amina"): Promise<URLSearchParams> {
      const first = await fetch(authUri);
      const cookie = first.headers.getSetCookie().map((line) => line.split(";", 1).join(""));
      const body = new URLSearchParams({ request: pendingId(await first.text()), person });
      const back = await fetch(`${stack.oneLogin.url}/sign-in`, {
        method: "POST",
        body,
        headers: { Cookie: cookie.join("; ") },
        redirect: "manual",
      });
      return new URL(back.headers.get("Location") ?? "about:blank").searchParams;
    },
    async close() {
      await frontend.close();
      await stack.close();
    },
  };
}

/** What the upstream does to a request. */
export type Failing = number | "hangs" | "resets" | "stops in the middle" | "is gone" | "has no name";

const failings: Record<Exclude<Failing, number | "is gone" | "has no name">, (to: ServerResponse) => void> = {
  hangs() {},
  resets: (response) => void response.socket?.resetAndDestroy(),
  "stops in the middle": (response) => {
    response.writeHead(200, { "Content-Length": "100", "Content-Type": "application/json" });
    response.write('{"', () => response.socket?.destroy());
  },
};

/** The frontend before a server that fails as told. */
export async function startFailing() {
  let failing: Failing = 500;
  let asked = 0;
  const server = createServer((incoming, response) => {
    asked += 1;
    incoming.resume();
    if (typeof failing === "number") {
      response.writeHead(failing, { "Content-Type": "application/json" }).end('{"message":"no"}');
    } else if (failing !== "is gone" && failing !== "has no name") failings[failing](response);
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("It listens on a port.");
  const { port } = address;
  const gone = await openSocket(0, "127.0.0.1");
  await gone.close();
  const urls: Partial<Record<Failing, string>> = {
    "is gone": `http://127.0.0.1:${gone.port}`,
    // RFC 2606 reserves the name, so that no resolver ever knows it.
    "has no name": "http://account-api.invalid",
  };
  return {
    asked: () => asked,
    async get(failure: Failing, path: string, headers: Record<string, string> = {}) {
      failing = failure;
      asked = 0;
      const url = urls[failure] ?? `http://127.0.0.1:${port}`;
      const frontend = await serveFrontend({ accountApi: { url, bearerToken, timeout: 300 } });
      return frontend.get(path, headers).finally(frontend.close);
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
