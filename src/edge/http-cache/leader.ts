/**
 * Asking the origin: the response is judged when its head is there, and stored when its body is.
 *
 * @module
 */
import { type Fields, fieldValue, withField } from "../fields/fields.ts";
import { endToEnd } from "../fields/hop-by-hop.ts";
import type { Stale } from "./assess.ts";
import type { CacheOptions, CacheRequest } from "./cache.ts";
import type { LeadingFlight } from "./flights.ts";
import type { ExchangeTimes } from "./freshness.ts";
import { dated, type Exchange, type OriginAnswer, ServerErrorAnswer } from "./origin-answer.ts";
import { type SharedBody, shareBody, wholeBody } from "./shared-body.ts";
import type { StoredResponse } from "./store.ts";
import { isComplete, judge, type StoringRequest, type Verdict } from "./storing.ts";
import { freshenedFields, validatorsOf } from "./validation.ts";
import { secondaryKey, type VaryList } from "./vary.ts";

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
  /** The origin said that the stored response is still right: it is fresh again. */
  | {
      readonly kind: "validated";
      readonly response: StoredResponse;
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

/** One request on its way to the origin. */
interface Asking {
  readonly request: CacheRequest;
  readonly exchange: Exchange;
  /** The stored response that the origin may validate; null when there is none. */
  readonly stale: Stale | null;
  /** Null when nobody can be waiting for the answer. */
  readonly flight: LeadingFlight | null;
}

type Stored = Extract<Verdict, { store: true }>;

/** Asks the origin for one request. @throws what `send` throws, and {@link ServerErrorAnswer} */
export type Lead = (asking: Asking) => Promise<Led>;

/** The leader of a cache's requests. */
export function createLeader(options: CacheOptions): Lead {
  const { store, policy, now } = options;

  async function ask(asking: Asking): Promise<Led> {
    const { request, exchange, stale } = asking;
    const method = request.method === "HEAD" && policy.fetchHeadAsGet ? "GET" : request.method;
    const validators = stale && method === "GET" ? validatorsOf(stale.response.origin) : [];
    const requestTime = now();
    const answer = dated(await exchange.send(method, validators), now());
    const times = { requestTime, responseTime: now() };
    const asked = { method, get: (name: string) => request.get(name) };
    if (answer.status === 304 && stale && validators.length > 0) {
      return freshen(asking, stale.response, answer, asked, times);
    }
    if (answer.status >= 500 && stale?.ifError) {
      await answer.body?.cancel().catch(() => undefined);
      throw new ServerErrorAnswer(answer.status);
    }
    const verdict = verdictOn(answer, asked, times, exchange);
    if (verdict.store && unkeepable(answer) === null) return keep(asking, answer, verdict);
    return passOn(asking, answer, verdict);
  }

  function verdictOn(
    answer: OriginAnswer,
    asked: StoringRequest,
    times: ExchangeTimes,
    exchange: Exchange,
  ): Verdict {
    const verdict = judge(asked, answer, policy, times);
    const veto = verdict.store ? exchange.veto(answer) : null;
    if (!verdict.store || veto === null) return verdict;
    return { store: false, reason: veto.reason, pass: veto.remember ? verdict.vary : null };
  }

  /** What keeps a body out of the store, in a word; null when nothing does. */
  function unkeepable({ fields, delimitedByClose }: OriginAnswer): string | null {
    if (Number(fieldValue(fields, "content-length") ?? 0) > options.maxBodyBytes) return "too-large";
    return delimitedByClose ? "no-length" : null;
  }

  /** RFC 9111 §4.3.4: the stored body, under its fields as the 304 renewed them, judged anew. */
  function freshen(
    asking: Asking,
    stored: StoredResponse,
    answer: OriginAnswer,
    asked: StoringRequest,
    times: ExchangeTimes,
  ): Led {
    const fields = freshenedFields(stored.origin, answer.fields);
    const renewed = { status: stored.status, fields, body: wholeBody(stored.body).stream() };
    const verdict = verdictOn(renewed, asked, times, asking.exchange);
    if (!verdict.store) return passOn(asking, renewed, verdict);
    const response = finished(unfinished(renewed, verdict), stored.body);
    const settled = put(asking.request, response).finally(() => asking.flight?.close());
    settled.catch(() => undefined);
    const key = secondaryKey(verdict.vary, asking.request);
    asking.flight?.land({ response, body: wholeBody(stored.body), key, settled });
    return { kind: "validated", response, settled };
  }

  function passOn({ request, flight }: Asking, answer: OriginAnswer, verdict: Verdict): Led {
    const reason = verdict.store ? (unkeepable(answer) ?? "stored") : verdict.reason;
    const settled = rememberPass(request, verdict.store ? null : verdict.pass, reason);
    settled.catch(() => undefined);
    flight?.land(null);
    return { kind: "own", answer, reason, settled };
  }

  function keep({ request, flight }: Asking, answer: OriginAnswer, verdict: Stored): Led {
    const response = unfinished(answer, verdict);
    const shared = shareBody(answer.body ?? emptyBody(), options.maxBodyBytes);
    const body = request.method === "HEAD" ? null : shared.stream();
    const settled = finish(request, answer.fields, response, shared).finally(() => flight?.close());
    // Whoever answers looks at `settled`; where nobody does, its failure must not end the process.
    settled.catch(() => undefined);
    flight?.land({ response, body: shared, key: secondaryKey(verdict.vary, request), settled });
    return { kind: "shared", response, body, collapsed: false, settled };
  }

  function unfinished(
    { status, fields: received }: OriginAnswer,
    { vary, lifetime, initialAge, reuse }: Stored,
  ): UnfinishedResponse {
    // What belongs to the origin's connection ends here, now that all of it has been judged.
    const fields = endToEnd(received);
    // Age is counted anew for each answer.
    const visible = withField(options.present(fields), "Age", null);
    const storedAt = now();
    return {
      kind: "response",
      status,
      fields: visible,
      origin: fields,
      vary,
      storedAt,
      initialAge,
      lifetime,
      reuse,
    };
  }

  async function finish(
    request: CacheRequest,
    received: Fields,
    response: UnfinishedResponse,
    shared: SharedBody,
  ): Promise<Settled> {
    const body = await shared.whole;
    if (body === null) return shared.failed ? "incomplete" : "too-large";
    if (!isComplete(received, body.byteLength)) return "incomplete";
    return put(request, finished(response, body));
  }

  async function put(request: CacheRequest, response: StoredResponse): Promise<Settled> {
    await store.put(request.key, request, response);
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

  return async (asking) => {
    try {
      return await ask(asking);
    } catch (error) {
      asking.flight?.fail(error);
      throw error;
    }
  };
}

function finished(response: UnfinishedResponse, body: Uint8Array<ArrayBuffer>): StoredResponse {
  const fields =
    response.status === 204
      ? response.fields
      : withField(response.fields, "Content-Length", String(body.byteLength));
  return { ...response, fields, wire: fields.flat(), body };
}

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
