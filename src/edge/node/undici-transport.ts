/**
 * The transport of the Node rim: undici, which sends Host as given, follows nothing, adds nothing and
 * leaves compressed bodies as they are.
 *
 * @module
 */
import { Readable } from "node:stream";
import { Agent, buildConnector, request } from "undici";
import { type FieldLine, type Fields, fieldValue, hasField } from "../fields/fields.ts";
import {
  OriginError,
  type OriginFailure,
  type OriginRequest,
  type OriginTransport,
} from "../origin/transport.ts";

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
    const rejectUnauthorized = !insecure.includes(url.origin);
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

/** Interim responses to one request; an origin that sends more will hardly come to the final one. */
const maximumInterim = 1000;

async function send(
  dispatcher: Agent,
  { method, url, fields, body, timeouts, onInterim, signal }: OriginRequest,
  clock: () => number,
): ReturnType<OriginTransport> {
  let interim = 0;
  let firstInterimAt: number | null = null;
  const response = await request(url, {
    dispatcher,
    // Not in undici's types: a client that changes Host would else end the connection to a TLS backend.
    ...{ servername: url.hostname },
    ...(signal && { signal }),
    method,
    headers: fields.flat(),
    body: body && Readable.from(uploaded(body)),
    responseHeaders: "raw",
    headersTimeout: timeouts.firstByte,
    bodyTimeout: timeouts.betweenBytes,
    onInfo({ statusCode, headers }) {
      // Each of them starts headersTimeout anew, so that alone would let them go on for ever.
      interim += 1;
      firstInterimAt ??= clock();
      if (interim > maximumInterim)
        throw new OriginError("protocol", "The origin's interim responses have no end.");
      if (clock() - firstInterimAt > timeouts.firstByte)
        throw new OriginError("timeout", "The origin sent interim responses, and no final one in time.");
      onInterim?.(statusCode, pairs(headers));
    },
  });
  const received = pairs(response.headers);
  const coding = fieldValue(received, "transfer-encoding");
  if (coding !== null && coding.toLowerCase() !== "chunked") {
    response.body.on("error", () => undefined).destroy();
    throw new OriginError("protocol", "The origin used a transfer coding that was not asked for.");
  }
  const breaking = Promise.withResolvers<void>();
  return {
    status: response.statusCode,
    fields: received,
    body: webStream(response.body, breaking.resolve),
    broken: breaking.promise,
    delimitedByClose:
      method !== "HEAD" &&
      !bodiless.has(response.statusCode) &&
      coding === null &&
      !hasField(received, "content-length"),
  };
}

/** Statuses without a body, whatever the fields say (RFC 9112 §6.3). */
const bodiless: ReadonlySet<number> = new Set([204, 304]);

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

// With `responseHeaders: "raw"` undici gives a flat list, though its types do not say so.
function pairs(raw: unknown): Fields {
  if (!Array.isArray(raw)) return [];
  const lines: FieldLine[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) lines.push([String(raw[i]), String(raw[i + 1])]);
  return lines;
}

/**
 * A Node stream as a Web stream that frees the connection when nobody reads on.
 *
 * @param broken called when the origin breaks the body off
 */
function webStream(body: Readable, broken: () => void): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    start(controller) {
      body.on("data", (chunk: Uint8Array) => {
        controller.enqueue(chunk);
        if (controller.desiredSize === null || controller.desiredSize <= 0) body.pause();
      });
      body.once("end", () => controller.close());
      body.once("error", (error) => {
        broken();
        controller.error(error);
      });
      body.pause();
    },
    pull() {
      body.resume();
    },
    cancel() {
      body.removeAllListeners("end").removeAllListeners("data");
      body.removeAllListeners("error").on("error", () => undefined);
      body.destroy();
    },
  });
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
