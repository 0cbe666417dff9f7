/**
 * Writing answers to Node's sockets as their bodies come.
 *
 * @module
 */
import { type OutgoingHttpHeaders, ServerResponse } from "node:http";
import { constants, type Http2ServerResponse } from "node:http2";
import { withField } from "../fields/fields.ts";
import type { Answer } from "../stored-answer.ts";
import type { Refusal } from "./refusals.ts";

/**
 * Writes a response and its body at the client's speed. A body that breaks off breaks the connection
 * off, so that the client cannot take what it has for the whole.
 */
export async function writeResponse(
  response: Response,
  outgoing: ServerResponse | Http2ServerResponse,
): Promise<void> {
  if (isGone(outgoing)) {
    // Nobody reads the body, and its connection is to be freed.
    await response.body?.cancel().catch(() => undefined);
    return;
  }
  writeHead(outgoing, response.status, headersOf(response));
  if (response.body === null) outgoing.end();
  else await writeBody(response.body, outgoing);
}

/** Statuses without a body, whatever there is of one (RFC 9110 §15). */
const bodiless: ReadonlySet<number> = new Set([204, 205, 304]);

/** Writes an answer that never was a Web response. HTTP/1 only. */
export async function writeAnswer({ status, fields, body }: Answer, outgoing: ServerResponse): Promise<void> {
  const isUnread = isGone(outgoing) || bodiless.has(status);
  if (isUnread && body instanceof ReadableStream) await body.cancel().catch(() => undefined);
  if (isGone(outgoing)) return;
  // For 304 it tells the length that a 200 would have (RFC 9110 §8.6); for these two there is none.
  const lines = status === 204 || status === 205 ? withField(fields, "content-length", null) : fields;
  // A 205 has no body (§15.3.6), but to a client it is delimited as if it could have one.
  outgoing.writeHead(status, (status === 205 ? withField(lines, "content-length", "0") : lines).flat());
  if (isUnread || !(body instanceof ReadableStream)) outgoing.end(isUnread ? null : body);
  else await writeBody(body, outgoing);
}

/** Writes a body at the client's speed. */
async function writeBody(
  body: ReadableStream<Uint8Array>,
  outgoing: ServerResponse | Http2ServerResponse,
): Promise<void> {
  const reader = body.getReader();
  const gone = () => void reader.cancel().catch(() => undefined);
  outgoing.once("close", gone);
  // Node keeps the head for the first bytes, which an app that sends events may be long to give. Writing
  // none sends it as it is; flushHeaders would send it as UTF-8.
  const waits = setImmediate(() => write(outgoing, new Uint8Array(0)));
  try {
    for (;;) {
      const { done, value } = await reader.read();
      clearImmediate(waits);
      if (done || isGone(outgoing)) break;
      if (!write(outgoing, value)) await drained(outgoing);
    }
    outgoing.end();
  } catch {
    breakOff(outgoing);
  } finally {
    clearImmediate(waits);
    outgoing.off("close", gone);
  }
}

// HTTP/1's and HTTP/2's responses take the same calls, but their types do not meet.
function writeHead(
  outgoing: ServerResponse | Http2ServerResponse,
  status: number,
  headers: OutgoingHttpHeaders,
): void {
  if (outgoing instanceof ServerResponse) outgoing.writeHead(status, headers);
  else outgoing.writeHead(status, headers);
}

function write(outgoing: ServerResponse | Http2ServerResponse, chunk: Uint8Array): boolean {
  return outgoing instanceof ServerResponse ? outgoing.write(chunk) : outgoing.write(chunk);
}

/** Whether the client has left. HTTP/2's response does not say so itself, only its stream. */
function isGone(outgoing: ServerResponse | Http2ServerResponse): boolean {
  return outgoing instanceof ServerResponse ? outgoing.destroyed : outgoing.stream.destroyed;
}

/** Ends a response so that its client cannot take what it has for the whole. */
export function breakOff(outgoing: ServerResponse | Http2ServerResponse): void {
  if (outgoing instanceof ServerResponse) outgoing.destroy();
  else outgoing.stream.close(constants.NGHTTP2_INTERNAL_ERROR);
}

function drained(outgoing: ServerResponse | Http2ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      outgoing.off("drain", done);
      outgoing.off("close", done);
      resolve();
    };
    outgoing.on("drain", done);
    outgoing.on("close", done);
  });
}

/** Refuses a request before it became one. */
export function writeRefusal(
  outgoing: ServerResponse | Http2ServerResponse,
  { status, reason, closes }: Refusal,
): void {
  if (closes) outgoing.setHeader("Connection", "close");
  writeHead(outgoing, status, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
  outgoing.end(`${reason}\n`);
}

function headersOf({ headers, status }: Response): OutgoingHttpHeaders {
  const result: OutgoingHttpHeaders = {};
  for (const [name, value] of headers) if (name !== "set-cookie") result[name] = value;
  const cookies = headers.getSetCookie();
  if (cookies.length > 0) result["set-cookie"] = cookies;
  // It has no body (RFC 9110 section 15.3.6), but to a client it is delimited as if it could have one.
  if (status === 205) result["content-length"] = "0";
  return result;
}
