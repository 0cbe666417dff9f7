/**
 * What the edge answers when nobody else does, and the fields that all answers of its own have.
 *
 * @module
 */
import { type Fields, hasField } from "../fields/fields.ts";
import type { OwnAnswer } from "./own-answer.ts";

/**
 * The answer when neither the app, nor something stored, nor a mirror gave one: 503 whatever it was that
 * failed, and whatever the method (VCL: error, last rule).
 */
export const unavailable = {
  status: 503,
  fields: [["Fastly-Backend-Name", "error"]],
  page: "exhausted",
} as const satisfies OwnAnswer;

/**
 * The whole fields of an answer of the edge's own. Errors are about now, so nobody keeps them. A
 * redirect, and what is said of a method, will not change: they say nothing of that, as in production.
 *
 * @param document its page, written out; null for an empty body
 */
export function fieldsOfOwnAnswer(
  { status, fields }: Pick<OwnAnswer, "status" | "fields">,
  document: Uint8Array | null,
): Fields {
  const length = ["Content-Length", String(document?.byteLength ?? 0)] as const;
  const type = document === null ? [] : [["Content-Type", "text/html; charset=utf-8"] as const];
  const isTold = status < 400 || status === 501 || hasField(fields, "cache-control");
  const control = isTold ? [] : [["Cache-Control", "no-store"] as const];
  return [...fields, ...type, ...control, length];
}
