/**
 * An app that a test writes by hand, where answers as data do not do: bytes, slowness, broken answers.
 * Node only.
 *
 * @module
 */
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";

/** An app that is listening. */
export interface HandWrittenOrigin {
  /** Such as http://127.0.0.1:40123 */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the app on a free port of 127.0.0.1. */
export async function startOrigin(listener: RequestListener): Promise<HandWrittenOrigin> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the app is not listening on a port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
