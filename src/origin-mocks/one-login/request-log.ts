/**
 * The latest requests, each with the check that it failed and the section of the documentation that
 * explains it, for the person who wonders why.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { decodeJwt, decodeProtectedHeader } from "jose";
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
  readonly status: number;
  /** Absent when nothing was wrong. */
  readonly failed?: string;
  readonly documentation?: string;
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
  const explanations = new WeakMap<Request, string>();
  return {
    entries,
    explain: (request, failed) => void explanations.set(request, failed),
    explanationOf: (request) => explanations.get(request),
    add(entry) {
      entries.unshift(entry);
      entries.length = Math.min(entries.length, capacity);
    },
    clear() {
      entries.length = 0;
    },
  };
}

const documentation = "https://docs.sign-in.service.gov.uk/";
const sections: Record<string, string> = {
  "/authorize": "integrate-with-integration-environment/authenticate-your-user/",
  "/token": "integrate-with-integration-environment/authenticate-your-user/",
  "/userinfo": "integrate-with-integration-environment/authenticate-your-user/",
  "/logout": "integrate-with-integration-environment/managing-your-users-sessions/",
  "/config": "test-your-integration/gov-uk-one-login-simulator/",
  "/form-submit": "test-your-integration/gov-uk-one-login-simulator/",
};

/** Logs what reaches the protocol's endpoints. */
export function logRequests(log: RequestLog, now: () => number): MiddlewareHandler {
  return async (c, next) => {
    await next();
    const section = sections[c.req.path];
    if (section === undefined) return;
    // What nobody read, because it is too large, is not read for the log either.
    const form = c.req.raw.bodyUsed ? await fromBody(c.req) : undefined;
    const sent = new Map([...fromQuery(c.req.url), ...(form ?? [])]);
    const failed = log.explanationOf(c.req.raw) ?? refusalIn(c.res);
    log.add({
      time: now(),
      method: c.req.method,
      path: c.req.path,
      parameters: [...sent.keys()].map((name) => name.slice(0, 40)).slice(0, 30),
      tokens: tokensIn(sent, c.req.header("Authorization")),
      status: c.res.status,
      ...(failed && { failed, documentation: documentation + section }),
    });
  };
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
/** Claims that are worth something to a stranger. */
const secrets = new Set(["nonce", "state", "jti", "id_token_hint", "code_challenge"]);

function tokensIn(sent: RequestParameters, authorization = ""): DecodedToken[] {
  const named = tokenParameters.map((name): [string, string] => [name, sent.get(name) ?? ""]);
  const bearer: [string, string] = ["Authorization", /^Bearer (.+)$/i.exec(authorization)?.[1] ?? ""];
  return [...named, bearer].flatMap(([name, text]) => decoded(name, text) ?? []);
}

function decoded(name: string, text: string): DecodedToken | undefined {
  if (text === "") return undefined;
  try {
    const claims = Object.entries(decodeJwt(text)).map(([claim, value]) => [
      claim,
      secrets.has(claim) ? "(not shown)" : value,
    ]);
    return { name, header: decodeProtectedHeader(text), claims: Object.fromEntries(claims) };
  } catch {
    return undefined;
  }
}
