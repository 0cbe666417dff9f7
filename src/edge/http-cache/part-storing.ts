/**
 * Storing what a 206 brings, and completing what is stored by it (RFC 9111 §3.3, §3.4).
 *
 * @module
 */

import { fieldValue } from "../fields/fields.ts";
import { endToEnd } from "../fields/hop-by-hop.ts";
import { joined } from "./bytes.ts";
import { type ContentRange, parseContentRange } from "./content-range.ts";
import type { OriginAnswer } from "./origin-answer.ts";
import { combinedFields, completeFields, isSameRepresentation } from "./partial-response.ts";
import { combined, missing, type Parts } from "./parts.ts";
import { type Asked, finished, type Recorder, type Settled } from "./recorder.ts";
import { type SharedBody, shareBody } from "./shared-body.ts";
import type { StoredIncomplete, StoredResponse } from "./store.ts";
import { storedResponse, type UnfinishedResponse } from "./stored-response.ts";
import type { ResponseHead, Verdict } from "./storing.ts";

/** A 206 that is being stored while its client gets it. */
export interface KeptPart {
  readonly response: UnfinishedResponse;
  readonly shared: SharedBody;
  readonly settled: Promise<Settled>;
}

/** A response that a 206 completed. */
export interface Completed {
  readonly head: ResponseHead;
  readonly verdict: Verdict;
  readonly body: Uint8Array<ArrayBuffer>;
  /** Null when it must not be stored. */
  readonly response: StoredResponse | null;
}

/** What is done with a 206. */
export interface PartStoring {
  /** Null when it is not one part of known place, or must not be stored. */
  keep(asked: Asked, part: OriginAnswer, stored: StoredIncomplete | null): KeptPart | null;
  /** Null when the 206 does not complete what is stored: the whole response has to be asked for. */
  complete(asked: Asked, part: OriginAnswer, stored: StoredIncomplete): Promise<Completed | null>;
}

/** @param limit bytes of one response's parts */
export function createPartStoring(recorder: Recorder, limit: number): PartStoring {
  /** All parts of one representation: those that are stored, if the new one is of the same. */
  function together(
    range: ContentRange,
    bytes: Uint8Array<ArrayBuffer>,
    stored: StoredIncomplete | null,
  ): Parts {
    const parts = combined(stored?.incomplete.parts ?? [], { first: range.first, bytes });
    const held = parts.reduce((sum, part) => sum + part.bytes.byteLength, 0);
    return held > limit ? [{ first: range.first, bytes }] : parts;
  }

  function keep(asked: Asked, part: OriginAnswer, found: StoredIncomplete | null): KeptPart | null {
    const range = parseContentRange(fieldValue(part.fields, "content-range"));
    if (range === null) return null;
    const stored = found && belongsTo(found, part, range) ? found : null;
    const head = headWith(part, stored);
    const verdict = recorder.judge(asked, head);
    if (!verdict.store) return null;
    const response = recorder.begin(asked, head, verdict, stored);
    const shared = shareBody(part.body ?? new Blob([]).stream(), limit);
    const settled = (async (): Promise<Settled> => {
      const bytes = await shared.whole;
      if (bytes === null) return shared.failed ? "incomplete" : "too-large";
      if (bytes.byteLength !== lengthOf(range)) return "incomplete";
      const parts = together(range, bytes, stored);
      const kept = await recorder.put(asked, withParts(response, range.length, parts), stored ?? undefined);
      if (kept === "stored" || stored === null) return kept;
      // What it was to be put together with is gone; the part itself is as good as ever.
      return recorder.put(asked, withParts(response, range.length, together(range, bytes, null)));
    })();
    settled.catch(() => undefined);
    return { response, shared, settled };
  }

  async function complete(
    asked: Asked,
    part: OriginAnswer,
    stored: StoredIncomplete,
  ): Promise<Completed | null> {
    const range = parseContentRange(fieldValue(part.fields, "content-range"));
    const shared = shareBody(part.body ?? new Blob([]).stream(), limit);
    const bytes = await shared.whole;
    if (range === null || bytes?.byteLength !== lengthOf(range) || !belongsTo(stored, part, range))
      return null;
    const parts = combined(stored.incomplete.parts, { first: range.first, bytes });
    if (missing(parts, range.length) !== null) return null;
    const body = joined(parts.map((one) => one.bytes));
    const head = headWith(part, stored);
    const verdict = recorder.judge(asked, head);
    const response = verdict.store ? finished(recorder.begin(asked, head, verdict, stored), body) : null;
    return { head, verdict, body, response };
  }

  return { keep, complete };
}

/** The head of the complete response, as far as it is known now. */
function headWith({ fields }: ResponseHead, stored: StoredIncomplete | null): ResponseHead {
  const received = endToEnd(fields);
  return { status: 200, fields: stored ? combinedFields(stored.origin, received) : completeFields(received) };
}

function belongsTo(stored: StoredIncomplete, { fields }: ResponseHead, { length }: ContentRange): boolean {
  return stored.incomplete.length === length && isSameRepresentation(stored.origin, fields);
}

function lengthOf({ first, last }: ContentRange): number {
  return last + 1 - first;
}

/** The response with these parts; when they are all of it, it is a complete one. */
function withParts(response: UnfinishedResponse, length: number, parts: Parts): StoredResponse {
  const [first] = parts;
  if (first && missing(parts, length) === null) return finished(response, first.bytes);
  return storedResponse(response, new Uint8Array(0), { length, parts });
}
