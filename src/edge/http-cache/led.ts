/**
 * What a request to the origin comes to.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import type { OriginAnswer } from "./origin-answer.ts";
import type { Settled } from "./recorder.ts";
import type { StoredResponse } from "./store.ts";
import type { UnfinishedResponse } from "./stored-response.ts";

/** How the origin's answer is given on. */
export type Led =
  /**
   * The answer is this client's alone. Its fields are the origin's own, those of the connection included:
   * who gives it on takes out what no client may see.
   */
  | {
      readonly kind: "own";
      readonly answer: OriginAnswer;
      readonly reason: string;
      /** Settles when it is written down that others pass; rejects when the store fails. */
      readonly settled: Promise<Settled>;
    }
  /** What was stored is right still, or whole now: by a 304, or by a 206. */
  | {
      readonly kind: "renewed";
      readonly status: 304 | 206;
      readonly response: StoredResponse;
      readonly settled: Promise<Settled>;
    }
  /** The answer is being stored, and perhaps shared with others. */
  | {
      readonly kind: "shared";
      readonly response: UnfinishedResponse;
      /** What this client gets: who led has what is withheld from others, too. */
      readonly fields: Fields;
      readonly body: ReadableStream<Uint8Array> | null;
      readonly collapsed: boolean;
      /** What became of it in the end; rejects when the store fails. */
      readonly settled: Promise<Settled>;
    };
