/**
 * Requests from one service to another that never leave the object in which both are.
 *
 * @module
 */
import { dropHeader } from "../common/failures.ts";
import type { Apps } from "../stack.ts";
import { type ServiceName, serviceNames } from "../wiring.ts";

/** What services call each other with, and what is served to those outside. */
export interface Inside {
  /** A `fetch` that finds the services at their URLs, and everything else where it is. */
  readonly fetch: typeof fetch;
  serve(apps: Apps): void;
  /** @throws {Error} when the connection is to be closed without an answer */
  answer(name: keyof Apps, request: Request): Promise<Response>;
}

/** Nothing is served yet. @param outside reaches what is no service */
export function createInside(
  urls: Readonly<Record<ServiceName, string>>,
  outside: typeof fetch = (input, init) => fetch(input, init),
): Inside {
  const names = new Map<string, ServiceName>(serviceNames.map((name) => [urls[name], name]));
  let apps: Apps | undefined;

  async function answer(name: keyof Apps, request: Request): Promise<Response> {
    if (!apps) return new Response("Not started yet.\n", { status: 503 });
    const response = await apps[name].fetch(request);
    if (response.headers.has(dropHeader)) throw new TypeError(`${name} closed the connection.`);
    return response;
  }

  return {
    answer,
    serve(served) {
      apps = served;
    },
    async fetch(input, init) {
      const request = new Request(input, init);
      const name = names.get(new URL(request.url).origin);
      return name ? answer(name, request) : outside(request);
    },
  };
}
