/**
 * The fields by which Fastly tells those who ask for it how an answer came about.
 *
 * @module
 */
import type { Fields } from "../fields/fields.ts";
import type { FastlyState } from "./fastly-fields.ts";

/**
 * Whether a request asks for the debug fields, and may. At Fastly anybody may: here only a peer that is
 * trusted, because lifetimes and keys are not for strangers.
 *
 * @param value of Fastly-Debug as it was received; null when absent
 */
export function wantsDebug(value: string | null, isTrustedPeer: boolean): boolean {
  return isTrustedPeer && value?.trim() === "1";
}

/** What is told. Times of day are milliseconds since 1970, spans seconds. */
export interface DebugReport {
  /** The name of this edge. */
  readonly servedBy: string;
  readonly state: FastlyState;
  /** When the answer is delivered. */
  readonly deliveredAt: number;
  /** When it was fetched; null for an answer of the edge's own. */
  readonly fetchedAt: number | null;
  /** What is stored of it; null for nothing. */
  readonly stored: { readonly ttl: number; readonly staleIfError: number; readonly age: number } | null;
  /** The primary key. Never the secondary one: that holds the values of the request, sessions among them. */
  readonly key: string;
}

/**
 * Fastly-Debug-Path, -TTL and -Digest.
 *
 * @example
 * await debugFields(report);
 * // [["Fastly-Debug-Path", "(D cache-edge0001-GOV 1790000009) (F cache-edge0001-GOV 1790000000)"],
 * //  ["Fastly-Debug-TTL", "(H cache-edge0001-GOV 291.000 86400.000 9)"], ["Fastly-Debug-Digest", "9b74…"]]
 */
export async function debugFields(report: DebugReport): Promise<Fields> {
  const { servedBy, state, deliveredAt, fetchedAt, stored, key } = report;
  const delivered = `(D ${servedBy} ${secondsOf(deliveredAt)})`;
  const fetched = fetchedAt === null ? "" : ` (F ${servedBy} ${secondsOf(fetchedAt)})`;
  const found = state.startsWith("HIT") ? "H" : "M";
  const left =
    stored === null
      ? "- - -"
      : [fixed(stored.ttl), fixed(stored.staleIfError), Math.floor(stored.age)].join(" ");
  return [
    ["Fastly-Debug-Path", delivered + fetched],
    ["Fastly-Debug-TTL", `(${found} ${servedBy} ${left})`],
    ["Fastly-Debug-Digest", await sha256(key)],
  ];
}

function secondsOf(time: number): number {
  return Math.floor(time / 1000);
}

/** Past its end, what is left is negative, as at Fastly. */
function fixed(span: number): string {
  return span.toFixed(3);
}

/** In hexadecimal. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
