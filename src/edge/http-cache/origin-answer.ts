/**
 * The cache's way to the origin, and what comes back.
 *
 * @module
 */
import { formatDate } from "../fields/date.ts";
import { type Fields, hasField } from "../fields/fields.ts";
import type { Leases } from "./leasing.ts";
import type { CachePolicy } from "./policy.ts";
import type { ResponseHead } from "./storing.ts";

/** What the origin answered. */
export interface OriginAnswer extends ResponseHead {
  readonly body: ReadableStream<Uint8Array> | null;
  /** Resolves when the origin breaks the body off, where whoever reached it can tell. */
  readonly broken?: Promise<void>;
  /** The body ends where the connection does, so nobody can tell whether it is whole (RFC 9112 §8). */
  readonly delimitedByClose?: boolean;
  /** The error is to be given, whatever is stored that could be served in its place. */
  readonly isMeant?: boolean;
}

/** Why a response that the cache could store must not be. */
export interface Veto {
  readonly reason: string;
  /** Whether other requests of the variant pass from now on. */
  readonly remember: boolean;
}

/** Whether something stored would be served in place of an answer of this status, or of none (null). */
export type ServesStale = (status: number | null) => boolean;

/** How the cache reaches the origin for one request. */
export interface Exchange {
  /**
   * @param method GET, where the policy asks with GET for a HEAD
   * @param validators fields by which the origin may say that a stored response is still right
   * @param servesStale whether something stored would be served in place of an answer of this status, or
   *   of none (null): then nobody else need be asked for one
   */
  send(method: string, validators: Fields, servesStale: ServesStale): Promise<OriginAnswer>;
  veto(response: ResponseHead): Veto | null;
  /** Left out where no other process is to be waited for, or to wait. */
  readonly leases?: Leases;
}

/** The statuses that RFC 5861 §4 calls errors. */
const errors: ReadonlySet<number> = new Set([500, 502, 503, 504]);

/** Whether a status is an error in whose place a stored response may be served. */
export function isErrorStatus(status: number, { staleForAnyServerError }: CachePolicy): boolean {
  return staleForAnyServerError ? status >= 500 : errors.has(status);
}

/** The origin answered with a server error, and there is a stored response to serve in its place. */
export class ServerErrorAnswer extends Error {
  override readonly name = "ServerErrorAnswer";
  readonly status: number;

  constructor(status: number) {
    super(`The origin answered ${status}.`);
    this.status = status;
  }
}

/** The origin broke a response off, and there is a stored response to serve in its place. */
export class BrokenOff extends Error {
  override readonly name = "BrokenOff";

  constructor() {
    super("The origin broke the response off.");
  }
}

/** The answer with a Date where the origin sent none (RFC 9110 §6.6.1). */
export function dated(answer: OriginAnswer, time: number): OriginAnswer {
  if (hasField(answer.fields, "date")) return answer;
  return { ...answer, fields: [...answer.fields, ["Date", formatDate(time)]] };
}

/** What a leader failed with that has something stored to be served in place of it; others may have nothing. */
export class KeptBack extends Error {
  override readonly name = "KeptBack";

  constructor(cause: unknown) {
    super("A stored response was served in place of the origin's failure.", { cause });
  }
}
