/**
 * A client that writes a request byte by byte on a real socket: any method, header lines as given,
 * duplicates and bytes outside ASCII included. Node only.
 *
 * @module
 */
import { connect as connectPlain } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { ClientGot, HeaderPairs, Interim } from "../play.ts";

/** One request, and where to send it. */
export interface RawRequest {
  /** The server's name or address; 127.0.0.1 when left out. */
  readonly to?: string;
  readonly port: number;
  readonly method: string;
  readonly url: string;
  readonly host: string;
  /** Written in this order after Host and Connection; each character is one byte. */
  readonly headers: HeaderPairs;
  readonly body?: string | undefined;
  /** Present for https; such as `{ ca }` or `{ rejectUnauthorized: false }`. */
  readonly secure?: ConnectionOptions;
  /** Milliseconds without a byte before giving up; 10,000 when left out. */
  readonly patience?: number;
  /** The client leaves when this is aborted. */
  readonly signal?: AbortSignal;
}

/**
 * Sends one request and reads the answer until the server closes.
 *
 * @throws {Error} when there is no answer, or something that is not HTTP/1.1
 * @example
 * await sendRaw({ port, method: "GETX", url: "/", host: "www.gov.uk", headers: [["Cookie", "a"], ["Cookie", "b"]] });
 */
export async function sendRaw(request: RawRequest): Promise<ClientGot> {
  const bytes = await exchange(request);
  return finalAnswer(bytes, request.method === "HEAD");
}

function exchange({
  to = "127.0.0.1",
  port,
  secure,
  patience = 10_000,
  signal,
  ...request
}: RawRequest): Promise<Buffer> {
  const address = { host: to, port };
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const socket = secure === undefined ? connectPlain(address) : connectTls({ ...secure, ...address });
  const chunks: Buffer[] = [];
  socket.setTimeout(patience, () => socket.destroy(new Error(`no answer within ${patience} ms`)));
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.once("end", () => resolve(Buffer.concat(chunks)));
  socket.once("error", reject);
  signal?.addEventListener("abort", () => socket.destroy(new Error("the client has left")), { once: true });
  socket.write(requestBytes(request));
  return promise.finally(() => socket.destroy());
}

function requestBytes({ method, url, host, headers, body }: Omit<RawRequest, "port" | "secure">): Buffer {
  const lines = [
    `${method} ${url} HTTP/1.1`,
    `Host: ${host}`,
    "Connection: close",
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ];
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), Buffer.from(body ?? "")]);
}

/** Interim answers (1xx) come before the one that counts, RFC 9110 section 15.2. */
function finalAnswer(bytes: Buffer, isHead: boolean, interim: readonly Interim[] = []): ClientGot {
  const end = bytes.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = bytes.toString("latin1", 0, Math.max(end, 0)).split("\r\n");
  const status = Number(/^HTTP\/1\.[01] ([1-5][0-9]{2})(?: |$)/.exec(statusLine)?.[1]);
  if (Number.isNaN(status)) throw new Error(`not an HTTP/1.1 answer: ${bytes.length} bytes`);
  const rest = bytes.subarray(end + 4);
  const headers = lines.map(pairOf);
  if (status < 200) return finalAnswer(rest, isHead, [...interim, { status, headers }]);
  const hasBody = !isHead && status !== 204 && status !== 304;
  const content = hasBody ? bodyOf(headers, rest) : Buffer.alloc(0);
  return { interim, status, headers, body: content.toString(), bytes: Uint8Array.from(content) };
}

function pairOf(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

/** Chunked, or as long as Content-Length says, or all there is (RFC 9112 section 6.3). */
function bodyOf(headers: HeaderPairs, rest: Buffer): Buffer {
  const find = (wanted: string) => headers.find(([name]) => name.toLowerCase() === wanted)?.[1];
  if (find("transfer-encoding")?.toLowerCase() === "chunked") return withoutChunks(rest);
  const length = find("content-length");
  if (length === undefined) return rest;
  if (rest.length < Number(length)) throw new Error(`expected a body of ${length} bytes, got ${rest.length}`);
  return rest.subarray(0, Number(length));
}

function withoutChunks(bytes: Buffer): Buffer {
  const pieces: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const endOfLine = rest.indexOf("\r\n");
    const size = Number.parseInt(rest.toString("latin1", 0, Math.max(endOfLine, 0)), 16);
    const start = endOfLine + 2;
    if (Number.isNaN(size) || rest.length < start + size) throw new Error("a chunked body was cut short");
    if (size === 0) return Buffer.concat(pieces);
    pieces.push(rest.subarray(start, start + size));
    rest = rest.subarray(start + size + 2);
  }
}
