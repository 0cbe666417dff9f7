/** Records as a store holds them, and what of them a test wants to see. */
import type { Fields } from "../../src/edge/fields/fields.ts";
import type { Match, StoredRecord, StoredResponse } from "../../src/edge/index.ts";

/** A stored response; `storedAt` is also when it was asked for. */
export function storedResponse(body: string, vary: string[] = [], storedAt = 1): StoredResponse {
  const fields: Fields = [["X-Field", "value"]];
  const bytes = new TextEncoder().encode(body);
  return {
    kind: "response",
    isSubstitute: false,
    status: 200,
    fields,

    origin: [],
    body: bytes,
    prepared: null,
    incomplete: null,
    reuse: {
      validateAlways: false,
      staleWhileRevalidate: 0,
      staleIfError: 0,
      staleIfDisconnected: 0,
      mayBeStale: true,
    },
    vary,
    tags: [],
    date: storedAt,
    bodyAskedAt: storedAt,
    askedAt: storedAt,
    storedAt,
    initialAge: 0,
    lifetime: 60,
  };
}

/** A request with these headers; names in lower case. */
export const asking = (headers: Record<string, string>) => ({ get: (name: string) => headers[name] ?? null });
/** The record that was found first. */
export const recordOf = ({ found }: Match) => found[0]?.record ?? null;
/** The body of a response; what is none, or nothing, as it is. */
export const textOf = (record: StoredRecord | null) =>
  record?.kind === "response" ? new TextDecoder().decode(record.body) : record;
