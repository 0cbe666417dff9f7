/**
 * Reading a request to /authorize, from parameters to what it asks for.
 *
 * @module
 */
import {
  AuthorizationError,
  AuthorizationRefused,
  type Destination,
  type ResponseMode,
} from "./authorization-error.ts";
import { type Candidate, rules } from "./authorization-rules.ts";
import {
  AuthorizationSyntaxError,
  type ParsedRequest,
  parseAuthorizationRequest,
} from "./authorization-syntax.ts";
import type { Client } from "./clients.ts";
import { given, type RequestParameters } from "./parameters.ts";
import { readVectors, type Vector } from "./vectors-of-trust.ts";

/** A request that may be answered with a code once somebody has signed in. */
export interface AuthorizationRequest extends ParsedRequest, Destination {
  readonly client: Client;
  readonly nonce: string | undefined;
  readonly vector: Vector;
  readonly codeChallenge: string | undefined;
  readonly loginHint: string | undefined;
}

const missingParameters = "Request is missing parameters";
const invalidRequest = "Invalid Request";

/**
 * Judges a request in the order of the official simulator, and stops at the first fault.
 *
 * @throws {AuthorizationRefused} when the browser must not be sent back
 * @throws {AuthorizationError} when it is sent back with an error
 */
export function readAuthorizationRequest(
  parameters: RequestParameters,
  clients: ReadonlyMap<string, Client>,
): AuthorizationRequest {
  const parsed = parse(parameters, clients);
  const client = clients.get(parsed.clientId);
  if (!client?.RedirectUrls.includes(parsed.redirectUri)) throw new AuthorizationRefused(invalidRequest);
  const destination: Destination = {
    redirectUri: parsed.redirectUri,
    responseMode: readResponseMode(given(parameters, "response_mode")),
    state: given(parameters, "state"),
  };
  const vectors = readVectors(given(parameters, "vtr"), client);
  const candidate: Candidate = { ...parsed, client, parameters, vectors };
  const broken = rules.find((rule) => rule.isBroken(candidate));
  if (broken) throw new AuthorizationError(destination, broken.error, broken.description);
  if (!vectors) throw new TypeError("The rule about vtr let an unreadable one pass.");
  return {
    ...parsed,
    ...destination,
    client,
    vector: vectors[0],
    nonce: given(parameters, "nonce"),
    codeChallenge: given(parameters, "code_challenge"),
    loginHint: given(parameters, "login_hint"),
  };
}

function parse(parameters: RequestParameters, clients: ReadonlyMap<string, Client>): ParsedRequest {
  try {
    return parseAuthorizationRequest(parameters);
  } catch (error) {
    if (!(error instanceof AuthorizationSyntaxError)) throw error;
    if (error.fault === "missing") throw new AuthorizationRefused(missingParameters);
    const redirectUri = given(parameters, "redirect_uri");
    const client = clients.get(given(parameters, "client_id") ?? "");
    if (error.fault === "invalid" || !redirectUri || !client?.RedirectUrls.includes(redirectUri)) {
      throw new AuthorizationRefused(invalidRequest);
    }
    // A request that could not be parsed has no state or response mode to be trusted.
    const destination: Destination = { redirectUri, responseMode: "query", state: undefined };
    throw new AuthorizationError(destination, "invalid_request", invalidRequest);
  }
}

function readResponseMode(text: string | undefined): ResponseMode {
  if (text === undefined || text === "query") return "query";
  if (text === "fragment") return "fragment";
  throw new AuthorizationRefused(invalidRequest);
}
