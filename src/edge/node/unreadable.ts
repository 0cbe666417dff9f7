/**
 * What comes on a connection and is no request. Node would end the connection at once, and with it the
 * answers to requests that came before; here they are answered first.
 *
 * @module
 */
import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";

/** The answers under way on each connection, and what is done when nothing further can be read there. */
export interface UnderWay {
  /** Notes an answer until it is over. HTTP/1 only. */
  note(outgoing: ServerResponse): void;
  /** For the server's `clientError`. */
  refuse(error: Error, socket: Duplex): void;
  /** For a client that has closed its half, and may only wait for its answers. */
  halfClosed(socket: Duplex): void;
}

/** Statuses of what Node tells of (RFC 6585 §5, RFC 9110 §15.5.9); of all else that it cannot parse it is 400. */
const lines: ReadonlyMap<string, string> = new Map([
  ["HPE_HEADER_OVERFLOW", "431 Request Header Fields Too Large"],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", "413 Payload Too Large"],
  ["ERR_HTTP_REQUEST_TIMEOUT", "408 Request Timeout"],
]);

/** Begins without any. */
export function answersUnderWay(): UnderWay {
  const underWay = new WeakMap<Duplex, Set<ServerResponse>>();
  // Node tells again of each further piece.
  const refused = new WeakSet<Duplex>();

  function note(outgoing: ServerResponse): void {
    const { socket } = outgoing.req;
    const answers = underWay.get(socket) ?? new Set();
    underWay.set(socket, answers.add(outgoing));
    outgoing.once("close", () => answers.delete(outgoing));
  }

  function refuse(error: Error, socket: Duplex): void {
    if (refused.has(socket)) return;
    refused.add(socket);
    // In the order of their requests, which is that of their answers (RFC 9112 §9.3.2).
    const answers = [...(underWay.get(socket) ?? [])];
    const last = answers.at(-1);
    if (last?.req.complete || last?.writableEnded) last.once("close", () => endWith(error, socket));
    // It is in the body of a request, and concerns that; but nothing may stand in the middle of an answer.
    else if (answers.length > 1 || last?.headersSent) socket.destroy();
    else endWith(error, socket);
  }

  function halfClosed(socket: Duplex): void {
    const [now] = underWay.get(socket) ?? [];
    // Who does so with their request has done it before the answer begins. In the middle of one they leave,
    // which would not be seen before something is written to them.
    if (now?.headersSent && !now.writableEnded) socket.destroy();
  }

  return { note, refuse, halfClosed };
}

function endWith(error: Error, socket: Duplex): void {
  const line = lineOf(error);
  // TLS that fails is told here, too: nobody would read HTTP.
  if (line === null) socket.destroy();
  else if (socket.writable) {
    socket.end(`HTTP/1.1 ${line}\r\nConnection: close\r\n\r\n`, () => socket.destroy());
  } else if (!socket.writableEnded || socket.writableFinished) {
    // Otherwise the last of it is on its way, and whoever ended it sees to the rest.
    socket.destroy();
  }
}

function lineOf(error: Error): string | null {
  const code = "code" in error ? String(error.code) : "";
  return lines.get(code) ?? (code.startsWith("HPE_") ? "400 Bad Request" : null);
}
