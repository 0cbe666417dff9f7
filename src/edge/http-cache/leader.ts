/**
 * Asking the origin: the response is judged when its head is there, and stored when its body is.
 *
 * @module
 */
import { type Fields, fieldValue } from "../fields/fields.ts";
import { type Asks, askForWhole, asksFor } from "./asks.ts";
import type { Missing, Stale } from "./assess.ts";
import type { CacheOptions, CacheRequest } from "./cache.ts";
import type { Landing, LeadingFlight } from "./flights.ts";
import type { Led } from "./led.ts";
import {
  BrokenOff,
  dated,
  type Exchange,
  isErrorStatus,
  KeptBack,
  type OriginAnswer,
  ServerErrorAnswer,
  type ServesStale,
} from "./origin-answer.ts";
import { createPartStoring } from "./part-storing.ts";
import type { CachePolicy } from "./policy.ts";
import { type Asked, createRecorder, finished, type Settled, type Storable } from "./recorder.ts";
import { type SharedBody, shareBody, wholeBody } from "./shared-body.ts";
import type { StoredIncomplete, StoredResponse } from "./store.ts";
import type { UnfinishedResponse } from "./stored-response.ts";
import { isComplete, type Verdict } from "./storing.ts";
import { createUpdates } from "./updates.ts";
import { secondaryKey } from "./vary.ts";

/** One request on its way to the origin. */
export interface Asking {
  readonly request: CacheRequest;
  readonly exchange: Exchange;
  /** What the cache found that is not enough; null when it was not asked. */
  readonly found: Missing | Stale | null;
  readonly flight: LeadingFlight;
}

/** Asks the origin for one request. @throws what `send` throws, {@link ServerErrorAnswer}, {@link BrokenOff} */
export type Lead = (asking: Asking) => Promise<Led>;

/**
 * The leader of a cache's requests.
 *
 * @param tick milliseconds since 1970, never the same twice
 */
export function createLeader(options: CacheOptions, tick: () => number): Lead {
  const { policy, now } = options;
  const recorder = createRecorder(options);
  const updates = createUpdates(recorder, now);
  const partStoring = createPartStoring(recorder, options.maxBodyBytes);

  async function ask(asking: Asking, asks: Asks): Promise<Led> {
    const { request, exchange, flight } = asking;
    const method = methodToSend(request);
    const [requestTime, askedAt] = [now(), tick()];
    const answer = dated(await exchange.send(method, asks.fields, insteadOf(asking, policy)), now());
    const times = { requestTime, responseTime: now() };
    const sent = { method, key: request.key, get: (name: string) => request.get(name) };
    const asked: Asked = { request, exchange, flight, sent, times, askedAt };
    const { found } = asking;
    if (found && found.kind !== "missing") return afterStale(asking, asks, asked, answer, found);
    if (asks.for === "rest" && (answer.status === 206 || answer.status === 416)) {
      return complete(asking, asked, answer);
    }
    if (asks.for === "range" && answer.status === 206) return keepPart(asked, answer, incompleteOf(asking));
    return judge(asked, answer, null);
  }

  async function afterStale(
    asking: Asking,
    asks: Asks,
    asked: Asked,
    answer: OriginAnswer,
    stale: Stale,
  ): Promise<Led> {
    if (answer.status === 304 && asks.for === "validation") return freshen(asking, asked, stale, answer);
    if (isErrorStatus(answer.status, policy) && stale.ifError && !answer.isMeant) {
      await answer.body?.cancel().catch(() => undefined);
      throw new ServerErrorAnswer(answer.status);
    }
    return asked.sent.method === "HEAD" ? afterHead(asked, stale, answer) : judge(asked, answer, stale);
  }

  async function judge(asked: Asked, answer: OriginAnswer, stale: Stale | null): Promise<Led> {
    const verdict = recorder.judge(asked, answer);
    if (verdict.store && unkeepable(answer) === null) return keep(asked, answer, verdict, stale);
    return passOn(asked, answer, verdict);
  }

  function methodToSend({ method }: CacheRequest): string {
    return method === "HEAD" && policy.fetchHeadAsGet ? "GET" : method;
  }

  /** What keeps a body out of the store, in a word; null when nothing does. */
  function unkeepable({ fields, delimitedByClose }: OriginAnswer): string | null {
    if (Number(fieldValue(fields, "content-length") ?? 0) > options.maxBodyBytes) return "too-large";
    return delimitedByClose ? "no-length" : null;
  }

  async function freshen(asking: Asking, asked: Asked, stale: Stale, answer: OriginAnswer): Promise<Led> {
    const freshened = updates.after304(asked, stale, answer);
    // It is about something that is not stored (RFC 9111 §4.3.4): the whole response is needed.
    if (freshened === null) return ask(asking, askForWhole);
    const { response, verdict, head, stored } = freshened;
    if (verdict.store) return renewed(asked, 304, response, stored);
    const settled = land(asked, null, stored);
    const body = wholeBody(response.body).stream();
    return { kind: "own", answer: { ...head, body }, reason: verdict.reason, settled };
  }

  async function complete(asking: Asking, asked: Asked, answer: OriginAnswer): Promise<Led> {
    const stored = incompleteOf(asking);
    const completed = stored && (await partStoring.complete(asked, answer, stored));
    if (!completed) return ask(asking, askForWhole);
    const { head, verdict, response, body } = completed;
    if (response === null) return passOn(asked, { ...head, body: wholeBody(body).stream() }, verdict);
    return renewed(asked, 206, response, recorder.put(asked, response, stored));
  }

  function keepPart(asked: Asked, answer: OriginAnswer, stored: StoredIncomplete | null): Led {
    const kept = partStoring.keep(asked, answer, stored);
    if (kept === null) return passOn(asked, answer, { store: false, reason: "partial", pass: null });
    const settled = land(asked, null, kept.settled);
    const fields = recorder.visible(answer.fields);
    const response = { ...kept.response, status: answer.status };
    return { kind: "shared", response, fields, body: kept.shared.stream(), collapsed: false, settled };
  }

  /** RFC 9111 §4.3.5: the head tells whether what is stored for GET is still right. */
  function afterHead(asked: Asked, stale: Stale, answer: OriginAnswer): Led {
    const settled = land(asked, null, updates.afterHead(asked, stale, answer));
    return { kind: "own", answer, reason: "method", settled };
  }

  function passOn(asked: Asked, answer: OriginAnswer, verdict: Verdict): Led {
    const reason = verdict.store ? (unkeepable(answer) ?? "stored") : verdict.reason;
    // An error does not take the place of what is stored.
    const pass = verdict.store || answer.status >= 500 ? null : verdict.pass;
    const settled = land(asked, null, recorder.pass(asked, answer, pass, reason));
    return { kind: "own", answer, reason, settled };
  }

  function renewed(asked: Asked, status: 304 | 206, response: StoredResponse, stored: Promise<Settled>): Led {
    const key = secondaryKey(response.vary, asked.request);
    const settled = land(asked, { response, body: wholeBody(response.body), key }, stored);
    return { kind: "renewed", status, response, settled };
  }

  async function keep(
    asked: Asked,
    answer: OriginAnswer,
    verdict: Storable,
    stale: Stale | null,
  ): Promise<Led> {
    const { request } = asked;
    const response = recorder.begin(asked, answer, verdict);
    const shared = shareBody(answer.body ?? emptyBody(), options.maxBodyBytes);
    const body = request.method === "HEAD" ? null : shared.stream();
    const stored = finish(asked, answer.fields, response, shared);
    // RFC 5861 §4: who has something to serve in place of an error waits whether the body breaks off.
    if (stale?.ifError && (await brokeOff(shared, answer.fields))) {
      await body?.cancel();
      throw new BrokenOff();
    }
    const key = secondaryKey(verdict.vary, request);
    const settled = land(asked, { response, body: shared, key }, stored);
    const { withheld } = verdict;
    const fields = withheld.size === 0 ? response.fields : recorder.visible(answer.fields);
    return { kind: "shared", response, fields, body, collapsed: false, settled };
  }

  async function finish(
    asked: Asked,
    received: Fields,
    response: UnfinishedResponse,
    shared: SharedBody,
  ): Promise<Settled> {
    const body = await shared.whole;
    if (body === null) return shared.failed ? "incomplete" : "too-large";
    if (!isComplete(received, body.byteLength)) return "incomplete";
    return recorder.put(asked, finished(response, body));
  }

  return async (asking) => {
    const { found, request } = asking;
    try {
      return await ask(asking, asksFor(methodToSend(request), request, found, options));
    } catch (error) {
      asking.flight.fail(found && found.kind !== "missing" ? new KeptBack(error) : error);
      throw error;
    }
  };
}

/** What would be served of what was found, were the origin to fail. */
function insteadOf({ found }: Asking, policy: CachePolicy): ServesStale {
  if (found === null || found.kind === "missing") return () => false;
  const { ifError, ifDisconnected } = found;
  return (status) => (status === null ? ifDisconnected : ifError && isErrorStatus(status, policy));
}

function incompleteOf({ found }: Asking): StoredIncomplete | null {
  return found?.kind === "missing" ? found.incomplete : null;
}

/** Tells those who wait. The flight goes on until it is written down what became of it. */
function land(
  asked: Asked,
  landing: Omit<Landing, "settled"> | null,
  stored: Promise<Settled>,
): Promise<Settled> {
  const settled = stored.finally(() => asked.flight.close());
  // Whoever answers looks at `settled`; where nobody does, its failure must not end the process.
  settled.catch(() => undefined);
  asked.flight.land(landing && { ...landing, settled });
  return settled;
}

/** Whether a body ended too early, as far as that can be known without reading all of a long one. */
async function brokeOff(shared: SharedBody, received: Fields): Promise<boolean> {
  if ((await shared.outcome) === "over-limit") return false;
  const body = await shared.whole;
  return body === null || !isComplete(received, body.byteLength);
}

function emptyBody(): ReadableStream<Uint8Array> {
  return new ReadableStream({ start: (controller) => controller.close() });
}
