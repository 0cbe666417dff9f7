/** A stage in one process, which every runtime has: the edge as a function, the app as a function. */
import {
  type CacheStore,
  createEdge,
  type EdgeBindings,
  type EdgeSettings,
  type OriginRequest,
  type OriginResponse,
} from "../../src/edge/index.ts";
import type { InterimListener } from "../../src/edge/origin/transport.ts";
import { originScript } from "../../src/testing/origin-script.ts";
import type { ClientAsks, ClientGot, Interim, OriginAnswer } from "../../src/testing/play.ts";
import type { Around } from "../../src/testing/play-backends.ts";
import { beginning } from "../../src/testing/play-backends.ts";
import { statusOfAnswer } from "../../src/testing/play-cache-status.ts";
import { watchedStore } from "../../src/testing/watched-store.ts";
import type { Attempt, CacheStage } from "./cache-case.ts";
import { memoryBackends, respond } from "./memory-backends.ts";

/** An edge whose app says what it is told, and may be told to keep requests back. */
export function memoryStage(
  settings: Omit<EdgeSettings, "origin"> & { profile: NonNullable<EdgeSettings["profile"]> },
  makeStore?: (now: () => number) => CacheStore,
): CacheStage & { readonly around: Around } {
  const { transport: toApp, ...app } = memoryApp();
  const others = memoryBackends();
  let now = beginning;
  const store = watchedStore(makeStore && (() => makeStore(() => now)));
  let chance = 0;
  const make = () =>
    createEdge({
      ...settings,
      origin: "http://origin.example",
      transport: async (request) => others.transport(request) ?? toApp(request),
      store,
      now: () => now,
      random: () => chance,
      requestId: () => "request-id",
    });
  let edge = make();

  function begin(asks: ClientAsks): Attempt {
    const interim: Interim[] = [];
    const onInterim: InterimListener = (status, headers) => void interim.push({ status, headers });
    const response = Promise.resolve(edge.fetch(requestOf(asks), { ...bindingsOf(asks), onInterim }));
    let isThere = true;
    const got = response.then((answer) => (isThere ? read(answer, [...interim]) : leave(answer)));
    return {
      got,
      leave() {
        isThere = false;
      },
    };
  }

  async function send(asks: ClientAsks): Promise<ClientGot> {
    const before = store.stored;
    const got = await begin(asks).got;
    // A compressed body takes more than a turn on its way to the store.
    if (settings.profile !== "rfc9111" && statusOfAnswer(got)?.stored) await store.reaches(before + 1);
    await store.flush();
    return got;
  }

  /** Lets everything run that can run now. */
  async function settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 0));
      // On a busy machine a store that is far away takes longer than that.
      await store.quiet();
    }
    await store.flush();
  }

  function pass(seconds: number): void {
    now += seconds * 1000;
  }

  return {
    profile: settings.profile,
    ...app,
    around: {
      pass,
      answer: others.answer,
      seen: others.seen,
      draw(value) {
        chance = value;
      },
    },
    begin,
    settle,
    send,
    pass,
    purge: (order) => edge.purge(order),
    reset() {
      now = beginning;
      store.clear();
      edge = make();
      app.seenByOrigin();
      others.seen();
    },
  };
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

function requestOf({ method, url, host, headers, tls, body }: ClientAsks): Request {
  // As bytes: with a text comes a Content-Type that the client never said.
  const bytes = body === undefined ? null : new TextEncoder().encode(body);
  const init = { method, redirect: "manual", body: bytes } as const;
  const request = new Request(`${tls ? "https" : "http"}://${host}${url}`, init);
  for (const [name, value] of headers) {
    const before = name.toLowerCase() === "cookie" ? request.headers.get(name) : null;
    // Headers joins lines by a comma, which for Cookie is no divider (RFC 6265bis §5.8.3).
    if (before === null) request.headers.append(name, value);
    else request.headers.set(name, `${before}; ${value}`);
  }
  return request;
}

/** What a rim would tell of the client; where a play says nothing, the URL tells all. */
function bindingsOf({ address, ja3, host, tls }: ClientAsks): EdgeBindings {
  if (address === undefined && ja3 === undefined) return {};
  const scheme = tls ? "https" : "http";
  return { client: { address: address ?? "192.0.2.1", scheme, host, ...(ja3 !== undefined && { ja3 }) } };
}

async function read(response: Response, interim: readonly Interim[]): Promise<ClientGot> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  // Not text(): workerd warns of every Content-Type that is no text.
  const body = new TextDecoder().decode(bytes);
  return { interim, status: response.status, headers: [...response.headers], body, bytes };
}

async function leave(response: Response): Promise<never> {
  await response.body?.cancel();
  throw new Error("The client has left.");
}
