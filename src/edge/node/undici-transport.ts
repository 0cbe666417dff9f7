/**
 * The transport of the Node rim: undici, which sends Host as given, follows nothing, adds nothing and
 * leaves compressed bodies as they are.
 *
 * @module
 */
import { Readable } from "node:stream";
import { Agent, buildConnector } from "undici";
import {
  OriginError,
  type OriginFailure,
  type OriginRequest,
  type OriginResponse,
  type OriginTransport,
} from "../origin/transport.ts";
import { ResponseHandler } from "./undici-handler.ts";

/** A transport, and the end of its connections. */
export interface UndiciTransport {
  readonly transport: OriginTransport;
  close(): Promise<void>;
}

/** Larger heads are refused; Node's own limit is 16 kB, and sessions make them long. */
const maxHeaderSize = 64 * 1024;

/** What differs between one edge's transport and another's. */
export interface UndiciTransportOptions {
  /** Origins (scheme, host and port) whose certificate is not checked: for development alone. */
  readonly insecure?: readonly string[];
  /** Milliseconds that only go forward; the platform's by default. */
  readonly clock?: () => number;
}

/** A transport with its own pools of connections. */
export function undiciTransport(options: UndiciTransportOptions = {}): UndiciTransport {
  const { insecure = [], clock = performance.now.bind(performance) } = options;
  // A pool knows one time to connect and one way to trust, so there is a pool for each; most edges use one.
  const agents = new Map<string, Agent>();
  function agentFor({ url, timeouts: { connect } }: OriginRequest): Agent {
    const rejectUnauthorized = insecure.length === 0 || !insecure.includes(url.origin);
    const name = `${connect} ${rejectUnauthorized}`;
    const agent = agents.get(name) ?? newAgent(connect, rejectUnauthorized);
    agents.set(name, agent);
    return agent;
  }
  const transport: OriginTransport = async (outgoing) => {
    const agent = agentFor(outgoing);
    try {
      return await send(agent, outgoing, clock);
    } catch (error) {
      if (!mayRepeat(outgoing, error)) throw originError(error);
    }
    return send(agent, outgoing, clock).catch((error: unknown) => {
      throw originError(error);
    });
  };
  return {
    transport,
    async close() {
      await Promise.all([...agents.values()].map((agent) => agent.destroy()));
    },
  };
}

function newAgent(timeout: number, rejectUnauthorized: boolean): Agent {
  // Over HTTP/2 undici gives responses another form, and a body without a length would look cut off.
  const connector = buildConnector({ timeout, rejectUnauthorized, allowH2: false });
  return new Agent({
    maxHeaderSize,
    // undici would ask for, and check, the certificate of whatever host the client named.
    connect: ({ servername: _clients, ...where }, callback) => connector(where, callback),
  });
}

function send(dispatcher: Agent, request: OriginRequest, clock: () => number): Promise<OriginResponse> {
  const { method, url, fields, body, timeouts } = request;
  const handler = new ResponseHandler(request, clock);
  dispatcher.dispatch(
    {
      origin: url.origin,
      path: url.pathname + url.search,
      method,
      headers: fields.flat(),
      body: body && Readable.from(uploaded(body)),
      headersTimeout: timeouts.firstByte,
      bodyTimeout: timeouts.betweenBytes,
      // Not in undici's types: a client that changes Host would else end the connection to a TLS backend.
      ...{ servername: url.hostname },
    },
    handler,
  );
  return handler.response;
}

/** A client's upload. When the client breaks it off, that is no fault of the origin's. */
async function* uploaded(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) yield chunk;
  } catch (error) {
    throw new OriginError("aborted", "The client broke its request off.", { cause: error });
  }
}

/**
 * An origin may close an idle connection at the moment a request is sent on it. What is safe to
 * repeat (RFC 9110 §9.2.2) is sent once more; a request with a body never is.
 */
function mayRepeat({ method, body }: OriginRequest, error: unknown): boolean {
  const repeatable = (method === "GET" || method === "HEAD") && body === null;
  return repeatable && isClosed(codeOf(error)) && !isUpgrade(error);
}

const timeouts = ["UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ETIMEDOUT"];

function originError(error: unknown): OriginError {
  if (error instanceof OriginError) return error;
  const code = codeOf(error);
  const [failure, detail] = isUpgrade(error) ? noHttp : failureOf(code);
  return new OriginError(failure, `${detail} (${code})`, { cause: error });
}

const noHttp: [OriginFailure, string] = [
  "protocol",
  "The origin's answer is not HTTP, or none that was asked for.",
];

function failureOf(code: string): [OriginFailure, string] {
  if (timeouts.includes(code)) return ["timeout", "The origin did not answer in time."];
  if (code === "UND_ERR_HEADERS_OVERFLOW") return ["protocol", "The origin's headers are too large."];
  if (notHttp.some((start) => code.startsWith(start))) return noHttp;
  if (isClosed(code)) return ["unreachable", "The origin closed the connection without an answer."];
  return ["unreachable", "The origin could not be reached."];
}

// undici's parser gives some of its errors no code; then the name stands for it.
const notHttp = ["HPE_", "ERR_ASSERTION", "HTTPParserError", "UND_ERR_RES_CONTENT_LENGTH_MISMATCH"];

function isClosed(code: string): boolean {
  return code === "UND_ERR_SOCKET" || code === "ECONNRESET" || code === "EPIPE";
}

// undici has no code of its own for a change of protocol that nobody asked for.
function isUpgrade(error: unknown): boolean {
  return error instanceof Error && error.message === "bad upgrade";
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
