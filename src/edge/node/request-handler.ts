/**
 * What is done with each request on a socket.
 *
 * @module
 */
import { type IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { Socket } from "node:net";
import { getRequestListener, RequestError } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { Edge, EdgeBindings } from "../app.ts";
import type { Fields } from "../fields/fields.ts";
import {
  type Client,
  type ClientRequest,
  LateReceived,
  normalisedTarget,
  type Received,
} from "../request.ts";
import { clientFinder } from "./clients.ts";
import { writeInterim } from "./interim.ts";
import type { ServerLimits } from "./limits.ts";
import { rawFields, rawValue } from "./raw-headers.ts";
import { noHost, refusalOf } from "./refusals.ts";
import type { TrustedProxies } from "./trust.ts";
import type { UnderWay } from "./unreadable.ts";
import { breakOff, writeAnswer, writeRefusal, writeResponse } from "./write-response.ts";
import { storedWriter } from "./write-stored.ts";

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;
type Arrived = Pick<EdgeBindings, "client" | "asked">;

/** What requests are handled with. */
export interface Handling {
  readonly current: () => Edge;
  readonly trusted: TrustedProxies;
  readonly limits: ServerLimits;
  /** Bytes of stored answers that are kept as they are written. */
  readonly textBytes: number;
  /** Counts those that the app is asked for; a plain hit is over before anybody could look. */
  readonly underWay: { requests: number };
  readonly answers: Pick<UnderWay, "note">;
}

/** Handles each request: memory is asked first, then the app, and the app by way of the Web only where it must be. */
export function requestHandler({ current, trusted, limits, textBytes, underWay, answers }: Handling) {
  const clientOf = clientFinder(trusted);
  const writeStored = storedWriter(textBytes);
  const arrived = new WeakMap<Incoming, Arrived>();
  // Connections whose last answer is under way: Node still gives what follows in the same packet.
  const refused = new WeakSet<Socket>();
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const onInterim = (status: number, fields: Fields) => writeInterim(outgoing, status, fields);
      const response = await current().fetch(request, { ...arrived.get(incoming), onInterim });
      await writeResponse(response, outgoing);
      // A clone is the platform's own Response, even where another stands in its place in this process;
      // node-server would take that other one for an answer still to be written.
      return RESPONSE_ALREADY_SENT.clone();
    },
    { overrideGlobalObjects: false, errorHandler: refuse },
  );

  function handle(incoming: Incoming, outgoing: Outgoing): void {
    const client = clientOf(incoming);
    const refusal = refusalOf(incoming, client, limits);
    if (refusal || client === null) {
      if (refusal?.closes) refused.add(incoming.socket);
      note(outgoing);
      writeRefusal(outgoing, refusal ?? noHost);
      return;
    }
    const asked = askedOf(incoming, client);
    // HTTP/2 keeps no order of fields, so it has nothing to gain from the stored form.
    if (asked && outgoing instanceof ServerResponse && answerHere(asked, incoming, outgoing)) return;
    arrived.set(incoming, { client, ...(asked && { asked }) });
    void follow(async () => listener(incoming, outgoing), outgoing);
  }

  /** Whether memory or the edge itself answers, so that no Web request need be made: without a body it need not. */
  function answerHere(asked: ClientRequest, incoming: Incoming, outgoing: ServerResponse): boolean {
    const stored = current().fromMemory(asked);
    if (stored) {
      writeStored(stored, outgoing);
      return true;
    }
    if (mayHaveBody(incoming)) return false;
    const onInterim = (status: number, fields: Fields) => writeInterim(outgoing, status, fields);
    const answering = current().answer(asked, receivedFrom(incoming), { onInterim });
    if (answering === null) return false;
    void follow(async () => writeAnswer(await answering, outgoing), outgoing);
    return true;
  }

  function note(outgoing: Outgoing): void {
    if (outgoing instanceof ServerResponse) answers.note(outgoing);
  }

  async function follow(answer: () => Promise<unknown>, outgoing: Outgoing): Promise<void> {
    underWay.requests += 1;
    note(outgoing);
    try {
      await answer();
    } catch {
      breakOff(outgoing);
    } finally {
      underWay.requests -= 1;
    }
  }

  return (incoming: Incoming, outgoing: Outgoing): void => {
    if (outgoing instanceof ServerResponse && refused.has(incoming.socket)) return;
    try {
      handle(incoming, outgoing);
    } catch {
      // Whatever went wrong concerns one request, and ends no more than that.
      breakOff(outgoing);
    }
  };
}

/** The answer to a request that cannot be one; the app answers everything else itself. */
function refuse(error: unknown): Response {
  if (!(error instanceof RequestError)) throw error;
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" };
  return new Response("The request's target is not a path of this server.\n", { status: 400, headers });
}

/** The request as the edge sees it; null for a target that is no path of ours. */
function askedOf(incoming: Incoming, client: Client): ClientRequest | null {
  const { method, url, rawHeaders } = incoming;
  // Absolute form, `*` and what is no path are rare, and the app's business.
  if (method === undefined || !url?.startsWith("/") || url.includes("\\")) return null;
  const get = (name: string) => rawValue(rawHeaders, name);
  return { method, target: normalisedTarget(url), client, get };
}

function mayHaveBody({ method, headers }: Incoming): boolean {
  const hasNone = method === "GET" || method === "HEAD";
  return !hasNone || headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

/** What goes on to the origin of a request without a body; read when it is first needed. */
function receivedFrom({ rawHeaders }: Incoming): Received {
  return new LateReceived(() => rawFields(rawHeaders), null);
}
