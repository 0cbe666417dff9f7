/**
 * The first part of reading a request to /authorize: what can be judged before the client is known.
 *
 * @module
 */
import { decodeJwt, decodeProtectedHeader } from "jose";
import { z } from "zod";
import { isLegalRedirectUri } from "./clients.ts";
import { given, parseJson, type RequestParameters, words } from "./parameters.ts";

/** A request that is well formed, though not yet known to be allowed. */
export interface ParsedRequest {
  readonly clientId: string;
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

  constructor(fault: SyntaxFault) {
    super(`The authorization request is malformed (${fault}).`);
    this.fault = fault;
  }
}

const responseTypes = ["token", "code", "id_token"];
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
  const prompts = words(get("prompt"));
  demand(clientId, "missing");
  demand(redirectUri === undefined || isLegalRedirectUri(redirectUri), "missing");
  demand(
    words(get("response_type")).every((type) => responseTypes.includes(type)),
    "unparsable",
  );
  demand(requestUri === undefined || isLegalRedirectUri(requestUri), "unparsable");
  demand(request === undefined || isRequestObject(request, clientId, requestUri), "unparsable");
  demand(get("response_type") ?? request ?? requestUri, "unparsable");
  demand(
    prompts.every((prompt) => promptValues.includes(prompt)),
    "unparsable",
  );
  demand(redirectUri, "missing");
  const scopes = words(get("scope"));
  demand(scopes.includes("openid"), "unparsable");
  const maxAge = readMaxAge(get("max_age"));
  const claims = readClaims(get("claims"));
  return { clientId, redirectUri, scopes, claims, prompts, maxAge };
}

function demand(condition: unknown, fault: SyntaxFault): asserts condition {
  if (!condition) throw new AuthorizationSyntaxError(fault);
}

function readMaxAge(text = "-1"): number {
  demand(/^[+-]?[0-9]+$/.test(text), "invalid");
  return Number(text);
}

/** Only the names count: the values (null, or such as `{"essential":true}`) change nothing. */
function readClaims(text = "{}"): readonly string[] {
  const value = parseJson(text);
  demand(value !== undefined && value !== null, "unparsable");
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
