/**
 * The first part of reading a request to /authorize: what can be judged before the client is known.
 *
 * @module
 */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { z } from "zod";
import { given, parseJson, type RequestParameters, words } from "./parameters.ts";
import { isLegalRedirectUri } from "./redirect-uri.ts";

/** A request that is well formed, though not yet known to be allowed. */
export interface ParsedRequest {
  readonly clientId: string;
  /** Empty when a request object is to name it. */
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  /** Names of the identity claims that are asked for. */
  readonly claims: readonly string[];
  readonly prompts: readonly string[];
  /** Seconds; -1 when there is no limit. */
  readonly maxAge: number;
}

/**
 * What a malformed request is answered with: `missing` and `invalid` are plain pages, `unparsable` goes
 * back to the relying party without state if the client and redirect URI happen to be registered.
 */
export type SyntaxFault = "missing" | "unparsable" | "invalid";

/** A request that is malformed. */
export class AuthorizationSyntaxError extends Error {
  override readonly name = "AuthorizationSyntaxError";
  readonly fault: SyntaxFault;

  constructor(fault: SyntaxFault, check: string) {
    super(check);
    this.fault = fault;
  }
}

const promptValues = ["none", "login", "consent", "select_account", "create"];
const claimsParameter = z.looseObject({ userinfo: z.record(z.string(), z.unknown()) });

/**
 * Reads a request; the order of the checks is that of the official simulator.
 *
 * @throws {AuthorizationSyntaxError} at the first fault
 */
export function parseAuthorizationRequest(parameters: RequestParameters): ParsedRequest {
  const get = (name: string) => given(parameters, name);
  const clientId = get("client_id");
  const redirectUri = get("redirect_uri");
  const requestUri = get("request_uri");
  const request = get("request");
  const responseTypes = words(get("response_type"));
  demand(clientId, "missing", "client_id is missing");
  demand(!redirectUri || isLegalRedirectUri(redirectUri), "missing", "redirect_uri may not be used");
  demand(areResponseTypes(responseTypes), "unparsable", "response_type is not known");
  demand(!requestUri || isLegalRedirectUri(requestUri), "unparsable", "request_uri is no URI");
  demand(
    !request || isRequestObject(request, clientId, requestUri),
    "unparsable",
    "request is no request object",
  );
  demand(responseTypes.length > 0 || (requestUri && !request), "unparsable", "response_type is missing");
  const prompts = words(get("prompt"));
  const scopes = words(get("scope"));
  if (request) {
    // The rest of the query is not looked at: what the service signed counts (RFC 9101 section 6.3).
    demand(scopes.includes("openid"), "unparsable", "scope has no openid");
    return { clientId, redirectUri: redirectUri ?? "", scopes, claims: [], prompts: [], maxAge: -1 };
  }
  demand(arePrompts(prompts), "unparsable", "prompt is not known");
  demand(redirectUri, "missing", "redirect_uri is missing");
  demand(scopes.includes("openid"), "unparsable", "scope has no openid");
  const maxAge = readMaxAge(get("max_age"));
  const claims = readClaims(get("claims"));
  return { clientId, redirectUri, scopes, claims, prompts, maxAge };
}

/** Whether every member of a `response_type` is one that OpenID Connect knows. */
function areResponseTypes(types: readonly string[]): boolean {
  return types.every((type) => ["token", "code", "id_token"].includes(type));
}

/** Whether every member of a `prompt` is one that OpenID Connect knows. */
export function arePrompts(prompts: readonly string[]): boolean {
  return prompts.every((prompt) => promptValues.includes(prompt));
}

function demand(condition: unknown, fault: SyntaxFault, check: string): asserts condition {
  if (!condition) throw new AuthorizationSyntaxError(fault, check);
}

function readMaxAge(text = "-1"): number {
  demand(/^[+-]?[0-9]+$/.test(text), "invalid", "max_age is no number");
  return Number(text);
}

function readClaims(text: string | undefined): readonly string[] {
  const claims = claimNamesIn(text);
  demand(claims, "unparsable", "claims is no JSON");
  return claims;
}

/**
 * The names that a `claims` parameter asks for in userinfo. Only the names count: the values (null, or
 * such as `{"essential":true}`) change nothing.
 *
 * @returns undefined when it is not JSON, or null
 */
export function claimNamesIn(text = "{}"): readonly string[] | undefined {
  const value = parseJson(text);
  if (value === undefined || value === null) return undefined;
  const claims = claimsParameter.safeParse(value);
  return claims.success ? Object.keys(claims.data.userinfo) : [];
}

/** Whether a `request` parameter could be a request object (RFC 9101 section 4) of this client. */
function isRequestObject(text: string, clientId: string, requestUri: string | undefined): boolean {
  if (requestUri !== undefined) return false;
  try {
    return typeof decodeProtectedHeader(text).alg === "string" && decodeJwt(text).sub !== clientId;
  } catch {
    return false;
  }
}
