/**
 * Asking the origin: the response is judged when its head is there, and stored when its body is.
 *
 * @module
 */
import { formatDate } from "../fields/date.ts";
import { type Fields, fieldValue, hasField, withField } from "../fields/fields.ts";
import { endToEnd } from "../fields/hop-by-hop.ts";
import type { CacheOptions, CacheRequest } from "./cache.ts";
import type { LeadingFlight } from "./flights.ts";
import { type SharedBody, shareBody } from "./shared-body.ts";
import type { StoredResponse } from "./store.ts";
import { isComplete, judge, type ResponseHead, type Verdict } from "./storing.ts";
import { secondaryKey, type VaryList } from "./vary.ts";

/** What the origin answered. */
export interface OriginAnswer extends ResponseHead {
  readonly body: ReadableStream<Uint8Array> | null;
  /** Resolves when the origin breaks the body off, where whoever reached it can tell. */
  readonly broken?: Promise<void>;
}

/** Why a response that the cache could store must not be. */
export interface Veto {
  readonly reason: string;
  /** Whether other requests of the variant pass from now on. */
  readonly remember: boolean;
}

/** How the cache reaches the origin for one request. */
export interface Exchange {
  /** @param method GET, where the policy asks with GET for a HEAD */
  send(method: string): Promise<OriginAnswer>;
  veto(response: ResponseHead): Veto | null;
}

/** A response as it will be stored, while its body is still coming. */
export type UnfinishedResponse = Omit<StoredResponse, "body" | "wire">;

/** How the origin's answer is given on. */
export type Led =
  /** The answer is this client's alone; its fields are as the origin sent them, end to end. */
  | {
      readonly kind: "own";
      readonly answer: OriginAnswer;
      readonly reason: string;
      /** Settles when it is written down that others pass; rejects when the store fails. */
      readonly settled: Promise<Settled>;
    }
  /** The answer is being stored, and perhaps shared with others. */
  | {
      readonly kind: "shared";
      readonly response: UnfinishedResponse;
      readonly body: ReadableStream<Uint8Array> | null;
      readonly collapsed: boolean;
      /** What became of it in the end; rejects when the store fails. */
      readonly settled: Promise<Settled>;
    };

/** The end of storing: nothing was to be stored, it is, its body was over the limit, or it broke off. */
export type Settled = "nothing" | "stored" | "too-large" | "incomplete";

/** Asks the origin for one request; `flight` is null when nobody can be waiting for the answer. */
export type Lead = (request: CacheRequest, exchange: Exchange, flight: LeadingFlight | null) => Promise<Led>;

/** The leader of a cache's requests. */
export function createLeader(options: CacheOptions): Lead {
  const { store, policy, now } = options;

  async function ask(request: CacheRequest, exchange: Exchange, flight: LeadingFlight | null): Promise<Led> {
    const method = request.method === "HEAD" && policy.fetchHeadAsGet ? "GET" : request.method;
    const requestTime = now();
    const answer = received(await exchange.send(method), now());
    const times = { requestTime, responseTime: now() };
    const asked = { method, get: (name: string) => request.get(name) };
    const verdict = vetoed(judge(asked, answer, policy, times), answer, exchange);
    if (verdict.store && !isTooLarge(answer)) return keep(request, answer, verdict, flight);
    const reason = verdict.store ? "too-large" : verdict.reason;
    const settled = rememberPass(request, verdict.store ? null : verdict.pass, reason);
    settled.catch(() => undefined);
    flight?.land(null);
    return { kind: "own", answer, reason, settled };
  }

  function isTooLarge(answer: OriginAnswer): boolean {
    return Number(fieldValue(answer.fields, "content-length") ?? 0) > options.maxBodyBytes;
  }

  function keep(
    request: CacheRequest,
    answer: OriginAnswer,
    { vary, lifetime, initialAge }: Extract<Verdict, { store: true }>,
    flight: LeadingFlight | null,
  ): Led {
    const response: UnfinishedResponse = {
      kind: "response",
      status: answer.status,
      // Age is counted anew for each answer.
      fields: withField(options.present(answer.fields), "Age", null),
      vary,
      storedAt: now(),
      initialAge,
      lifetime,
    };
    const shared = shareBody(answer.body ?? emptyBody(), options.maxBodyBytes);
    const body = request.method === "HEAD" ? null : shared.stream();
    const settled = finish(request, answer, response, shared).finally(() => flight?.close());
    // Whoever answers looks at `settled`; where nobody does, its failure must not end the process.
    settled.catch(() => undefined);
    flight?.land({ response, body: shared, key: secondaryKey(vary, request), settled });
    return { kind: "shared", response, body, collapsed: false, settled };
  }

  async function finish(
    request: CacheRequest,
    answer: OriginAnswer,
    response: UnfinishedResponse,
    shared: SharedBody,
  ): Promise<Settled> {
    const body = await shared.whole;
    if (body === null) return shared.failed ? "incomplete" : "too-large";
    if (!isComplete(answer.fields, body.byteLength)) return "incomplete";
    const fields = withLength(response, body.byteLength);
    await store.put(request.key, request, { ...response, fields, wire: fields.flat(), body });
    return "stored";
  }

  async function rememberPass(
    request: CacheRequest,
    vary: VaryList | null,
    reason: string,
  ): Promise<Settled> {
    if (vary === null) return "nothing";
    const storedAt = now();
    const until = storedAt + policy.passTtl * 1000;
    await store.put(request.key, request, { kind: "pass", vary, reason, storedAt, until });
    return "stored";
  }

  return async (request, exchange, flight) => {
    try {
      return await ask(request, exchange, flight);
    } catch (error) {
      flight?.fail(error);
      throw error;
    }
  };
}

function vetoed(verdict: Verdict, answer: OriginAnswer, exchange: Exchange): Verdict {
  const veto = verdict.store ? exchange.veto(answer) : null;
  if (!verdict.store || veto === null) return verdict;
  return { store: false, reason: veto.reason, pass: veto.remember ? verdict.vary : null };
}

/** The answer end to end, and with a Date where the origin sent none (RFC 9110 §6.6.1). */
function received(answer: OriginAnswer, time: number): OriginAnswer {
  const fields = endToEnd(answer.fields);
  const dated: Fields = hasField(fields, "date") ? fields : [...fields, ["Date", formatDate(time)]];
  return { ...answer, fields: dated };
}

function withLength(response: UnfinishedResponse, length: number): Fields {
  if (response.status === 204) return response.fields;
  return withField(response.fields, "Content-Length", String(length));
}

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
