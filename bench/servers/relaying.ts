/**
 * Asking the origin for what a client asked for, by undici.
 *
 * @module
 */
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { request as ask, type Dispatcher } from "undici";

/** @param headersOf what the origin is sent of a request's headers */
export function relay(
  origin: string,
  dispatcher: Dispatcher,
  headersOf: (request: IncomingMessage) => IncomingHttpHeaders,
): RequestListener {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = { dispatcher, headers: headersOf(request) };
    const { statusCode, headers, body } = await ask(origin + (request.url ?? "/"), asked);
    response.writeHead(statusCode, headers);
    body.pipe(response);
  }
  return (request, response) => {
    answer(request, response).catch((error: unknown) => {
      console.error(error);
      response.destroy();
    });
  };
}
