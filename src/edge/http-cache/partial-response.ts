/**
 * Storing and combining partial responses (RFC 9111 §3.3, §3.4): whether two belong together, and what
 * their fields come to. Their bytes are the matter of `parts.ts`.
 *
 * @module
 */
import { type Fields, fieldValue, hasField, withField, withoutFields } from "../fields/fields.ts";
import { parseContentRange } from "./content-range.ts";
import { parseEntityTag } from "./entity-tag.ts";
import { ofWholeContent } from "./partial-content.ts";
import { hasStrongTag, strongLastModified } from "./strong-validator.ts";
import { freshenedFields } from "./validation.ts";

/**
 * Whether two responses are of the same bytes, so that their parts may be combined (RFC 9110
 * §15.3.7.3): they share a strong entity tag or, where neither has any tag, a strong Last-Modified to
 * the letter.
 */
export function isSameRepresentation(stored: Fields, received: Fields): boolean {
  if (hasField(stored, "etag") || hasField(received, "etag")) {
    const tag = parseEntityTag(fieldValue(stored, "etag"));
    return tag !== undefined && hasStrongTag(received, tag);
  }
  const modified = strongLastModified(stored);
  return modified !== null && modified === strongLastModified(received);
}

/** The fields of a 206 as they would stand on the complete 200; without a Content-Range, as they are. */
export function completeFields(fields: Fields): Fields {
  const value = fieldValue(fields, "content-range");
  if (value === null) return fields;
  const length = parseContentRange(value)?.length;
  return withField(
    withoutFields(fields, ofWholeContent),
    "Content-Length",
    length === undefined ? null : `${length}`,
  );
}

/**
 * The fields of a stored response, partial or not, and of a part received since, as they would stand
 * on the complete 200: what is new replaces what is stored (RFC 9111 §3.4), but for what describes
 * the part's bytes alone.
 */
export function combinedFields(stored: Fields, received: Fields): Fields {
  const length = fieldValue(completeFields(received), "content-length");
  const fields = freshenedFields(completeFields(stored), received);
  return length === null ? fields : withField(fields, "Content-Length", length);
}
