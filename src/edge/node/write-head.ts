/**
 * The head of a stored answer, for HTTP/1. Node checks every field of every answer and has no public way
 * to take a head that it has checked before, which is what this file is for: it is the only one that
 * touches a private property of Node's, and where that is not as we know it, writes as everybody does.
 *
 * @module
 */
import { type ServerResponse, STATUS_CODES } from "node:http";
import type { Fields } from "../fields/fields.ts";
import { remembered } from "../fields/remembered.ts";

/** What Node wrote below the fields of an answer, by its stored fields: those it has let through. */
const knownEnds = new WeakMap<readonly string[], string>();

/** What is below where the connection stays, and the stored fields have the date: Node adds nothing else. */
const staysOpen = "Connection: keep-alive\r\n";

/**
 * Writes the head of a stored answer.
 *
 * @param wire names and values in turn, as they were stored
 * @param computed this answer's own: text of ours, that needs no checks
 */
export function writeStoredHead(
  outgoing: ServerResponse,
  status: number,
  wire: readonly string[],
  computed: Fields,
): void {
  const end = knownEnds.get(wire);
  if (end !== undefined && outgoing.shouldKeepAlive && "_header" in outgoing && outgoing._header === null) {
    outgoing._header = beginning(status, wire, computed) + end;
    return;
  }
  const lines = wire.slice();
  for (const [name, value] of computed) lines.push(name, value);
  outgoing.writeHead(status, lines);
  // Parts and 304s are made for one answer: there will be no second hit of their fields.
  if (status === 200 && end === undefined) learn(outgoing, wire, beginning(status, wire, computed));
}

/** From the second hit on, these fields need no checks. */
function learn(outgoing: ServerResponse, wire: readonly string[], written: string): void {
  if (!("_header" in outgoing) || typeof outgoing._header !== "string") return;
  if (!outgoing._header.startsWith(written)) return;
  const end = outgoing._header.slice(written.length);
  if (end.startsWith(staysOpen)) knownEnds.set(wire, oneText(end));
}

// It is the same for all answers: one text, and not a piece of each head.
const oneText = remembered((text: string) => text);

function beginning(status: number, wire: readonly string[], computed: Fields): string {
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n`;
  for (let i = 0; i + 1 < wire.length; i += 2) text += `${wire[i]}: ${wire[i + 1]}\r\n`;
  for (const [name, value] of computed) text += `${name}: ${value}\r\n`;
  return text;
}
