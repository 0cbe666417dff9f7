/**
 * The answers that the edge gives itself: what a rule says, what went wrong, and the page for it.
 *
 * @module
 */
import type { Forward, Visit } from "./answers.ts";
import type { Delivery } from "./delivery.ts";
import type { Fields } from "./fields/fields.ts";
import type { CacheOutcome } from "./observe/events.ts";
import type { ResolvedOptions } from "./options.ts";
import { OriginError } from "./origin/transport.ts";
import type { Reporter } from "./report.ts";
import type { Answer } from "./stored-answer.ts";
import { fieldsOfOwnAnswer, unavailable } from "./www/error-answers.ts";
import { syntheticState } from "./www/fastly-fields.ts";
import type { OwnAnswer } from "./www/own-answer.ts";
import { type ErrorPage, errorPage, statusOf } from "./www/pages.ts";

/** The ways to answer without the origin. None of them throws. */
export interface OwnAnswers {
  /** A page. */
  error(visit: Visit, page: ErrorPage): Promise<Answer>;
  /** What a rule of www.gov.uk answers. */
  ruled(visit: Visit, answer: OwnAnswer): Promise<Answer>;
  /** The outcome of a purge, or why there was none, as JSON. */
  purged(visit: Visit, status: number, outcome: object): Answer;
  /** A page for what was thrown on the way. */
  failed(visit: Visit, error: unknown, fwd?: Forward): Promise<Answer>;
}

/** The ways to answer without the origin, for one edge. */
export function createOwnAnswers(
  settings: ResolvedOptions,
  delivery: Delivery,
  report: Reporter,
): OwnAnswers {
  function error(visit: Visit, page: ErrorPage, fwd: Forward | null = null): Promise<Answer> {
    const answer = { status: statusOf(page), fields: [], page };
    return withPage(visit, answer, { hit: false, fwd, detail: page, by: "error" });
  }

  function failed(visit: Visit, cause: unknown, fwd: Forward = "bypass"): Promise<Answer> {
    report.failed(visit, cause);
    const code = cause instanceof OriginError ? cause.code : "internal";
    // Production has one page for whatever failed (VCL: error, last rule); this did not fail.
    return settings.profile === "www" && code !== "tooLarge"
      ? withPage(visit, unavailable, { hit: false, fwd, detail: code, by: "error" })
      : error(visit, code, fwd);
  }

  async function withPage(visit: Visit, answer: OwnAnswer, outcome: CacheOutcome): Promise<Answer> {
    const document = answer.page && (await errorPage(answer.page, visit.arrival.requestId)).document;
    const body = document === null ? null : new TextEncoder().encode(document);
    return written(visit, answer.status, fieldsOfOwnAnswer(answer, body), body, outcome);
  }

  function written(
    visit: Visit,
    status: number,
    own: Fields,
    body: Uint8Array<ArrayBuffer> | null,
    outcome: CacheOutcome,
  ): Answer {
    const { arrival } = visit;
    const sent = arrival.method === "HEAD" ? null : body;
    report.answered(visit, status, outcome, sent === null ? 0 : sent.byteLength);
    const source = { age: null, received: [], stored: null, state: syntheticState(status) };
    const fields = [...delivery.own(arrival, own), ...delivery.computed(visit, outcome, source)];
    return { status, fields, body: sent };
  }

  return {
    error,
    failed,
    ruled: (visit, answer) =>
      withPage(visit, answer, {
        hit: false,
        fwd: null,
        detail: answer.page ?? String(answer.status),
        by: "rule",
      }),
    purged(visit, status, outcome) {
      const body = new TextEncoder().encode(`${JSON.stringify(outcome)}\n`);
      const fields: Fields = [
        ["Content-Type", "application/json"],
        ["Cache-Control", "no-store"],
        ["Content-Length", String(body.byteLength)],
        ...(status === 401 ? [["WWW-Authenticate", 'Bearer realm="purge"'] as const] : []),
        ...(status === 405 ? [["Allow", "POST"] as const] : []),
      ];
      return written(visit, status, fields, body, { hit: false, fwd: null, detail: "purge", by: "rule" });
    },
  };
}
