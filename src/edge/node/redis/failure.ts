/**
 * What a Redis fails with, in words that hold nothing that was sent.
 *
 * @module
 */
import { ErrorReply } from "@redis/client";

/** A Redis that could not be asked, or refused. Its name says why, and may be logged. */
export class RedisFailure extends Error {
  /** @param why a word or two, such as `ECONNREFUSED` or `OOM` */
  constructor(why: string) {
    super(`Redis: ${why}`);
    this.name = `Redis ${why}`;
  }
}

/** Why something failed, in a word. Messages are left out: Redis repeats in them what it was sent. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  // Every refusal begins with a word in capitals: WRONGPASS, NOPERM, OOM, READONLY.
  if (error instanceof ErrorReply) return /^[A-Z]{2,20}\b/.exec(error.message)?.[0] ?? "refused";
  const [code] = codesOf(error);
  return code ?? error.constructor.name;
}

/** Codes of the system and of TLS; where several addresses were tried, of the first that has one. */
function codesOf(error: Error): string[] {
  const inside = error instanceof AggregateError ? error.errors : [];
  const all = [error, ...inside].filter((one) => one instanceof Error);
  return all.flatMap((one) => ("code" in one && typeof one.code === "string" ? [one.code] : []));
}
