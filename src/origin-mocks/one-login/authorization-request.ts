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
import { type Candidate, queryRules, type Rule } from "./authorization-rules.ts";
import {
  AuthorizationSyntaxError,
  claimNamesIn,
  type ParsedRequest,
  parseAuthorizationRequest,
} from "./authorization-syntax.ts";
import type { Client } from "./clients.ts";
import { given, type RequestParameters, words } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { asParameters, readRequestObject, stumbleLikeSimulator } from "./request-object.ts";
import { type ObjectCandidate, objectRules } from "./request-object-rules.ts";
import { readVectors, type Vector } from "./vectors-of-trust.ts";

/** A request that may be answered with a code once somebody has signed in. */
export interface AuthorizationRequest extends ParsedRequest, Destination {
  readonly client: Client;
  readonly nonce: string | undefined;
  readonly vector: Vector;
  readonly codeChallenge: string | undefined;
  readonly loginHint: string | undefined;
  /** The ID token of who is to authenticate again; only a request object may carry one. */
  readonly idTokenHint: string | undefined;
  readonly channel: string | undefined;
  readonly uiLocales: string | undefined;
}

const missingParameters = "Request is missing parameters";
const invalidRequest = "Invalid Request";

/**
 * Judges a request in the order of the official simulator, and stops at the first fault.
 *
 * @throws {AuthorizationRefused} when the browser must not be sent back
 * @throws {AuthorizationError} when it is sent back with an error
 * @throws {AuthorizationFailure} when the keys of a client cannot be had
 */
export async function readAuthorizationRequest(
  parameters: RequestParameters,
  provider: Provider,
): Promise<AuthorizationRequest> {
  const parsed = parse(parameters, provider);
  const token = given(parameters, "request");
  return token === undefined
    ? fromQuery(parameters, parsed, provider)
    : fromObject(token, parameters, parsed, provider);
}

function fromQuery(
  parameters: RequestParameters,
  parsed: ParsedRequest,
  provider: Provider,
): AuthorizationRequest {
  const client = clientOf(parsed.clientId, provider);
  if (!client) throw new AuthorizationRefused(invalidRequest, "client_id is not registered");
  const { redirectUri } = parsed;
  if (!client.RedirectUrls.includes(redirectUri)) {
    throw new AuthorizationRefused(invalidRequest, "redirect_uri is not registered");
  }
  const to = destination(redirectUri, parameters, provider);
  const vectors = readVectors(given(parameters, "vtr"), client, provider.profile);
  const candidate: Candidate = { ...parsed, client, provider, parameters, query: parameters, vectors };
  const broken = queryRules.find((rule) => rule.isBroken(candidate));
  if (broken) throw sendBack(to, broken);
  return request(candidate, to, undefined);
}

async function fromObject(
  token: string,
  query: RequestParameters,
  { clientId }: ParsedRequest,
  provider: Provider,
): Promise<AuthorizationRequest> {
  const known = clientOf(clientId, provider);
  const { payload, redirectUri, client } = await readRequestObject(token, known, provider);
  const parameters = asParameters(payload);
  const to = destination(redirectUri, parameters, provider);
  if (!provider.profile.requestObjects) {
    throw sendBack(to, { error: "invalid_request", description: "Request objects are not supported" });
  }
  const hint = given(parameters, "id_token_hint");
  const maxAge = given(parameters, "max_age") ?? "-1";
  const candidate: ObjectCandidate = {
    client,
    provider,
    payload,
    parameters,
    query,
    scopes: words(given(parameters, "scope")),
    claims: claimNamesIn(given(parameters, "claims")),
    prompts: words(given(parameters, "prompt")),
    maxAge: /^[+-]?[0-9]+$/.test(maxAge) ? Number(maxAge) : undefined,
    vectors: readVectors(given(parameters, "vtr"), client, provider.profile),
  };
  const broken = objectRules.find((rule) => rule.isBroken(candidate));
  if (broken) {
    if (provider.likeSimulator) stumbleLikeSimulator(broken, parameters, candidate.scopes);
    throw sendBack(to, broken);
  }
  return request(candidate, to, hint);
}

function request(
  candidate: Candidate,
  to: Destination,
  idTokenHint: string | undefined,
): AuthorizationRequest {
  const { client, parameters, vectors, claims = [], maxAge = -1, provider } = candidate;
  if (!vectors) throw new TypeError("The rule about vtr let an unreadable one pass.");
  return {
    ...to,
    client,
    clientId: client.ClientID,
    scopes: candidate.scopes,
    claims,
    prompts: candidate.prompts,
    // More digits than a number has would not survive being written down.
    maxAge: provider.profile.maxAge ? Math.min(maxAge, Number.MAX_SAFE_INTEGER) : -1,
    vector: vectors[0],
    nonce: given(parameters, "nonce"),
    codeChallenge: given(parameters, "code_challenge"),
    loginHint: given(parameters, "login_hint"),
    channel: given(parameters, "channel"),
    uiLocales: given(parameters, "ui_locales"),
    idTokenHint,
  };
}

function destination(redirectUri: string, parameters: RequestParameters, { profile }: Provider): Destination {
  const mode = profile.responseMode ? given(parameters, "response_mode") : undefined;
  return { redirectUri, responseMode: readResponseMode(mode), state: given(parameters, "state") };
}

function sendBack(to: Destination, { error, description }: Pick<Rule, "error" | "description">) {
  return new AuthorizationError(to, error, description);
}

/** A client that is switched off was as good as none, until One Login told it so. */
function clientOf(id: string, { clients, profile }: Provider): Client | undefined {
  const client = clients.get(id);
  return client?.IsActive || profile.tellsDeactivated ? client : undefined;
}

function parse(parameters: RequestParameters, provider: Provider): ParsedRequest {
  try {
    return parseAuthorizationRequest(parameters);
  } catch (error) {
    if (!(error instanceof AuthorizationSyntaxError)) throw error;
    if (error.fault === "missing") throw new AuthorizationRefused(missingParameters, error.message);
    const redirectUri = given(parameters, "redirect_uri");
    const client = clientOf(given(parameters, "client_id") ?? "", provider);
    if (error.fault === "invalid" || !redirectUri || !client?.RedirectUrls.includes(redirectUri)) {
      throw new AuthorizationRefused(invalidRequest, error.message);
    }
    // A request that could not be parsed has no state or response mode to be trusted.
    const to: Destination = { redirectUri, responseMode: "query", state: undefined };
    throw new AuthorizationError(to, "invalid_request", invalidRequest, error.message);
  }
}

function readResponseMode(text: string | undefined): ResponseMode {
  if (text === undefined || text === "query") return "query";
  if (text === "fragment") return "fragment";
  throw new AuthorizationRefused(invalidRequest, "response_mode is neither query nor fragment");
}
