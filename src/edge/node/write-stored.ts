/**
 * Writing stored answers to HTTP/1: their text is made once and kept, within bounds. Node checks every field
 * of every answer and has no public way to take a head that it has checked before, which is what this file
 * is for: it is the only one that touches a private property of Node's, and where that is not as we know
 * it, writes as everybody does.
 *
 * @module
 */
import { type ServerResponse, STATUS_CODES } from "node:http";
import { LRUCache } from "lru-cache";
import { type Fields, hasField } from "../fields/fields.ts";
import type { Prepared } from "../http-cache/store.ts";
import type { StoredAnswer } from "../stored-answer.ts";

/** Bytes. A body up to here leaves as text in one write with its head; beyond, copying it costs more. */
const shortBody = 4_096;

/** Bytes that are counted for a text besides it. */
const overhead = 200;

/** What is below where the connection stays, and the stored fields have the date: Node adds nothing else. */
const staysOpen = "Connection: keep-alive\r\n";

/** Writes a stored answer: its fields are on the wire as they were stored. HTTP/1 only. */
export type StoredWriter = (answer: StoredAnswer, outgoing: ServerResponse) => void;

/**
 * A writer that keeps the text of what it has written once.
 *
 * @param maxBytes of texts; beyond it the first of them go, and are made again at their next use
 */
export function storedWriter(maxBytes: number): StoredWriter {
  // Weakly, or a response that was evicted would stay for the sake of its text.
  const kept = new LRUCache<WeakRef<Prepared>, number>({
    maxSize: Math.max(1, Math.floor(maxBytes)),
    sizeCalculation: (size) => size,
    dispose(_size, ref) {
      const prepared = ref.deref();
      if (prepared) prepared.text = null;
    },
  });

  function keep(prepared: Prepared, text: string): void {
    const size = text.length + overhead;
    if (size > kept.maxSize) return;
    prepared.text = text;
    kept.set(new WeakRef(prepared), size);
  }

  /** Node writes it, and what it has written may be kept. */
  function writeOut(answer: StoredAnswer, outgoing: ServerResponse): void {
    const { status, stored, computed, body } = answer;
    const isApart = !saysTheSame(computed, stored);
    outgoing.writeHead(status, (isApart ? [...computed, ...stored] : [...stored, ...computed]).flat());
    const below = isApart ? fieldsBelow(beginningOf(status, computed), stored, outgoing) : null;
    const prepared = ownPrepared(answer);
    if (prepared?.text === null && below !== null) {
      prepared.isWhole = prepared.length <= shortBody;
      keep(prepared, inOnePiece(below, prepared.isWhole ? prepared.body : null));
    }
    outgoing.end(body);
  }

  return (answer, outgoing) => {
    const { status, computed, body } = answer;
    const prepared = ownPrepared(answer);
    const text = prepared?.text ?? null;
    const takesText = outgoing.shouldKeepAlive && "_header" in outgoing && outgoing._header === null;
    if (!prepared || text === null || !takesText) return writeOut(answer, outgoing);
    outgoing._header = beginningOf(status, computed) + text;
    outgoing.end(prepared.isWhole ? null : body);
  };
}

/** What is prepared for an answer: what belongs to other fields, or to another body, is not for it. */
function ownPrepared({ stored, body, prepared }: StoredAnswer): Prepared | null {
  return prepared?.fields === stored && prepared.body === body ? prepared : null;
}

/** Whether both lists have a field: its lines are then in order, the one that was said before first (RFC 9110 §5.3). */
function saysTheSame(computed: Fields, stored: Fields): boolean {
  return computed.some(([name]) => hasField(stored, name.toLowerCase()));
}

/** The stored fields and what Node wrote below them; null unless it wrote what we know, and let all of it through. */
function fieldsBelow(beginning: string, stored: Fields, outgoing: ServerResponse): string | null {
  if (!("_header" in outgoing) || typeof outgoing._header !== "string") return null;
  const known = beginning + linesOf(stored) + staysOpen;
  return outgoing._header.startsWith(known) ? outgoing._header.slice(beginning.length) : null;
}

/** A text that is put together by V8 is a tree, which each use would go through. */
function inOnePiece(head: string, body: Uint8Array | null): string {
  return Buffer.concat([Buffer.from(head, "latin1"), body ?? new Uint8Array(0)]).toString("latin1");
}

function beginningOf(status: number, computed: Fields): string {
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${linesOf(computed)}`;
}

function linesOf(fields: Fields): string {
  let text = "";
  for (const [name, value] of fields) text += `${name}: ${value}\r\n`;
  return text;
}
