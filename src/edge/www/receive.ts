/**
 * What becomes of a request, in the order of vcl_recv.
 *
 * @module
 */

import { type AbChoice, abChoices } from "./ab-choice.ts";
import { type AcceptedCoding, acceptedCoding } from "./accept-encoding.ts";
import { isCompressedFile } from "./compressed-files.ts";
import { keepsCookie } from "./cookie-paths.ts";
import { forbidden } from "./denylist.ts";
import { toHttps } from "./force-tls.ts";
import type { OwnAnswer } from "./own-answer.ts";
import { isKnownMethod, notImplemented, type Way, wayOf } from "./request-methods.ts";
import type { RequestRules } from "./request-rules.ts";
import { isSecurityTxt, toSecurityTxt } from "./security-txt.ts";
import { isUnder, onwardTarget, pathOf } from "./target.ts";

/** What the rules ask of a request. */
export interface AskedRequest {
  readonly method: string;
  /** Path and query as received. */
  readonly target: string;
  /** Of the client's own connection, as that or a trusted proxy says (D11). */
  readonly scheme: "http" | "https";
  readonly host: string;
  readonly address: string;
  /** The fingerprint of the client's TLS, as a trusted proxy says; null when nobody does. */
  readonly ja3: string | null;
  /** The value of a field by its name in lower case, several lines joined; null when absent. */
  get(name: string): string | null;
}

/** A request that the edge answers itself. */
export interface Answered {
  readonly kind: "answered";
  readonly answer: OwnAnswer;
}

/** A request as it goes on. */
export interface Onward {
  readonly kind: "onward";
  readonly way: Way;
  /** Path and query for the cache key and the app. */
  readonly target: string;
  /** The assets have a backend of their own, which is told nothing of a session (D10). */
  readonly backend: "app" | "assets";
  /** All that is left of Accept-Encoding; null removes it. */
  readonly acceptEncoding: AcceptedCoding;
  readonly keepsCookie: boolean;
  /**
   * The client's own; none; or, after a password of the edge's, what the app is to be sent in its place
   * (`rules.basicAuth.authorization`). It was for the edge, so a shared cache need not mind it.
   */
  readonly authorization: "as-sent" | "none" | "edge";
  /** Null when the app hears nothing of A/B tests. */
  readonly abChoices: readonly AbChoice[] | null;
}

/** Where chance comes from. */
export interface Chance {
  /** A number from 0 up to, but not including, 1. */
  random(): number;
}

/**
 * Receives a request: an answer of the edge's own, or the request as it goes on.
 *
 * Left to others: the fields that a client may not send (VCL: recv, rules 1 to 3 and 16), and the session
 * (rule 28), which comes from Cookie as it was received.
 *
 * @example
 * const rules = requestRules(requestRulesSchema.parse({}));
 * receive(request, rules, { random: Math.random });
 */
export function receive(request: AskedRequest, rules: RequestRules, chance: Chance): Received {
  const answer = ownAnswer(request, rules);
  return answer === null ? onward(request, rules, chance) : { kind: "answered", answer };
}

/** What can come of a request. */
export type Received = Answered | Onward;

/**
 * VCL: recv, rules 5 to 12. Rule 9 stands before rule 7: asked for a password over plain http, a browser
 * would send it for all to read.
 */
function ownAnswer(request: AskedRequest, rules: RequestRules): OwnAnswer | null {
  const { basicAuth, securityTxt } = rules;
  if (rules.isDenied(request)) return forbidden;
  if (rules.forceTls && request.scheme === "http") return toHttps(request);
  if (basicAuth !== null && !basicAuth.allows(request)) return basicAuth.unauthorised;
  if (!isKnownMethod(request.method, rules.methods)) return notImplemented;
  if (securityTxt !== null && isSecurityTxt(pathOf(request.target))) return toSecurityTxt(securityTxt);
  return null;
}

/** VCL: recv, rules 8, 13 to 18, 25, 26 and 29 to 33. */
function onward(request: AskedRequest, rules: RequestRules, { random }: Chance): Onward {
  const way = wayOf(request.method);
  const target = onwardTarget(request.target, rules.query);
  const backend = way === "lookup" && isUnder(pathOf(target), "/assets") ? "assets" : "app";
  return {
    kind: "onward",
    way,
    target,
    backend,
    acceptEncoding: codingFor(request, rules),
    authorization: authorizationFor(backend, rules),
    // Who passes has left before the tests are reached.
    abChoices: way === "lookup" ? abChoices(request, target, rules.abTests, random) : null,
    keepsCookie: keepsCookie(target, way, rules.cookies),
  };
}

/** In production rule 25 gives `br` back to a file that is compressed already, which helps nobody. */
function codingFor(request: AskedRequest, { compressedFiles }: RequestRules): AcceptedCoding {
  if (isCompressedFile(request.target, compressedFiles)) return null;
  return acceptedCoding(request.get("accept-encoding"));
}

function authorizationFor(backend: Onward["backend"], { basicAuth }: RequestRules): Onward["authorization"] {
  if (basicAuth === null) return "as-sent";
  return backend === "app" ? "edge" : "none";
}
