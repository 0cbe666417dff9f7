/**
 * The latest requests, each with the check that it failed and the section of the documentation that
 * explains it, for the person who wonders why; and the latest tokens.
 *
 * @module
 */
import type { HonoRequest, MiddlewareHandler } from "hono";
import { decodeJwt, decodeProtectedHeader } from "jose";
import { isDocumented, sectionAbout } from "./documentation.ts";
import { type IssuedToken, withoutSecrets } from "./issued-tokens.ts";
import { fromBody, fromQuery, type RequestParameters } from "./parameters.ts";

/** One request. Only names of parameters are kept: their values may be secret. */
export interface LoggedRequest {
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly string[];
  /** The tokens that came along, decoded, their signatures left out. */
  readonly tokens: readonly DecodedToken[];
  /** Absent when the request names none that is registered: what it says instead may be anything. */
  readonly clientId?: string;
  readonly status: number;
  /** Absent when nothing was wrong. */
  readonly failed?: string;
  /** Where that is explained, and what the section is called. */
  readonly documentation?: string;
  readonly section?: string;
}

/** A token as a person reads it. */
export interface DecodedToken {
  /** Where it stood: the name of a parameter, or of the header. */
  readonly name: string;
  readonly header: object;
  readonly claims: object;
}

/** Keeps the latest requests. */
export interface RequestLog {
  readonly entries: readonly LoggedRequest[];
  /** The newest first. */
  readonly issued: IssuedToken[];
  /** Says what was wrong with a request, in words for a person. */
  explain(request: Request, failed: string): void;
  add(entry: LoggedRequest): void;
  explanationOf(request: Request): string | undefined;
  clear(): void;
}

const capacity = 100;

/** An empty log. */
export function createRequestLog(): RequestLog {
  const entries: LoggedRequest[] = [];
  const issued: IssuedToken[] = [];
  const explanations = new WeakMap<Request, string>();
  return {
    entries,
    issued,
    explain: (request, failed) => void explanations.set(request, failed),
    explanationOf: (request) => explanations.get(request),
    add(entry) {
      entries.unshift(entry);
      entries.length = Math.min(entries.length, capacity);
    },
    clear() {
      entries.length = 0;
      issued.length = 0;
    },
  };
}

/** Logs what reaches the protocol's endpoints. @param isClient whether a client is registered */
export function logRequests(
  log: RequestLog,
  now: () => number,
  isClient: (id: string) => boolean,
): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (!isDocumented(c.req.path)) return;
    const parameters = new Map([...fromQuery(c.req.url), ...((await fromSmallBody(c.req)) ?? [])]);
    const clientId = parameters.get("client_id") ?? "";
    const failed = log.explanationOf(c.req.raw) ?? refusalIn(c.res);
    log.add({
      time: now(),
      method: c.req.method,
      path: c.req.path,
      parameters: [...parameters.keys()].map(nameOrDots).slice(0, 30),
      tokens: tokensIn(parameters, c.req.header("Authorization")),
      status: c.res.status,
      ...(isClient(clientId) && { clientId }),
      ...(failed && { failed, ...sectionAbout(c.req.path, failed) }),
    });
  };
}

/** JSON that is sent as a form is one long name, with values in it. */
function nameOrDots(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : "…";
}

/** The names in a form; a body that nobody has read yet was refused, and is left alone. */
async function fromSmallBody(request: HonoRequest): Promise<RequestParameters | undefined> {
  return request.method === "POST" && request.bodyCache.text ? fromBody(request) : undefined;
}

/** What an answer itself says is wrong. */
function refusalIn(response: Response): string | undefined {
  const challenge = response.headers.get("WWW-Authenticate");
  if (challenge) return challenge;
  const location = URL.parse(response.headers.get("Location") ?? "");
  const parameters = new URLSearchParams(location?.hash.slice(1) || location?.search);
  const error = parameters.get("error") ?? parameters.get("error_code");
  if (error) return `${error}: ${parameters.get("error_description") ?? ""}`;
  return response.status >= 400 ? `HTTP ${response.status}` : undefined;
}

const tokenParameters = ["request", "client_assertion", "id_token_hint"];

function tokensIn(sent: RequestParameters, authorization = ""): DecodedToken[] {
  const named = tokenParameters.map((name): [string, string] => [name, sent.get(name) ?? ""]);
  const bearer: [string, string] = ["Authorization", /^Bearer (.+)$/i.exec(authorization)?.[1] ?? ""];
  return [...named, bearer].flatMap(([name, text]) => decoded(name, text) ?? []);
}

function decoded(name: string, text: string): DecodedToken | undefined {
  if (text === "") return undefined;
  try {
    return { name, header: decodeProtectedHeader(text), claims: withoutSecrets(decodeJwt(text)) };
  } catch {
    return undefined;
  }
}
