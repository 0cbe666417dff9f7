/**
 * Responses of which only parts are stored (RFC 9111 §3.3): what can be answered from them, and what
 * is asked for to complete them.
 *
 * @module
 */
import { type FieldLine, type Fields, fieldValue } from "../fields/fields.ts";
import { parseEntityTag } from "./entity-tag.ts";
import { type RangeResponse, rangeOf } from "./partial-content.ts";
import { missing, partAt } from "./parts.ts";
import {
  applicableRange,
  type ConditionalRequest,
  evaluatePreconditions,
  notModifiedFields,
} from "./preconditions.ts";
import { parseRange } from "./ranges.ts";
import type { IncompleteBody } from "./store.ts";
import { strongLastModified } from "./strong-validator.ts";

/** What this needs to know of a stored response. */
interface IncompleteResponse {
  readonly status: number;
  readonly fields: Fields;
  readonly incomplete: IncompleteBody;
}

/** An answer that needs no byte which is not stored. */
export type AnswerFromParts =
  | RangeResponse
  | { readonly status: 304; readonly fields: Fields; readonly body: null };

/**
 * The answer to a request from the parts of a response: to one for a range that is all there, and to no
 * other (RFC 9111 §3.3). Null when it needs other bytes.
 */
export function answerFromParts(
  request: ConditionalRequest,
  response: IncompleteResponse,
): AnswerFromParts | null {
  const { fields, incomplete } = response;
  const asked = parseRange(applicableRange(request, response), incomplete.length);
  if (asked.kind !== "satisfiable" || asked.ranges.length > 1) return null;
  const [range] = asked.ranges;
  const part = range && partAt(incomplete.parts, range);
  if (!range || !part) return null;
  if (evaluatePreconditions(request, response) === "not-modified") {
    return { status: 304, fields: notModifiedFields(fields), body: null };
  }
  return rangeOf(fields, part, range, incomplete.length);
}

/**
 * The fields that ask for what is missing, if the rest is still right. None where nothing vouches for
 * that: without a strong validator, parts may not be combined (RFC 9110 §15.3.7.3).
 */
export function askForTheRest({ fields, incomplete }: IncompleteResponse): Fields {
  const gap = missing(incomplete.parts, incomplete.length);
  const etag = fieldValue(fields, "etag");
  const tag = parseEntityTag(etag);
  const validator = tag && !tag.weak ? etag : etag === null ? strongLastModified(fields) : null;
  if (gap === null || validator === null) return [];
  const range: FieldLine = [
    "Range",
    `bytes=${gap.first}-${gap.last + 1 === incomplete.length ? "" : gap.last}`,
  ];
  return [range, ["If-Range", validator]];
}
