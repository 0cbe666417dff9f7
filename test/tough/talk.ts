/** A client that says any bytes, and reads the answers to the end. */
import { connect, type Socket } from "node:net";

/** What came until the connection ended. */
export interface Heard {
  readonly bytes: Buffer;
  /** `left`: the client had enough; `silent`: nothing came any more, and the connection stays open. */
  readonly end: "closed" | "reset" | "left" | "silent";
}

/** How long and how much is listened for. */
export interface Listening {
  /** Milliseconds without a byte. */
  readonly patience?: number;
  /** Bytes after which the client leaves. */
  readonly enough?: number;
  /** Whether these bytes are enough. */
  readonly until?: (bytes: Buffer) => boolean;
}

/** What comes on a connection until it ends. */
export function hear(
  socket: Socket,
  { patience = 12_000, enough = Infinity, until }: Listening = {},
): Promise<Heard> {
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const chunks: Buffer[] = [];
  let length = 0;
  const heard = (end: Heard["end"]) => {
    resolve({ bytes: Buffer.concat(chunks), end });
    socket.destroy();
  };
  socket
    .on("error", () => heard("reset"))
    .on("end", () => heard("closed"))
    .on("close", () => heard("closed"));
  socket.setTimeout(patience, () => heard("silent"));
  socket.on("data", (chunk: Buffer) => {
    chunks.push(chunk);
    length += chunk.byteLength;
    if (length >= enough || until?.(Buffer.concat(chunks))) heard("left");
  });
  return promise;
}

/** Says bytes, one for each character, and hears what is answered. */
export function talk(port: number, text: string, listening?: Listening): Promise<Heard> {
  noteSecrets(text);
  const socket = connect({ host: "127.0.0.1", port });
  const heard = hear(socket, listening);
  socket.write(Buffer.from(text, "latin1"));
  return heard;
}

/** What is said as a secret must be in no log of the run. */
function noteSecrets(text: string): void {
  const fields = text.split("\r\n").map((line) => /^([^:]*): *(.*)$/.exec(line) ?? []);
  globalThis.runLog?.fields(fields.map(([, name = "", value = ""]): [string, string] => [name, value]));
  globalThis.runLog?.text(text.split(" ", 2)[1] ?? "");
}

/** A GET that ends its connection. */
export function asking(path: string, ...lines: string[]): string {
  return [`GET ${path} HTTP/1.1`, "Host: www.gov.uk", "Connection: close", ...lines, "", ""].join("\r\n");
}

/** The final status and what came of the body. */
export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** Whether the framing says that all of it is there (RFC 9112 §8). */
  readonly whole: boolean;
}

/** Reads one answer; null where there is none. */
export function answerIn({ bytes, end }: Heard): Answer | null {
  const text = bytes.toString("latin1");
  const start = /^(?:HTTP\/1\.1 1[0-9]{2} [\s\S]*?\r\n\r\n)*/.exec(text)?.[0].length ?? 0;
  const split = text.indexOf("\r\n\r\n", start);
  if (split < 0) return null;
  const head = text.slice(start, split);
  const status = Number(/^HTTP\/1\.[01] ([0-9]{3})/.exec(head)?.[1] ?? 0);
  const rest = text.slice(split + 4);
  if (/^transfer-encoding: chunked$/im.test(head)) return { status, head, ...ofChunks(rest) };
  const length = /^content-length: ([0-9]+)$/im.exec(head)?.[1];
  const whole = length === undefined ? end === "closed" : rest.length >= Number(length);
  return { status, head, body: rest.slice(0, Number(length ?? Infinity)), whole };
}

function ofChunks(text: string): Pick<Answer, "body" | "whole"> {
  let body = "";
  for (let at = 0; ; ) {
    const line = text.indexOf("\r\n", at);
    const size = Number.parseInt(text.slice(at, Math.max(at, line)), 16);
    if (line < 0 || Number.isNaN(size)) return { body, whole: false };
    if (size === 0) return { body, whole: true };
    body += text.slice(line + 2, line + 2 + size);
    at = line + 4 + size;
    if (at > text.length) return { body, whole: false };
  }
}
