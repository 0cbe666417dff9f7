/**
 * A record without its bytes, as it stands in JSON: what is written down of it, and what of it is believed.
 *
 * @module
 */
import * as z from "zod";
import type { StoredPass, StoredRecord } from "../http-cache/store.ts";
import { storedResponse } from "../http-cache/stored-response.ts";

const fields = z.array(z.tuple([z.string(), z.string()]));
const length = z.int().min(0);

const common = {
  vary: z.array(z.string()),
  tags: z.array(z.string()),
  date: z.number(),
  bodyAskedAt: z.number(),
  askedAt: z.number(),
  storedAt: z.number(),
};

const reuse = z.strictObject({
  validateAlways: z.boolean(),
  staleWhileRevalidate: z.number(),
  staleIfError: z.number(),
  staleIfDisconnected: z.number(),
  mayBeStale: z.boolean(),
});

const response = z.strictObject({
  ...common,
  kind: z.literal("response"),
  status: z.int(),
  fields,
  origin: fields,
  isSubstitute: z.boolean(),
  reuse,
  initialAge: z.number(),
  lifetime: z.number(),
  /** Of the whole, and where its parts begin; null when all of it is there. */
  incomplete: z.strictObject({ length, firsts: z.array(length) }).nullable(),
});

const pass = z.strictObject({
  ...common,
  kind: z.literal("pass"),
  reason: z.string(),
  until: z.number(),
});

const headSchema = z.strictObject({
  /** Both keys, whole: what is found by a digest of them may be another's. */
  primaryKey: z.string(),
  secondaryKey: z.string(),
  epoch: z.string(),
  /** Bytes of each piece that follows. */
  pieces: z.array(length),
  record: z.discriminatedUnion("kind", [response, pass]),
});

/** What is written before the bytes. */
export type RecordHead = z.output<typeof headSchema>;

/** The head that a text is; null for any other text. */
export function headFrom(text: string): RecordHead | null {
  try {
    return headSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** A record as a head has it, and its bytes, in order. */
export function taken(record: StoredRecord): { readonly record: object; readonly pieces: readonly Bytes[] } {
  if (record.kind === "pass") return { record, pieces: [] };
  const { prepared: _prepared, body, incomplete, ...rest } = record;
  if (incomplete === null) return { record: { ...rest, incomplete: null }, pieces: [body] };
  const firsts = incomplete.parts.map(({ first }) => first);
  return {
    record: { ...rest, incomplete: { length: incomplete.length, firsts } },
    pieces: incomplete.parts.map(({ bytes }) => bytes),
  };
}

type Bytes = Uint8Array<ArrayBuffer>;

/** The record again; null when its bytes are not as many pieces as it says. */
export function restored(head: RecordHead, pieces: readonly Bytes[]): StoredRecord | null {
  const { record } = head;
  if (record.kind === "pass") return pieces.length === 0 ? (record satisfies StoredPass) : null;
  const { incomplete, ...rest } = record;
  const [body] = pieces;
  if (incomplete === null) {
    if (!body || pieces.length !== 1) return null;
    return storedResponse(rest, body);
  }
  const { length, firsts } = incomplete;
  const parts = pieces.flatMap((bytes, index) => {
    const first = firsts[index];
    return first === undefined ? [] : [{ first, bytes }];
  });
  if (parts.length !== firsts.length || parts.length !== pieces.length) return null;
  return storedResponse(rest, new Uint8Array(0), { length, parts });
}
