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
import { type OriginScript, originScript } from "../origin-script.ts";
import type { HeaderPairs, Interim, OriginAnswer, OriginSaw } from "../play.ts";

/** A scripted app that is listening. */
export interface ScriptedOrigin extends Omit<OriginScript, "ask"> {
  readonly port: number;
  /** Whether a request that was closed without a word has not been repeated yet. */
  awaitsRepetition(): boolean;
  close(): Promise<void>;
}

/**
 * Starts a scripted app on a free port of 127.0.0.1. Until it is told what to say it answers 500.
 *
 * @param onSeen is told of each request that is answered
 * @param isRepeating whether who asks repeats a GET that was closed without a word, as undici's users do
 * @example
 * const origin = await startScriptedOrigin();
 * origin.answerNext({ status: 200, headers: [["Vary", "A"], ["Vary", "B"]], body: "hello" });
 */
export async function startScriptedOrigin(
  onSeen?: (saw: OriginSaw) => void,
  isRepeating = true,
): Promise<ScriptedOrigin> {
  const script = originScript();
  const server = createServer((request, response) => {
    if (request.url === barrier) return void response.end();
    if (request.url === refused) {
      refused = null;
      return void request.socket.destroy();
    }
    const saw = asItStood(request);
    onSeen?.(saw);
    const read = new Promise((resolve) => request.resume().once("end", resolve));
    script.ask(saw, (answer) => void read.then(() => reply(answer, request, response)));
  });
  /** The URL of a request that was closed without a word: who may repeats it once, and is closed again. */
  let refused: string | null = null;

  function reply(answer: OriginAnswer, request: IncomingMessage, response: ServerResponse): void {
    const isRepeated = isRepeating && (request.method === "GET" || request.method === "HEAD");
    if (answer.fault === "no connection" && isRepeated) refused = request.url ?? null;
    say(answer, request, response);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    ...script,
    port: portOf(server.address()),
    awaitsRepetition: () => refused !== null,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A path that is always answered, and never seen: who has its answer knows that all before it came. */
export const barrier = "/barrier";

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
  for (const interim of answer.interim ?? []) request.socket.write(headOf(interim));
  if (answer.fault === "no answer") return;
  if (answer.fault === "no connection") {
    request.socket.destroy();
    return;
  }
  if (!nodeAccepts(answer.headers)) {
    sayOnTheSocket(answer, request);
    return;
  }
  // A Date by the real clock would be far from that of the edge under test; without one it adds its own.
  response.sendDate = false;
  response.writeHead(answer.status, answer.headers.flat());
  if (answer.fault === "broken body") {
    response.write(answer.body.slice(0, answer.body.length / 2), () => request.socket.destroy());
    return;
  }
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
  const head = headOf({ status, headers: [...headers, ["Connection", "close"]] });
  request.socket.end(request.method === "HEAD" ? head : Buffer.concat([head, Buffer.from(body)]));
}

function headOf({ status, headers }: Interim): Buffer {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return Buffer.from(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${lines}\r\n`, "latin1");
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
