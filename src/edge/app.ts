/**
 * The edge as a Hono app. The life of a request, top to bottom.
 *
 * @module
 */
import { Hono } from "hono";
import { type AnswerBindings, createAnswers, type WebVisit } from "./answers.ts";
import { arrive } from "./arrival.ts";
import { webResponse } from "./deliver.ts";
import { plainDelivery, wwwDelivery } from "./delivery.ts";
import { createCache } from "./http-cache/cache.ts";
import type { PurgeOutcome } from "./http-cache/purge.ts";
import { createInspection } from "./inspection.ts";
import { createInspector } from "./inspector/inspector.ts";
import type { Metrics } from "./observe/metrics.ts";
import { type EdgeOptions, resolveOptions } from "./options.ts";
import { isLoop } from "./origin/exchange.ts";
import { createOriginWay } from "./origin-way.ts";
import { createPurger } from "./purger.ts";
import type { PurgeOrder } from "./purging.ts";
import { type Client, type ClientRequest, type Received, receivedOf, webRequest } from "./request.ts";
import { counted } from "./sent-bytes.ts";
import { timedDelivery } from "./server-timing.ts";
import { type Admitted, createSite, type Site } from "./site.ts";
import type { Answer, StoredAnswer } from "./stored-answer.ts";
import { createWatched } from "./watched.ts";

/** What a rim tells the app with each request. Without it, all is taken from the request's URL. */
export interface EdgeBindings extends AnswerBindings {
  readonly client?: Client;
  /** The request as it was given to `fromMemory` before, so that chance decides no more than once. */
  readonly asked?: ClientRequest;
}

/** A Hono app, and the way round it for plain hits. */
export type Edge = Hono<{ Bindings: EdgeBindings }> & {
  /**
   * The answer to a request that memory can give at once; null when the app is to be asked. A rim
   * that can asks here before it builds a Request.
   */
  readonly fromMemory: (request: ClientRequest) => StoredAnswer | null;
  /**
   * The answer of the app to a request that `fromMemory` has no answer to, for a rim that writes answers itself;
   * null when the app is to be asked, since the request is for a page of the edge's own.
   */
  readonly answer: (
    asked: ClientRequest,
    received: Received,
    bindings: AnswerBindings,
  ) => Promise<Answer> | null;
  /**
   * Purges stored responses, and those that this edge has on their way into the store. It costs the same
   * for one as for a million. When it resolves, no request to this edge finds them any more; those that a
   * soft purge concerns are found, but stale. Edges that share the store obey it too: when it comes to
   * `done`, they know, or will before they look again; when to `queued`, they could not be told yet. Edges
   * with another store are to be purged each by itself.
   *
   * @throws {Error} when the order names no URL or no key that could be one
   * @example
   * await edge.purge({ url: "https://www.gov.uk/bank-holidays" });
   * await edge.purge({ surrogateKey: "organisations", soft: true });
   */
  readonly purge: (order: PurgeOrder) => Promise<PurgeOutcome>;
  /** What is counted; null where nobody may look at it. */
  readonly metrics: Metrics | null;
  /** From now on /__edge/health says that this edge is to be sent nothing more. */
  readonly stopping: () => void;
  /** Ends what the edge does by itself: the probes of its backends, and hearing of purges elsewhere. */
  readonly close: () => void;
};

/**
 * Makes an edge.
 *
 * @throws {Error} when an option is wrong, naming it and what was expected
 * @example
 * const edge = createEdge({ origin: "http://127.0.0.1:3000", transport: fetchTransport(fetch) });
 * const response = await edge.fetch(new Request("https://www.gov.uk/"));
 */
export function createEdge(options: EdgeOptions): Edge {
  const given = resolveOptions(options);
  const inspection = given.inspector ? createInspection(given) : null;
  const settings = inspection?.settings ?? given;
  const withAccount = settings.profile !== "rfc9111";
  const watched = createWatched(settings, () => site?.probing?.sick() ?? []);
  const { report, watching, monitoring } = watched;
  const site: Site | null = settings.profile === "www" ? createSite(settings, watching) : null;
  const untimed = site ? wwwDelivery(site, settings) : plainDelivery(withAccount);
  const delivery = settings.serverTiming ? timedDelivery(untimed, report.clock) : untimed;
  const cache = createCache({ ...settings, present: delivery.stored, watching: report.watching });
  const origin = createOriginWay(settings, { site, report, watching });
  const answers = createAnswers(settings, { cache, delivery, origin, report });
  const purger = createPurger(settings, { cache, answers, report, site });

  async function respond(
    asked: ClientRequest,
    received: Received,
    bindings: AnswerBindings,
  ): Promise<Answer> {
    const startedAt = watched.started();
    const admitted = site?.admit(asked) ?? null;
    const onward = admitted?.kind === "onward" ? admitted : null;
    const arrival = arrive(asked, settings.requestId, withAccount, onward);
    const trace = inspection?.tracer.begin(arrival, received.fields) ?? null;
    const visit: WebVisit = { arrival, received, bindings, startedAt, stands: 1, originTime: null, trace };
    const answer =
      admitted?.kind === "answered"
        ? await answers.ruled(visit, admitted.answer)
        : await answerTo(visit, asked, onward);
    trace?.answered(answer);
    return onward?.wantsDebug ? delivery.debugged(arrival, answer) : answer;
  }

  async function answerTo(visit: WebVisit, asked: ClientRequest, onward: Admitted | null): Promise<Answer> {
    const { arrival, received } = visit;
    try {
      if (isLoop(received.fields, settings.pseudonym)) return await answers.error(visit, "loop");
      if (onward?.way === "purge") return await purger.purgeUrl(visit, asked);
      if (!isCached(arrival.method)) return await answers.forward(visit);
      const found = await cache.lookup(arrival);
      visit.trace?.found(found);
      switch (found.kind) {
        case "fresh":
          return answers.hit(visit, found);
        case "passing":
          return await answers.pass(visit, found.reason);
        case "missing":
        case "stale": {
          const limited = site?.limited(arrival.client.address, arrival.target) ?? null;
          return await (limited ? answers.ruled(visit, limited) : answers.fetch(visit, found));
        }
        case "revalidating":
          return await answers.fetch(visit, found);
        case "unsatisfied":
          return await answers.error(visit, "onlyIfCached");
      }
    } catch (error) {
      return answers.failed(visit, error);
    }
  }

  /** Only a store that answers at once is asked here; what it does not know, or fails at, the app sees to. */
  function fromMemory(request: ClientRequest): StoredAnswer | null {
    // A story is told of the whole request, which only the app is given.
    if (inspection || !settings.store.matchNow) return null;
    if (!isCached(request.method) || isEdges(request.target)) return null;
    const startedAt = watched.hitStarted();
    try {
      const admitted = site?.admit(request) ?? null;
      if (admitted?.kind === "answered" || admitted?.wantsDebug) return null;
      const arrival = arrive(request, settings.requestId, withAccount, admitted);
      const found = cache.lookupNow(arrival);
      if (!found) return null;
      const visit = { arrival, startedAt, stands: watched.hitStands, originTime: null, trace: null };
      const answer = answers.hit(visit, found);
      settings.metrics?.sent(answer.length);
      return answer;
    } catch {
      return null;
    }
  }

  /** The answer of a rule to who asks for a page of the edge's own: the door is before these, too. */
  async function turnedAway(request: Request, bindings: EdgeBindings): Promise<Answer | null> {
    const asked = webRequest(request, bindings.client);
    const admitted = site?.admit(asked) ?? null;
    return admitted?.kind === "answered" ? answers.ruled(visitOf(request, bindings), admitted.answer) : null;
  }

  function visitOf(request: Request, bindings: EdgeBindings): WebVisit {
    const asked = webRequest(request, bindings.client);
    const arrival = arrive(asked, settings.requestId, withAccount);
    return {
      arrival,
      received: receivedOf(request),
      bindings,
      startedAt: watched.started(),
      stands: 1,
      originTime: null,
      trace: null,
    };
  }

  const hasOwnPages = settings.inspector || purger.isOpen || monitoring !== null;
  function isEdges(target: string): boolean {
    return hasOwnPages && target.startsWith("/__edge");
  }

  const app = new Hono<{ Bindings: EdgeBindings }>();
  if (monitoring) {
    // Before the door: a load balancer comes without TLS, a password, or an address that may come in.
    app.all("/__edge/health", (c) => monitoring.health(webRequest(c.req.raw, c.env?.client)));
    app.all("/__edge/metrics", (c) => monitoring.metrics(webRequest(c.req.raw, c.env?.client)));
  }
  if (hasOwnPages) {
    app.use("/__edge/*", async (c, next) => {
      const away = await turnedAway(c.req.raw, c.env ?? {});
      return away ? responseOf(away) : next();
    });
    if (purger.isOpen) {
      const order = (request: Request, bindings: EdgeBindings) =>
        purger.purgeByOrder(visitOf(request, bindings), request);
      app.all("/__edge/purge", async (c) => responseOf(await order(c.req.raw, c.env ?? {})));
    }
    if (inspection) {
      app.route("/__edge", createInspector(inspection.desk(watched.observer.recent, purger)));
    }
    // Not the app's: a purge that is misspelt must not bring it the token.
    app.all("/__edge/*", (c) => c.text("The edge has no such page.\n", 404, { "Cache-Control": "no-store" }));
  }
  app.all("*", async (c) => {
    const bindings = c.env ?? {};
    const asked = bindings.asked ?? webRequest(c.req.raw, bindings.client);
    return responseOf(counted(await respond(asked, receivedOf(c.req.raw), bindings), settings.metrics));
  });

  /** The app without the Web's own requests and responses, which cost more than all else. */
  function answer(
    asked: ClientRequest,
    received: Received,
    bindings: AnswerBindings,
  ): Promise<Answer> | null {
    // The app knows its own pages by any spelling.
    if (isEdges(asked.target) || /^\/[^/]*%/.test(asked.target)) return null;
    const given = respond(asked, received, bindings);
    return settings.metrics ? given.then((answer) => counted(answer, settings.metrics)) : given;
  }

  site?.probing?.start();
  const close = () => {
    site?.probing?.stop();
    cache.close();
  };
  const { metrics } = settings;
  const { stop: stopping } = watched.readiness;
  return Object.assign(app, { fromMemory, answer, purge: purger.purge, metrics, stopping, close });
}

function responseOf({ status, fields, body }: Answer): Response {
  return webResponse(status, fields, body);
}

function isCached(method: string): boolean {
  return method === "GET" || method === "HEAD";
}
