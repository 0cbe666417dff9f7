/** A client that speaks HTTP/2 over TLS. */
import { once } from "node:events";
import {
  type ClientHttp2Session,
  connect,
  type IncomingHttpHeaders,
  type IncomingHttpStatusHeader,
  type OutgoingHttpHeaders,
} from "node:http2";
import { onTestFinished } from "vitest";

export interface H2Got {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders & IncomingHttpStatusHeader;
  readonly body: string;
}

/** Opens a session; it ends with the test. */
export async function openH2(port: number): Promise<ClientHttp2Session> {
  const session = connect(`https://127.0.0.1:${port}`, { rejectUnauthorized: false });
  session.on("error", () => undefined);
  await once(session, "connect");
  onTestFinished(() => session.destroy());
  return session;
}

/**
 * Asks for one thing and reads the answer to its end.
 *
 * @throws {Error} when the stream breaks off
 */
export async function askH2(
  session: ClientHttp2Session,
  asked: OutgoingHttpHeaders,
  body = "",
): Promise<H2Got> {
  const { promise, resolve, reject } = Promise.withResolvers<H2Got>();
  const stream = session.request({ ":authority": "www.gov.uk", ...asked }, { endStream: body === "" });
  const chunks: Buffer[] = [];
  let headers: H2Got["headers"] = {};
  stream.on("response", (got) => {
    headers = got;
  });
  stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  stream.on("error", reject);
  stream.on("close", () =>
    resolve({ status: headers[":status"], headers, body: Buffer.concat(chunks).toString() }),
  );
  if (body !== "") stream.end(body);
  return promise;
}
