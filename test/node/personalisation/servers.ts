/** Servers of Node's for one test file: each on a socket of its own, and asked by fetch. */
import { once } from "node:events";
import type { Server } from "node:http";
import { afterAll } from "vitest";

const open: Server[] = [];

/** Where a server listens, once it does. @param server one that was told to listen */
export async function addressOf(server: Server): Promise<string> {
  open.push(server);
  if (!server.listening) await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return `http://127.0.0.1:${address.port}`;
}

/** Closes what was opened, after the tests of the file that calls it. */
export function closeAfterwards(): void {
  afterAll(() => {
    for (const server of open.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  });
}

/** One request, its redirect not followed. @param session the session header, if there is one */
export function ask(url: string, session?: string, init: RequestInit = {}): Promise<Response> {
  const headers = session === undefined ? {} : { "GOVUK-Account-Session": session };
  return fetch(url, { redirect: "manual", headers, ...init });
}
