/**
 * What of a stored response a request asks for: all of it, its head, nothing if nothing changed, or a
 * part (RFC 9110 §13.2.2: preconditions go before ranges).
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import { answerFromParts } from "./incomplete.ts";
import { partialContent, unsatisfiable } from "./partial-content.ts";
import {
  applicableRange,
  type ConditionalRequest,
  evaluatePreconditions,
  notModifiedFields,
} from "./preconditions.ts";
import { parseRange, type RangeResult } from "./ranges.ts";
import type { Prepared, StoredResponse } from "./store.ts";
import { unprepared } from "./stored-response.ts";

/** What is sent of a stored response. */
export interface SelectedPart {
  readonly status: number;
  readonly fields: Fields;
  readonly body: Uint8Array<ArrayBuffer> | null;
  /** Bytes of the body. */
  readonly length: number;
  /** Of the stored response, where its own fields are sent. */
  readonly prepared: Prepared | null;
}

const whole: RangeResult = { kind: "whole" };

/**
 * Selects what to send.
 *
 * @param boundary makes fresh text that divides several ranges
 */
export function selectedPart(
  request: ConditionalRequest,
  response: StoredResponse,
  boundary: () => string,
): SelectedPart {
  const { status, fields, body, incomplete } = response;
  const fromParts = incomplete && answerFromParts(request, { ...response, incomplete });
  if (fromParts) return part(fromParts);
  if (evaluatePreconditions(request, response) === "not-modified") {
    return part({ status: 304, fields: notModifiedFields(fields), body: null });
  }
  const range = applicableRange(request, response);
  const wanted = range === null ? whole : parseRange(range, body.byteLength);
  if (wanted.kind === "satisfiable") return part(partialContent(fields, body, wanted.ranges, boundary()));
  if (wanted.kind === "unsatisfiable") return part(unsatisfiable(fields, body.byteLength));
  if (request.method === "HEAD") return { status, fields, body: null, length: 0, prepared: null };
  response.prepared ??= unprepared(fields, body);
  const { prepared } = response;
  return { status, fields, body, length: prepared.length, prepared };
}

function part(selected: Pick<SelectedPart, "status" | "fields" | "body">): SelectedPart {
  return { ...selected, length: selected.body?.byteLength ?? 0, prepared: null };
}
