/**
 * A visit's way to the origin: what is sent, and which of the answers must not be stored.
 *
 * @module
 */
import { isUnguarded } from "./account/guard.ts";
import { sessionChange } from "./account/response.ts";
import type { Visit, WebVisit } from "./answers.ts";
import { fieldsForApp } from "./arrival.ts";
import type { Fields } from "./fields/fields.ts";
import type { Exchange, OriginAnswer, Veto } from "./http-cache/origin-answer.ts";
import type { ResponseHead } from "./http-cache/storing.ts";
import { forwardedInterim } from "./interim.ts";
import type { ResolvedOptions } from "./options.ts";
import { exchange } from "./origin/exchange.ts";
import type { InterimListener } from "./origin/transport.ts";
import type { Reporter } from "./report.ts";

/** How the requests of visits reach the origin. */
export interface OriginWay {
  /**
   * @param clientFields end-to-end fields of the client
   * @param onInterim who is told of interim responses
   * @throws {OriginError} when there is no answer
   */
  send(
    visit: WebVisit,
    method: string,
    clientFields: Fields,
    onInterim: InterimListener | undefined,
  ): Promise<OriginAnswer>;
  /** The same for the cache, which adds its validators, and asks before it stores. */
  exchange(visit: WebVisit, clientFields: Fields, onInterim: InterimListener | undefined): Exchange;
}

/** The way to one edge's origin. */
export function createOriginWay(settings: ResolvedOptions, report: Reporter): OriginWay {
  function send(
    visit: WebVisit,
    method: string,
    clientFields: Fields,
    forward: InterimListener | undefined,
  ): Promise<OriginAnswer> {
    const { arrival, request } = visit;
    const fields = fieldsForApp(arrival, clientFields);
    const { target, client, account } = arrival;
    const interim = forward && { onInterim: forwardedInterim(account !== null, forward) };
    return exchange(settings, { method, target, host: client.host, fields, body: request.body, ...interim });
  }

  /** What keeps a response out of the cache that HTTP would let in. */
  function veto(visit: Visit, { fields }: ResponseHead): Veto | null {
    const { account, session } = visit.arrival;
    if (!account) return null;
    if (sessionChange(fields).kind !== "none") return { reason: "session-change", remember: true };
    if (settings.guard === "off" || !isUnguarded(session, fields)) return null;
    const stored = settings.guard === "report";
    report.guard(visit, stored);
    // Not remembered: what is fetched without a session is stored for all, as ever.
    return stored ? null : { reason: "guard", remember: false };
  }

  return {
    send,
    exchange: (visit, clientFields, onInterim) => ({
      send: (method, validators) => send(visit, method, [...clientFields, ...validators], onInterim),
      veto: (response) => veto(visit, response),
    }),
  };
}
