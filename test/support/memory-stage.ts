/** A stage in one process, which every runtime has: the edge as a function, the app as a function. */
import {
  createEdge,
  type EdgeSettings,
  OriginError,
  type OriginRequest,
  type OriginResponse,
} from "../../src/edge/index.ts";
import type { InterimListener } from "../../src/edge/origin/transport.ts";
import { type Attempt, beginning, type CacheStage } from "./cache-case.ts";
import { streamOf } from "./memory-origin.ts";
import { originScript } from "./origin-script.ts";
import type { ClientAsks, ClientGot, Interim, OriginAnswer } from "./play.ts";

/** An edge whose app says what it is told, and may be told to keep requests back. */
export function memoryStage(
  settings: Omit<EdgeSettings, "origin"> & { profile: NonNullable<EdgeSettings["profile"]> },
): CacheStage {
  const app = memoryApp();
  let now = beginning;
  const make = () =>
    createEdge({
      ...settings,
      origin: "http://origin.example",
      transport: app.transport,
      now: () => now,
      requestId: () => "request-id",
    });
  let edge = make();

  function begin(asks: ClientAsks): Attempt {
    const interim: Interim[] = [];
    const onInterim: InterimListener = (status, headers) => void interim.push({ status, headers });
    const response = Promise.resolve(edge.fetch(requestOf(asks), { onInterim }));
    let isThere = true;
    const got = response.then((answer) => (isThere ? read(answer, [...interim]) : leave(answer)));
    return {
      got,
      leave() {
        isThere = false;
      },
    };
  }

  return {
    profile: settings.profile,
    ...app,
    begin,
    settle,
    send: (asks) => begin(asks).got,
    pass(seconds) {
      now += seconds * 1000;
    },
    purge: (order) => edge.purge(order),
    reset() {
      now = beginning;
      edge = make();
      app.seenByOrigin();
    },
  };
}

/** Lets everything run that can run now. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setTimeout(resolve, 0));
}

function memoryApp() {
  const script = originScript();
  async function transport({ method, url, fields, onInterim }: OriginRequest): Promise<OriginResponse> {
    const { promise, resolve } = Promise.withResolvers<OriginAnswer>();
    script.ask({ method, url: url.pathname + url.search, headers: fields }, resolve);
    return respond(method, await promise, onInterim);
  }
  return { ...script, transport };
}

function respond(
  method: string,
  { interim = [], status, headers, body, fault }: OriginAnswer,
  onInterim?: InterimListener,
): OriginResponse {
  for (const early of interim) onInterim?.(early.status, early.headers);
  if (fault === "no connection") throw new OriginError("unreachable", "There is no connection.");
  if (fault === "no answer") throw new OriginError("timeout", "There is no answer.");
  const isBodiless = method === "HEAD" || status === 204 || status === 304;
  const whole = () => (fault === "broken body" ? brokenOff(body) : streamOf(body));
  return { status, fields: headers, body: isBodiless ? null : whole() };
}

/** Half of a body, and then an error. */
function brokenOff(body: string): ReadableStream<Uint8Array> {
  let pulled = 0;
  return new ReadableStream({
    pull(controller) {
      pulled += 1;
      if (pulled > 1) controller.error(new Error("The connection was reset."));
      else controller.enqueue(new TextEncoder().encode(body.slice(0, body.length / 2)));
    },
  });
}

function requestOf({ method, url, host, headers, tls }: ClientAsks): Request {
  const request = new Request(`${tls ? "https" : "http"}://${host}${url}`, { method, redirect: "manual" });
  for (const [name, value] of headers) {
    const before = name.toLowerCase() === "cookie" ? request.headers.get(name) : null;
    // Headers joins lines by a comma, which for Cookie is no divider (RFC 6265bis §5.8.3).
    if (before === null) request.headers.append(name, value);
    else request.headers.set(name, `${before}; ${value}`);
  }
  return request;
}

async function read(response: Response, interim: readonly Interim[]): Promise<ClientGot> {
  // Not text(): workerd warns of every Content-Type that is no text.
  const body = new TextDecoder().decode(await response.arrayBuffer());
  return { interim, status: response.status, headers: [...response.headers], body };
}

async function leave(response: Response): Promise<never> {
  await response.body?.cancel();
  throw new Error("The client has left.");
}
