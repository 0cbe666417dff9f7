/**
 * How each kind of request is answered: from the store, through the cache, past it, or with a page.
 *
 * @module
 */
import { sessionChange } from "./account/response.ts";
import type { Arrival } from "./arrival.ts";
import type { Delivery } from "./delivery.ts";
import { deltaSeconds } from "./fields/cache-control.ts";
import { type Fields, fieldValue } from "./fields/fields.ts";
import { endToEnd } from "./fields/hop-by-hop.ts";
import { currentAge, type Fresh, type Missing, type Stale } from "./http-cache/assess.ts";
import type { Cache, Fetched, Rescued } from "./http-cache/cache.ts";
import type { Led } from "./http-cache/led.ts";
import { type Exchange, type OriginAnswer, ServerErrorAnswer } from "./http-cache/origin-answer.ts";
import type { Settled } from "./http-cache/recorder.ts";
import { selectedPart } from "./http-cache/selected-part.ts";
import type { CacheOutcome } from "./observe/events.ts";
import type { ResolvedOptions } from "./options.ts";
import { unconditional } from "./origin/exchange.ts";
import type { InterimListener } from "./origin/transport.ts";
import type { OriginWay } from "./origin-way.ts";
import { createOwnAnswers, type OwnAnswers } from "./own-answers.ts";
import type { Reporter } from "./report.ts";
import type { Received } from "./request.ts";
import { type Answer, StoredAnswer } from "./stored-answer.ts";
import type { Trace } from "./trace.ts";

/** One request's stay. */
export interface Visit {
  readonly arrival: Arrival;
  /** By the clock that only goes forward; null where nobody wants to know how long it takes. */
  readonly startedAt: number | null;
  /** How many requests its time stands for, this one included. */
  readonly stands: number;
  /** Milliseconds in which the origin was waited for, so far, be it asked for another; null when it was not. */
  originTime: number | null;
  /** Writes its story down; null where nobody reads it. */
  readonly trace: Trace | null;
}

/** What is told with a request besides what came of it. */
export interface AnswerBindings {
  /** Keeps the runtime alive until a response is stored. */
  readonly waitUntil?: (promise: Promise<unknown>) => void;
  /** Writes an interim response to the client, before the final one. It does not throw. */
  readonly onInterim?: InterimListener;
}

/** A stay with all that came, for what goes to the origin. */
export interface WebVisit extends Visit {
  readonly received: Received;
  readonly bindings: AnswerBindings;
}

/** Why a request went forward. */
export type Forward = Exclude<CacheOutcome["fwd"], null>;

/** The ways to answer. None of them throws. */
export interface Answers extends OwnAnswers {
  hit(visit: Visit, hit: Fresh): StoredAnswer;
  /** What is missing is fetched; what is stale is validated, or served while it is. */
  fetch(visit: WebVisit, found: Missing | Stale): Promise<Answer>;
  /** The request goes by the cache. @param detail a word on why, for Cache-Status */
  pass(visit: WebVisit, detail: string): Promise<Answer>;
  /** The request has a method that no stored response can answer. */
  forward(visit: WebVisit): Promise<Answer>;
}

/** What an edge's answers are made with. */
export interface AnswerParts {
  readonly cache: Cache;
  readonly delivery: Delivery;
  readonly origin: OriginWay;
  readonly report: Reporter;
}

/** The ways to answer, for one edge. */
export function createAnswers(settings: ResolvedOptions, parts: AnswerParts): Answers {
  const { cache, delivery, origin, report } = parts;
  const ownAnswers = createOwnAnswers(settings, delivery, report);

  function hit(visit: Visit, found: Fresh): StoredAnswer {
    return stored(visit, found, { hit: true, fwd: null, ttl: found.ttl });
  }

  /** A stored response, whatever was done before it could be used. */
  function stored(visit: Visit, { response, age }: Fresh, outcome: CacheOutcome): StoredAnswer {
    const { arrival } = visit;
    const computed = delivery.computed(visit, outcome, { age, received: response.origin, stored: response });
    const part = selectedPart(arrival, response, () => arrival.requestId);
    report.answered(visit, part.status, outcome, part.length);
    return new StoredAnswer(part, computed);
  }

  async function fetch(visit: WebVisit, found: Missing | Stale): Promise<Answer> {
    const clientFields = unconditional(endToEnd(visit.received.fields));
    const inBackground = found.kind === "revalidating";
    // Whoever is answered already is told nothing more.
    const forward = inBackground ? undefined : visit.bindings.onInterim;
    const way = origin.exchange(visit, clientFields, forward);
    if (inBackground) {
      refresh(visit, found, way);
      const outcome = { hit: true, fwd: null, ttl: found.ttl, refreshing: true };
      return stored(visit, { ...found, kind: "fresh" }, outcome);
    }
    try {
      const answer = await waitedFor(visit, cache.fetch(visit.arrival, found, way));
      return fetched(visit, found.reason, answer);
    } catch (error) {
      return failed(visit, error, found.reason);
    }
  }

  /** Who shares another's request waits for the origin, too. */
  async function waitedFor(visit: WebVisit, coming: Promise<Fetched>): Promise<Fetched> {
    const since = report.clock();
    try {
      return await coming;
    } finally {
      visit.originTime ??= report.clock() - since;
    }
  }

  function fetched(visit: WebVisit, fwd: Forward, answer: Fetched): Answer {
    switch (answer.kind) {
      case "fresh":
        return hit(visit, answer);
      case "rescued":
        return rescued(visit, fwd, answer);
      case "own":
        settle(visit, answer.settled);
        return own(visit, answer.answer, fwd, answer.reason === fwd ? undefined : answer.reason);
      case "renewed": {
        settle(visit, answer.settled);
        const { response, status: fwdStatus } = answer;
        const ttl = response.lifetime - response.initialAge;
        const outcome: CacheOutcome = { hit: false, fwd, fwdStatus, stored: true, ttl };
        return stored(visit, { kind: "fresh", response, age: response.initialAge, ttl }, outcome);
      }
      case "shared":
        return shared(visit, answer, fwd);
    }
  }

  /** RFC 5861 §3: the client has its answer; the next one will have a fresh one. */
  function refresh(visit: WebVisit, stale: Stale, way: Exchange): void {
    const refreshing = cache.refresh(visit.arrival, stale, way);
    if (refreshing === null) return;
    const done = refreshing
      .then(async (answer) => {
        if (answer.kind === "fresh" || answer.kind === "rescued") return;
        const unread =
          answer.kind === "own" ? answer.answer.body : answer.kind === "shared" ? answer.body : null;
        await Promise.all([unread?.cancel(), report.settling(visit, answer.settled)]);
        await settings.store.flush?.();
      })
      .catch((error: unknown) => report.failed(visit, error));
    visit.bindings.waitUntil?.(done);
  }

  /** RFC 5861 §4: a stored response in place of the origin's failure. */
  function rescued(visit: WebVisit, fwd: Forward, { hit: { response, age, ttl }, error }: Rescued): Answer {
    report.failed(visit, error);
    const failure = error instanceof ServerErrorAnswer ? { fwdStatus: error.status } : {};
    const outcome: CacheOutcome = { hit: false, fwd, ...failure, ttl, detail: "stale-if-error" };
    return stored(visit, { kind: "fresh", response, age, ttl }, outcome);
  }

  async function pass(visit: WebVisit, detail: string): Promise<Answer> {
    try {
      const clientFields = endToEnd(visit.received.fields);
      const answer = await origin.send(visit, visit.arrival.method, clientFields, visit.bindings.onInterim);
      return own(visit, answer, "bypass", detail);
    } catch (error) {
      return failed(visit, error, "bypass");
    }
  }

  async function forward(visit: WebVisit): Promise<Answer> {
    const clientFields = endToEnd(visit.received.fields);
    const way = origin.exchange(visit, clientFields, visit.bindings.onInterim);
    try {
      return fetched(visit, "method", await cache.forward(visit.arrival, way));
    } catch (error) {
      return failed(visit, error, "method");
    }
  }

  function own(visit: WebVisit, answer: OriginAnswer, fwd: Forward, detail?: string): Answer {
    const { status, fields } = answer;
    const change = sessionChange(fields);
    if (visit.arrival.account && change.kind === "invalid") report.invalidSession(visit, change.value);
    const outcome = { hit: false, fwd, fwdStatus: status, ...(detail === undefined ? {} : { detail }) };
    const visible = delivery.own(visit.arrival, fields);
    const isHead = visit.arrival.method === "HEAD";
    report.answered(visit, status, outcome, isHead || answer.body === null ? 0 : lengthOf(visible));
    // A GET was sent for a HEAD: the body that nobody reads is refused, so that its connection is freed.
    if (isHead) void answer.body?.cancel().catch(() => undefined);
    void answer.broken?.then(() => report.brokenOff(visit));
    const body = isHead ? null : answer.body;
    const computed = delivery.computed(visit, outcome, { age: null, received: fields, stored: null });
    return { status, fields: [...visible, ...computed], body };
  }

  function shared(visit: WebVisit, led: Extract<Led, { kind: "shared" }>, fwd: Forward): Answer {
    const { response, body, collapsed, settled } = led;
    const { status, lifetime, initialAge } = response;
    const stored = { ttl: lifetime - initialAge, ...(collapsed ? { collapsed } : { stored: true }) };
    const outcome: CacheOutcome = { hit: false, fwd, fwdStatus: status, ...stored };
    report.answered(visit, status, outcome, body === null ? 0 : lengthOf(led.fields));
    if (!collapsed) settle(visit, settled);
    // What comes straight from the origin is as old as the origin says; who joined it may have come later.
    const age = collapsed
      ? currentAge(response, settings.now())
      : deltaSeconds(fieldValue(response.origin, "age"));
    const computed = delivery.computed(visit, outcome, { age, received: response.origin, stored: response });
    return { status, fields: [...led.fields, ...computed], body };
  }

  /** Storing goes on after the answer has left; the runtime is asked to wait for it. */
  function settle(visit: WebVisit, settled: Promise<Settled>): void {
    const done = report.settling(visit, settled);
    // What is written in the background is begun by then.
    visit.bindings.waitUntil?.(done.then(() => settings.store.flush?.()));
  }

  function failed(visit: Visit, error: unknown, fwd: Forward = "bypass"): Promise<Answer> {
    return ownAnswers.failed(visit, error, fwd);
  }

  return { hit, fetch, pass, forward, ...ownAnswers };
}

/** The length that an answer's head gives its body; null where it does not. */
function lengthOf(fields: Fields): number | null {
  const length = fieldValue(fields, "content-length");
  return length === null || !/^[0-9]+$/.test(length) ? null : Number(length);
}
