/** An edge in front of a memory origin, with a clock that the test moves. */

import {
  type CacheStore,
  type Client,
  createEdge,
  type EdgeEvent,
  type EdgeParts,
  type EdgeSettings,
  type PurgeOrder,
  type PurgeOutcome,
} from "../../src/edge/index.ts";
import { type Answer, type Asked, type MemoryOrigin, memoryOrigin } from "./memory-origin.ts";
import { toRunLog } from "./run-log/run-log.ts";

export interface EdgeUnderTest {
  readonly origin: MemoryOrigin;
  readonly events: EdgeEvent[];
  /** Asks the edge as a browser on https://www.gov.uk would. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  fetch(request: Request): Promise<Response>;
  /** Asks as a client that a rim knows. */
  from(client: Client, path: string, headers: Record<string, string>): Promise<Response>;
  purge(order: PurgeOrder): Promise<PurgeOutcome>;
  /** Moves the clocks. */
  pass(seconds: number): void;
}

export const sessionCookie = (value: string) => ({ cookie: `__Host-govuk_account_session=${value}` });

export function edgeUnderTest(
  answer: (asked: Asked, nth: number) => Answer | Promise<Answer>,
  settings: Partial<EdgeSettings> = {},
  { makeStore, ...parts }: Partial<EdgeParts> & { makeStore?: (now: () => number) => CacheStore } = {},
): EdgeUnderTest {
  const origin = memoryOrigin(answer);
  const events: EdgeEvent[] = [];
  let time = Date.UTC(2026, 0, 1);
  const edge = createEdge({
    origin: "http://origin.example",
    ...settings,
    transport: origin.transport,
    now: () => time,
    // Counted from another moment, as a platform's is.
    monotonic: () => time - Date.UTC(2025, 11, 31),
    ...(makeStore && { store: makeStore(() => time) }),
    listeners: [(event) => events.push(event), toRunLog],
    ...parts,
  });
  const fetch = async (request: Request) => {
    globalThis.runLog?.fields(request.headers);
    globalThis.runLog?.text(request.url);
    return edge.fetch(request);
  };
  return {
    origin,
    events,
    fetch,
    get: (path, headers = {}) => fetch(new Request(`https://www.gov.uk${path}`, { headers })),
    from: async (client, path, headers) =>
      edge.fetch(new Request(`https://www.gov.uk${path}`, { headers }), { client }),
    purge: (order) => edge.purge(order),
    pass(seconds) {
      time += seconds * 1000;
    },
  };
}

/** What became of a request, by Cache-Status: hit, or why it went forward. */
export function decision(response: Response): string {
  const status = response.headers.get("cache-status") ?? "";
  if (status.startsWith("govuk-edge; hit")) return "hit";
  return /fwd=([a-z-]+)/.exec(status)?.[1] ?? status;
}

/** Whether Cache-Status says that the response was stored. */
export function wasStored(response: Response): boolean {
  return /; stored(;|$)/.test(response.headers.get("cache-status") ?? "");
}

/** Reads a body to its end, so that what is to be stored has been. */
export async function settled(response: Response): Promise<Response> {
  const copy = response.clone();
  await copy.text();
  await new Promise((resolve) => setTimeout(resolve, 0));
  return response;
}
