/**
 * Which answers are compressed, and what of their fields changes when they are.
 *
 * @module
 */
import * as z from "zod";
import { parseCacheControl } from "../fields/cache-control.ts";
import { type Fields, fieldValue, hasField, withField, withoutFields } from "../fields/fields.ts";
import { membersOf, withMember } from "../fields/list-fields.ts";
import type { AcceptedCoding } from "./accept-encoding.ts";
import type { ContentCoding } from "./codecs.ts";

const mediaTypes = [
  ...["text/html", "text/css", "text/javascript", "text/plain", "text/xml"],
  ...["application/javascript", "application/x-javascript", "application/json", "application/xml"],
  ...["application/vnd.ms-fontobject", "application/x-font-opentype"],
  ...["application/x-font-truetype", "application/x-font-ttf"],
  ...["font/eot", "font/opentype", "font/otf", "image/svg+xml", "image/vnd.microsoft.icon"],
];

/** What is worth compressing (VCL: fetch, rule 1). */
export const compressionSchema = z.strictObject({
  /** Statuses of answers that are. */
  statuses: z.array(z.int().min(200).max(599)).default([200, 404]),
  /** Media types that are, in lower case, without parameters. */
  mediaTypes: z
    .array(z.string().regex(/^[!#$&^_.+a-z0-9-]+\/[!#$&^_.+a-z0-9-]+$/, "expected a type such as text/html"))
    .default(mediaTypes),
  /**
   * Suffixes of URLs that are, without the dot, whatever the media type says. As in production a suffix
   * counts before the query and at the end of the whole URL, so `/search?q=x.css` has one.
   */
  suffixes: z
    .array(z.string().regex(/^[A-Za-z0-9]+$/, "expected a suffix without its dot"))
    .default("css js html eot ico otf ttf json svg".split(" ")),
});

/** The rules made ready. */
export interface CompressionRules {
  readonly statuses: ReadonlySet<number>;
  readonly mediaTypes: ReadonlySet<string>;
  readonly suffixes: ReadonlySet<string>;
}

/** Its events are small and cannot wait, and who reads them on the way may not decode them. */
const events = "text/event-stream";

/** Makes the rules ready. */
export function compressionRules(settings: z.output<typeof compressionSchema>): CompressionRules {
  return {
    statuses: new Set(settings.statuses),
    mediaTypes: new Set(settings.mediaTypes),
    suffixes: new Set(settings.suffixes),
  };
}

/** What matters of a request, as it was sent to the backend. */
export interface CompressionRequest {
  /** Path and query. */
  readonly target: string;
  /** The coding that its Accept-Encoding asks for, normalised; null for none. */
  readonly accepted: AcceptedCoding;
  /** Whether it had a Range: even a whole answer to that is left as it is. */
  readonly hasRange: boolean;
}

/** An answer, and how its body is to be coded. */
export interface Compressed {
  /** As the cache is to judge and to store them. */
  readonly fields: Fields;
  /** Null: the body stays as it is. */
  readonly coding: AcceptedCoding;
}

/**
 * What becomes of an answer by compression. All that could be compressed varies on Accept-Encoding,
 * whether this client wants it so or not: a cache keeps it once per coding.
 *
 * Never coded: what is coded already, a stream of events, a part, the answer to a Range, and what its origin forbids to
 * transform (RFC 9111 §5.2.2.6).
 *
 * @example
 * const { fields, coding } = compressed(answer, request, rules);
 * const body = coding === null ? answer.body : codecs.compress(answer.body, coding);
 */
export function compressed(
  answer: { readonly status: number; readonly fields: Fields },
  request: CompressionRequest,
  rules: CompressionRules,
): Compressed {
  const { status, fields } = answer;
  // What a 304 says of Vary replaces what is stored, under which a coded body may lie (RFC 9111 §3.2).
  if (status === 304 && hasField(fields, "vary")) return { fields: varying(fields), coding: null };
  if (!rules.statuses.has(status) || !isWorthwhile(fields, request.target, rules)) {
    return { fields, coding: null };
  }
  const coding = request.hasRange || mustStay(status, fields) ? null : request.accepted;
  const varied = varying(fields);
  return { fields: coding === null ? varied : coded(varied, coding), coding };
}

function isWorthwhile(fields: Fields, target: string, { mediaTypes, suffixes }: CompressionRules): boolean {
  const type = (fieldValue(fields, "content-type") ?? "").split(";", 1)[0] ?? "";
  const essence = type.trim().toLowerCase();
  if (essence === events) return false;
  if (mediaTypes.has(essence)) return true;
  return target.split("?").some((part) => suffixes.has(/\.([A-Za-z0-9]+)$/.exec(part)?.[1] ?? ""));
}

function mustStay(status: number, fields: Fields): boolean {
  return (
    status === 206 ||
    hasField(fields, "content-encoding") ||
    hasField(fields, "content-range") ||
    parseCacheControl(fieldValue(fields, "cache-control")).has("no-transform")
  );
}

function varying(fields: Fields): Fields {
  const nameOf = (member: string) => member.toLowerCase();
  const names = membersOf(fields, "vary").map(nameOf);
  if (names.includes("*") || names.includes("accept-encoding")) return fields;
  return withMember(fields, "Vary", "Accept-Encoding", nameOf);
}

/** Fields about the bytes that were: their number, their parts, their digests (RFC 9530). */
const ofOldBytes: ReadonlySet<string> = new Set(
  "content-length accept-ranges content-md5 digest content-digest repr-digest".split(" "),
);

function coded(fields: Fields, coding: ContentCoding): Fields {
  const kept = withoutFields(fields, ofOldBytes);
  return withField(weakened(kept), "Content-Encoding", coding);
}

/** RFC 9110 §8.8.3.3: a strong tag is for one coding alone; a weak one is right for all that mean the same. */
function weakened(fields: Fields): Fields {
  const tag = fieldValue(fields, "etag");
  return tag?.startsWith('"') ? withField(fields, "ETag", `W/${tag}`) : fields;
}
