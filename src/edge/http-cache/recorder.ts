/**
 * Putting down what was learnt from the origin: judged, as it will be sent, and only if nothing made it
 * doubtful while it was on its way.
 *
 * @module
 */
import { parseDate } from "../fields/date.ts";
import { type Fields, fieldValue, withField, withoutFields } from "../fields/fields.ts";
import { endToEnd } from "../fields/hop-by-hop.ts";
import type { CacheOptions, CacheRequest } from "./cache.ts";
import type { LeadingFlight } from "./flights.ts";
import type { ExchangeTimes } from "./freshness.ts";
import type { Exchange } from "./origin-answer.ts";
import { tagsOf, tickStep } from "./purge.ts";
import type { StoredPass, StoredRecord, StoredResponse } from "./store.ts";
import { storedResponse, type UnfinishedResponse } from "./stored-response.ts";
import { judge, type ResponseHead, type StoringRequest, type Verdict } from "./storing.ts";
import type { VaryList } from "./vary.ts";

/** The end of storing: nothing was to be stored, it is, its body was over the limit, or it broke off. */
export type Settled = "nothing" | "stored" | "too-large" | "incomplete";

/** One question to the origin. */
export interface Asked {
  readonly request: CacheRequest;
  readonly exchange: Exchange;
  readonly flight: LeadingFlight;
  /** As it was sent: perhaps GET for a HEAD. */
  readonly sent: StoringRequest;
  readonly times: ExchangeTimes;
  /** When it was sent, by the clock that never reads the same twice. */
  readonly askedAt: number;
}

/** A verdict that lets a response in. */
export type Storable = Extract<Verdict, { store: true }>;

/** Judges, and writes to the store. */
export interface Recorder {
  /** The verdict of the storing rules, and of whoever may veto it. */
  judge(asked: Asked, head: ResponseHead): Verdict;
  /** What a client gets of fields as they came, but for those that each answer computes. */
  visible(received: Fields): Fields;
  /**
   * The head of a response as it will be stored.
   *
   * @param renewed what it was made from: its keys and what selected it go on to count
   */
  begin(
    asked: Asked,
    head: ResponseHead,
    verdict: Storable,
    renewed?: StoredResponse | null,
  ): UnfinishedResponse;
  /** @param instead what it was made from: it is stored only if that is still there */
  put(asked: Asked, response: StoredResponse, instead?: StoredResponse): Promise<Settled>;
  /** Writes down that others of this variant pass; nothing when there is no Vary list. */
  pass(asked: Asked, head: ResponseHead, vary: VaryList | null, reason: string): Promise<Settled>;
}

/** The recorder of a cache. */
export function createRecorder({ store, policy, now, present }: CacheOptions): Recorder {
  function write(asked: Asked, record: StoredRecord, instead?: StoredResponse): Promise<Settled> {
    const writing = written(asked, record, instead);
    asked.flight.writing(writing);
    return writing;
  }

  async function written(asked: Asked, record: StoredRecord, instead?: StoredResponse): Promise<Settled> {
    const { request, flight } = asked;
    // What was asked for before its URL was forgotten may be what was to be forgotten.
    if (flight.forgotten) return "nothing";
    const isKept = await store.put(request.key, request, record, instead);
    if (!flight.forgotten) return isKept ? "stored" : "nothing";
    // It was forgotten while it was written. What others asked for later may be there by now, and stays.
    const time = asked.askedAt + tickStep;
    await store.purge({ scope: { by: "url", key: request.key }, soft: false, time });
    return "nothing";
  }

  // Age is counted anew for each answer.
  const visible = (received: Fields) => withField(present(endToEnd(received)), "Age", null);
  return {
    visible,

    judge({ sent, times, exchange }, head) {
      const verdict = judge(sent, head, policy, times);
      // What a POST brought says nothing of what a GET will.
      const isGet = sent.method === "GET";
      if (!verdict.store) return isGet ? verdict : { ...verdict, pass: null };
      const veto = exchange.veto(head);
      if (veto === null) return verdict;
      return { store: false, reason: veto.reason, pass: veto.remember && isGet ? verdict.vary : null };
    },

    begin({ askedAt }, { status, fields: received, isSubstitute = false }, verdict, renewed = null) {
      const { lifetime, initialAge, reuse, withheld } = verdict;
      const vary = unitedVary(renewed?.vary ?? [], verdict.vary);
      // What belongs to the origin's connection ends here, now that all of it has been judged.
      const kept = withoutFields(endToEnd(received), withheld);
      // The body was made for who was selected by more than the news names: it stays theirs.
      const origin = vary === verdict.vary ? kept : withField(kept, "Vary", vary.join(", "));
      return {
        kind: "response",
        status,
        fields: visible(origin),
        origin,
        vary,
        isSubstitute,
        tags: [...new Set([...(renewed?.tags ?? []), ...tagsOf(received)])],
        date: dateOf(received, now()),
        bodyAskedAt: renewed?.bodyAskedAt ?? askedAt,
        askedAt,
        storedAt: now(),
        initialAge,
        lifetime,
        reuse,
      };
    },

    put: (asked, response, instead) => write(asked, response, instead),

    async pass(asked, { fields }, vary, reason) {
      if (vary === null) return "nothing";
      const { askedAt } = asked;
      const storedAt = now();
      const until = storedAt + policy.passTtl * 1000;
      const date = dateOf(fields, storedAt);
      const pass: StoredPass = {
        kind: "pass",
        vary,
        reason,
        tags: tagsOf(fields),
        date,
        bodyAskedAt: askedAt,
        askedAt,
        storedAt,
        until,
      };
      return write(asked, pass);
    },
  };
}

/** What Date says. One that is ahead of our clock makes nothing more recent than what comes now. */
function dateOf(fields: Fields, now: number): number {
  return Math.min(parseDate(fieldValue(fields, "date"), now) ?? now, now);
}

/** All names of two lists; the second list itself where it has them all. */
function unitedVary(one: VaryList, other: VaryList): VaryList {
  return one.every((name) => other.includes(name)) ? other : [...new Set([...one, ...other])].sort();
}

/** A response with its body, in the form in which it is sent. */
export function finished(response: UnfinishedResponse, body: Uint8Array<ArrayBuffer>): StoredResponse {
  const fields =
    response.status === 204
      ? response.fields
      : withField(response.fields, "Content-Length", String(body.byteLength));
  return storedResponse({ ...response, fields }, body);
}
