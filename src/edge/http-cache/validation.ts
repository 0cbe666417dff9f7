/**
 * Validating a stored response (RFC 9111 §4.3): what is asked, and what a 304 changes.
 *
 * @module
 */
import { type FieldLine, type Fields, fieldValue } from "../fields/fields.ts";
import { listMembers } from "../fields/list.ts";
import { ofWholeContent } from "./partial-content.ts";

/** The fields that ask whether a stored response is still right (§4.3.1); none where it cannot be asked. */
export function validatorsOf(stored: Fields): Fields {
  const lines: FieldLine[] = [];
  const etag = fieldValue(stored, "etag");
  // Of several tags nobody can tell which one is meant.
  if (etag !== null && listMembers(etag).length === 1) lines.push(["If-None-Match", etag]);
  const lastModified = fieldValue(stored, "last-modified");
  if (lastModified !== null) lines.push(["If-Modified-Since", lastModified]);
  return lines;
}

/** What describes the stored bytes, which a 304 or a part does not bring anew (RFC 9111 §3.2). */
const describesBody: ReadonlySet<string> = new Set([...ofWholeContent, "content-encoding", "etag"]);

/** A stored response's fields after a 304 or a part: what came replaces all of its name (§3.2, §3.4). */
export function freshenedFields(stored: Fields, update: Fields): Fields {
  const news = update.filter(([name]) => !describesBody.has(name.toLowerCase()));
  const names = new Set(news.map(([name]) => name.toLowerCase()));
  // Age was about the response that came with it; this one is as old as the 304 says.
  const kept = stored.filter(([name]) => !names.has(name.toLowerCase()) && name.toLowerCase() !== "age");
  return [...kept, ...news];
}
