/**
 * An app on a real socket of this machine that answers what it was told and remembers the request as
 * it stood on the wire. Node only.
 *
 * @module
 */
import { once } from "node:events";
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
  STATUS_CODES,
  validateHeaderName,
  validateHeaderValue,
} from "node:http";
import type { HeaderPairs, OriginAnswer, OriginSaw } from "./play.ts";

/** A scripted app that is listening. */
export interface ScriptedOrigin {
  readonly port: number;
  /** What to say to every request from now on. */
  answerNext(answer: OriginAnswer): void;
  /**
   * The request that came since the last call, which is then forgotten.
   *
   * @throws {Error} when more than one came
   */
  seenByOrigin(): OriginSaw | null;
  close(): Promise<void>;
}

/**
 * Starts a scripted app on a free port of 127.0.0.1. Until it is told what to say it answers 500.
 *
 * @example
 * const origin = await startScriptedOrigin();
 * origin.answerNext({ status: 200, headers: [["Vary", "A"], ["Vary", "B"]], body: "hello" });
 */
export async function startScriptedOrigin(): Promise<ScriptedOrigin> {
  let next: OriginAnswer = { status: 500, headers: [], body: "nothing was scripted" };
  let seen: OriginSaw[] = [];
  const server = createServer((request, response) => {
    seen.push(asItStood(request));
    request.resume();
    request.once("end", () => say(next, request, response));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: portOf(server.address()),
    answerNext(answer) {
      next = answer;
    },
    seenByOrigin() {
      const [first, second] = seen;
      seen = [];
      if (second !== undefined)
        throw new Error(`the app was asked more than once: ${second.method} ${second.url}`);
      return first ?? null;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function asItStood(request: IncomingMessage): OriginSaw {
  const { method = "", url = "", rawHeaders } = request;
  const headers: [string, string][] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? "", rawHeaders[index + 1] ?? ""]);
  }
  return { method, url, headers };
}

/** A flat list keeps every line, its order and its letter case; Node sends the bytes as Latin-1. */
function say(answer: OriginAnswer, request: IncomingMessage, response: ServerResponse): void {
  if (!nodeAccepts(answer.headers)) {
    sayOnTheSocket(answer, request);
    return;
  }
  response.writeHead(answer.status, answer.headers.flat());
  response.end(answer.body);
}

function nodeAccepts(headers: HeaderPairs): boolean {
  try {
    for (const [name, value] of headers) {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    }
    return true;
  } catch {
    return false;
  }
}

/** What Node refuses to write, a control character for one, goes on the socket as it is, which then closes. */
function sayOnTheSocket({ status, headers, body }: OriginAnswer, request: IncomingMessage): void {
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
    "Connection: close",
  ];
  const head = Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  request.socket.end(request.method === "HEAD" ? head : Buffer.concat([head, Buffer.from(body)]));
}

function portOf(address: unknown): number {
  if (
    typeof address === "object" &&
    address !== null &&
    "port" in address &&
    typeof address.port === "number"
  ) {
    return address.port;
  }
  throw new Error("the scripted app is not listening on a port");
}
