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
import type { StoredResponse } from "./store.ts";

/** What is sent of a stored response. */
export interface SelectedPart {
  readonly status: number;
  readonly fields: Fields;
  /** The fields as one flat list. */
  readonly wire: readonly string[];
  readonly body: Uint8Array<ArrayBuffer> | null;
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
  const { status, fields, wire, body, incomplete } = response;
  const fromParts = incomplete && answerFromParts(request, { ...response, incomplete });
  if (fromParts) return part(fromParts);
  if (evaluatePreconditions(request, response) === "not-modified") {
    return part({ status: 304, fields: notModifiedFields(fields), body: null });
  }
  const range = applicableRange(request, response);
  const wanted = range === null ? whole : parseRange(range, body.byteLength);
  if (wanted.kind === "satisfiable") return part(partialContent(fields, body, wanted.ranges, boundary()));
  if (wanted.kind === "unsatisfiable") return part(unsatisfiable(fields, body.byteLength));
  return { status, fields, wire, body: request.method === "HEAD" ? null : body };
}

function part(selected: Omit<SelectedPart, "wire">): SelectedPart {
  return { ...selected, wire: selected.fields.flat() };
}
