/** A real site whose pages each do one thing, wrong or right. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { RuleId } from "../../src/audit/rules.ts";

/** Somebody whom the site knows by their session. */
export const people = [
  { name: "Amina", value: "amina-7f3c9b2e5d8140a6b1c2" },
  { name: "Bryn", value: "bryn-0d1e2f3a4b5c6d7e8f90" },
] as const;

/** What a page knows of its visitor, as an app behind the edge does. */
export interface Visit {
  readonly request: IncomingMessage;
  /** The name; null for who is not signed in. */
  readonly name: string | null;
  readonly session: string | null;
  readonly flash: string | null;
  /** How many requests this page has had, this one among them. */
  readonly nth: number;
}

/** What a page answers. */
export interface Page {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | string[]>>;
  readonly body?: string;
}

/** A page of the site, and what the audit has to say of it. */
export interface Planted {
  readonly path: string;
  readonly page: (visit: Visit) => Page;
  /** The findings; none for an innocent. */
  readonly rules: readonly RuleId[];
}

/** A page with a title. */
export function html(title: string, main: string): string {
  return `<!doctype html><html lang="en"><head><title>${title}</title></head><body><h1>${title}</h1>\n${main}\n</body></html>`;
}

/** Hexadecimal digits that were never there before. */
export function nonce(): string {
  return crypto.randomUUID().replaceAll("-", "");
}

/** A site that listens. */
export interface Site {
  readonly url: string;
  /** Every request: method, path and host. */
  readonly requests: readonly { readonly method: string; readonly target: string; readonly at: number }[];
  close(): Promise<void>;
}

/** Starts a site of these pages; what else it is asked for is not there. */
export async function startSite(pages: readonly Planted[]): Promise<Site> {
  const requests: { method: string; target: string; at: number }[] = [];
  const counts = new Map<string, number>();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const target = request.url ?? "/";
    requests.push({ method: request.method ?? "", target, at: performance.now() });
    const path = target.split("?", 1)[0] ?? target;
    const found = pages.find((page) => page.path === path);
    const nth = (counts.get(path) ?? 0) + 1;
    counts.set(path, nth);
    const answer = found?.page(visitOf(request, nth)) ?? { status: 404, body: "There is no such page." };
    response.writeHead(answer.status ?? 200, {
      "Content-Type": "text/html; charset=utf-8",
      ...answer.headers,
    });
    response.end(answer.body ?? "");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function visitOf(request: IncomingMessage, nth: number): Visit {
  const field = (name: string) => {
    const value = request.headers[name];
    return typeof value === "string" ? value : null;
  };
  const session = field("govuk-account-session");
  const name = people.find(({ value }) => session?.split("$$", 1)[0] === value)?.name ?? null;
  return { request, nth, session, flash: field("govuk-account-session-flash"), name };
}
