/**
 * Who called whom: every request between the services, and every one that reaches them from outside, in the
 * order in which they began, so that a sign-in reads as a sequence.
 *
 * @module
 */
import { Hono } from "hono";
import type { Clock } from "./common/clock.ts";
import { masked, maskedTarget } from "./common/mask.ts";

/** One call. It holds no secret. */
export interface Call {
  /** Counts up in the order in which calls began. */
  readonly id: number;
  /** When it began, by the clock of the services. */
  readonly at: string;
  /** The same for all calls that one request from outside led to. */
  readonly requestId: string;
  /** A service, or `edge`, `browser`, or `client` for whoever else has a token. */
  readonly from: string;
  /** A service; the host of anything else. */
  readonly to: string;
  readonly method: string;
  /** Path and query, with what may be secret masked. */
  readonly path: string;
  /** Null while it lasts, and when no answer came. */
  readonly status: number | null;
  /** Milliseconds; null while it lasts. */
  readonly duration: number | null;
  /** The account session that it carried, masked. */
  readonly session: string | null;
}

/** The calls of one stack. */
export interface CallLog {
  /** A `fetch` that writes down who calls. */
  fetchFrom(service: string): typeof fetch;
  /** The service, with what reaches it from outside written down. */
  watch(service: string, app: Hono): Hono;
  /** @param after an id, or a time in milliseconds since 1970: only what began later */
  list(requestId?: string, after?: { readonly id: number } | { readonly time: number }): readonly Call[];
  clear(): void;
}

/** What request a call belongs to, kept beside the program's own flow: AsyncLocalStorage fits. */
export interface RequestContext {
  run<T>(requestId: string, act: () => T): T;
  getStore(): string | undefined;
}

/** What a log is made of. */
export interface CallLogOptions {
  readonly clock: Clock;
  /** Measures how long a call lasts; nobody moves it. */
  readonly stopwatch: Clock;
  readonly context: RequestContext;
  /** The services, by the origin each is at. */
  readonly services: ReadonlyMap<string, string>;
  newId(): string;
  /** Reaches a service at its URL; the platform's own by default. */
  readonly fetch?: typeof fetch;
  /** Told when a call ended: something may have changed. */
  ended?(): void;
}

type Mutable = { -readonly [key in keyof Call]: Call[key] };
/** A call that a service has made and that has not arrived yet. */
interface OnTheWay {
  readonly to: string;
  readonly target: string;
  readonly requestId: string;
}

const capacity = 1_000;
const requestIdHeader = "GOVUK-Request-Id";
/** Not of the services themselves. */
const ownPaths = /^\/(?:__mock|__world|_pact|assets)(?:\/|$)/;

/** An empty log. */
export function createCallLog(options: CallLogOptions): CallLog {
  const { clock, stopwatch, context, services, newId } = options;
  const send: typeof fetch = options.fetch ?? ((input, init) => fetch(input, init));
  const calls: Mutable[] = [];
  const onTheWay = new Set<OnTheWay>();
  let lastId = 0;

  function begin(call: Pick<Call, "from" | "to" | "method" | "path" | "session" | "requestId">): Mutable {
    lastId += 1;
    const at = new Date(clock.now()).toISOString();
    const { requestId, from, to, ...rest } = call;
    const begun = { id: lastId, at, requestId, from, to, ...rest, status: null, duration: null };
    calls.push(begun);
    if (calls.length > capacity) calls.shift();
    return begun;
  }

  async function measure(call: Mutable, act: () => Response | Promise<Response>): Promise<Response> {
    const start = stopwatch.now();
    try {
      const response = await act();
      call.status = response.status;
      return response;
    } finally {
      call.duration = stopwatch.now() - start;
      options.ended?.();
    }
  }

  function fetchFrom(from: string): typeof fetch {
    return async (input, init) => {
      const request = input instanceof Request ? input : null;
      const url = new URL(request?.url ?? String(input));
      const method = init?.method ?? request?.method ?? "GET";
      const session = sessionIn(new Headers(init?.headers ?? request?.headers));
      const to = services.get(url.origin) ?? url.host;
      const requestId = context.getStore() ?? newId();
      const waiting = { to, target: method + url.pathname + url.search, requestId };
      if (ownPaths.test(url.pathname)) return send(input, init);
      onTheWay.add(waiting);
      const call = begin({ from, to, method, path: maskedTarget(url), session, requestId });
      return measure(call, () => send(input, init)).finally(() => onTheWay.delete(waiting));
    };
  }

  /** The call of another service that this request is: its sender wrote it down. */
  function arrived(to: string, target: string): OnTheWay | undefined {
    const found = [...onTheWay].find((each) => each.to === to && each.target === target);
    if (found) onTheWay.delete(found);
    return found;
  }

  function watch(to: string, app: Hono): Hono {
    return new Hono({ strict: false }).all("*", (c) => {
      const { raw } = c.req;
      const url = new URL(raw.url);
      if (ownPaths.test(url.pathname)) return app.fetch(raw, c.env);
      const sent = arrived(to, raw.method + url.pathname + url.search);
      const requestId = sent?.requestId ?? raw.headers.get(requestIdHeader) ?? newId();
      const act = () => context.run(requestId, () => app.fetch(raw, c.env));
      if (sent) return act();
      // As the first server of the real site does; what is called for it gets it too.
      raw.headers.set(requestIdHeader, requestId);
      const from = senderOf(raw.headers);
      const path = maskedTarget(url);
      const session = sessionIn(raw.headers);
      return measure(begin({ from, to, method: raw.method, path, session, requestId }), act);
    });
  }

  return {
    fetchFrom,
    watch,
    list: (requestId, after) =>
      calls
        .filter((call) => (requestId ?? call.requestId) === call.requestId && isAfter(call, after))
        .map((call) => ({ ...call })),
    clear() {
      calls.length = 0;
    },
  };
}

function isAfter(call: Call, after: Parameters<CallLog["list"]>[1]): boolean {
  if (after === undefined) return true;
  return "id" in after ? call.id > after.id : Date.parse(call.at) > after.time;
}

function senderOf(headers: Headers): string {
  if (headers.has("Via")) return "edge";
  return headers.has("Authorization") ? "client" : "browser";
}

function sessionIn(headers: Headers): string | null {
  const session = headers.get("GOVUK-Account-Session");
  return session === null ? null : masked(session);
}
