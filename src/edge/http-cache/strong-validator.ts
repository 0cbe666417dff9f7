/**
 * Validators that change with every change of a byte (RFC 9110 §8.8.1), and so vouch for parts.
 *
 * @module
 */
import { parseDate } from "../fields/date.ts";
import { type Fields, fieldValue } from "../fields/fields.ts";
import { type EntityTag, equalStrongly, parseEntityTag } from "./entity-tag.ts";

/** Whether the fields have this entity tag, and both are strong. */
export function hasStrongTag(fields: Fields, tag: EntityTag): boolean {
  const own = parseEntityTag(fieldValue(fields, "etag"));
  return own !== undefined && equalStrongly(tag, own);
}

/** Last-Modified where the page could not change again within its second (§8.8.2.2); else null. */
export function strongLastModified(fields: Fields): string | null {
  const value = fieldValue(fields, "last-modified");
  const modified = parseDate(value);
  const date = parseDate(fieldValue(fields, "date"));
  return modified !== undefined && date !== undefined && date - modified >= 1000 ? value : null;
}
