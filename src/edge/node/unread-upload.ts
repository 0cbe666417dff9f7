/**
 * Answers to uploads that are not read to their end, because they are too large.
 *
 * @module
 */
import type { IncomingMessage } from "node:http";
import { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";

/** Milliseconds in which a client has to read its answer and to stop. */
const patience = 500;

/**
 * Whether an answer is the last on its connection: what is left of the upload will not be read
 * (RFC 9110 §15.5.14). HTTP/2 has streams for that.
 */
export function endsUpload(
  status: number,
  outgoing: ServerResponse | Http2ServerResponse,
): outgoing is ServerResponse {
  return status === 413 && outgoing instanceof ServerResponse && !outgoing.req.complete;
}

/**
 * Throws away what still comes, for a moment. A connection that is closed with bytes unread is reset, and
 * the client's system may then throw away the answer that it has (RFC 9112 §9.6).
 */
export function restOf(upload: IncomingMessage): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(late);
      upload.off("end", done).off("close", done);
      resolve();
    };
    const late = setTimeout(done, patience);
    upload.on("end", done).on("close", done).resume();
  });
}
