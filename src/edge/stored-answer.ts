/**
 * What a client gets, and what it gets from the store.
 *
 * @module
 */
import type { Fields } from "./fields/fields.ts";
import type { SelectedPart } from "./http-cache/selected-part.ts";
import type { Prepared } from "./http-cache/store.ts";

/** What the client gets. */
export interface Answer {
  readonly status: number;
  readonly fields: Fields;
  readonly body: ReadableStream<Uint8Array> | Uint8Array<ArrayBuffer> | null;
}

/** What the client gets from the store; a rim may write `stored` and `computed` in place of `fields`. */
export class StoredAnswer implements Answer {
  readonly status: number;
  readonly stored: Fields;
  /** The fields that each answer computes for itself. */
  readonly computed: Fields;
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** Bytes of the body. */
  readonly length: number;
  /** Where all of a stored response is sent: room for what a rim makes of it. */
  readonly prepared: Prepared | null;

  constructor({ status, fields, body, length, prepared }: SelectedPart, computed: Fields) {
    this.status = status;
    this.stored = fields;
    this.computed = computed;
    this.body = body;
    this.length = length;
    this.prepared = prepared;
  }

  // Only when they are read: a rim that has prepared the stored ones does not go there.
  get fields(): Fields {
    return this.stored.concat(this.computed);
  }
}
