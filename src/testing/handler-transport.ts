/**
 * The way to an app that is a function: a fetch handler, or a Hono app.
 *
 * @module
 */
import { fieldsOf, fieldValue } from "../edge/fields/fields.ts";
import type { OriginRequest, OriginTransport } from "../edge/origin/transport.ts";

/** A request in, a response out. */
export type FetchHandler = (request: Request) => Response | Promise<Response>;

/**
 * A transport that calls a function. The function sees the Host that the client asked for, over plain http, as an
 * app behind a server does. What it throws is an answer with 500, as a server would make it.
 */
export function handlerTransport(handler: FetchHandler): OriginTransport {
  return async (asked) => {
    const response = await answerOf(handler, await requestOf(asked));
    return { status: response.status, fields: fieldsOf(response.headers), body: response.body };
  };
}

async function requestOf({ method, url, fields, body }: OriginRequest): Promise<Request> {
  const target = `http://${fieldValue(fields, "host") ?? url.host}${url.pathname}${url.search}`;
  const headers = new Headers();
  for (const [name, value] of fields) headers.append(name, value);
  // Whole, because some platforms take a stream only with options that others do not know.
  const bytes = body && (await new Response(body).arrayBuffer());
  return new Request(target, { method, headers, body: bytes, redirect: "manual" });
}

async function answerOf(handler: FetchHandler, request: Request): Promise<Response> {
  try {
    return await handler(request);
  } catch (error) {
    return new Response(`The app threw: ${error instanceof Error ? error.message : String(error)}\n`, {
      status: 500,
    });
  }
}
