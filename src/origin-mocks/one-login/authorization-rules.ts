/**
 * The second part of judging a request to /authorize: the rules for a request whose client and
 * redirect URI are known, so that every fault is reported to the relying party.
 *
 * @module
 */
import type { ParsedRequest } from "./authorization-syntax.ts";
import { type Client, knownScopes } from "./clients.ts";
import { given, type RequestParameters } from "./parameters.ts";
import type { Vector } from "./vectors-of-trust.ts";

/** What a rule looks at. */
export interface Candidate extends ParsedRequest {
  readonly client: Client;
  readonly parameters: RequestParameters;
  /** undefined when `vtr` is malformed or not permitted. */
  readonly vectors: readonly [Vector, ...Vector[]] | undefined;
}

/** One rule: the request is refused when it breaks it. */
export interface Rule {
  readonly error: string;
  readonly description: string;
  isBroken(candidate: Candidate): boolean;
}

const has = ({ parameters }: Candidate, name: string) => given(parameters, name) !== undefined;
const registeredScopes = ({ client }: Candidate): readonly string[] =>
  knownScopes.filter((scope) => client.Scopes.includes(scope));
const codeChallenge = ({ parameters }: Candidate) => parameters.get("code_challenge");
const codeChallengeMethod = ({ parameters }: Candidate) => given(parameters, "code_challenge_method");

/** The rules, in the order in which they are tried. */
export const rules: readonly Rule[] = [
  {
    error: "unauthorized_client",
    description: "client deactivated",
    isBroken: ({ client }) => !client.IsActive,
  },
  {
    error: "invalid_request",
    description: "Request is missing state parameter",
    isBroken: (candidate) => !has(candidate, "state"),
  },
  {
    error: "request_uri_not_supported",
    description: "Request URI parameter not supported",
    isBroken: (candidate) => has(candidate, "request_uri"),
  },
  {
    // Ignoring a request object would answer a request that was never made (RFC 9101 section 6.3).
    error: "invalid_request",
    description: "Request objects are not supported",
    isBroken: (candidate) => has(candidate, "request"),
  },
  {
    error: "unsupported_response_type",
    description: "Unsupported response type",
    isBroken: ({ parameters }) => given(parameters, "response_type") !== "code",
  },
  {
    error: "invalid_scope",
    description: "Invalid, unknown or malformed scope",
    isBroken: (candidate) => !candidate.scopes.every((scope) => registeredScopes(candidate).includes(scope)),
  },
  {
    error: "invalid_request",
    description: "Request contains invalid claims",
    isBroken: ({ claims, client }) => !claims.every((claim) => client.Claims.includes(claim)),
  },
  {
    error: "invalid_request",
    description: "Request is missing nonce parameter",
    isBroken: (candidate) => !candidate.client.PermitMissingNonce && !has(candidate, "nonce"),
  },
  {
    error: "invalid_request",
    description: "Request vtr not valid",
    isBroken: ({ vectors }) => vectors === undefined,
  },
  {
    // -1 is how the live service writes "no limit", so it passes.
    error: "invalid_request",
    description: "Max age is negative in query params",
    isBroken: ({ maxAge }) => maxAge < -1,
  },
  {
    error: "invalid_request",
    description: "Request is missing code_challenge parameter, but PKCE is enforced.",
    isBroken: (candidate) => candidate.client.PKCEEnforced && codeChallenge(candidate) === undefined,
  },
  {
    error: "invalid_request",
    description: "Invalid value for code_challenge parameter.",
    isBroken: (candidate) => codeChallenge(candidate)?.trim() === "",
  },
  {
    error: "invalid_request",
    description:
      "Request is missing code_challenge_method parameter. code_challenge_method is required when code_challenge is present.",
    isBroken: (candidate) =>
      codeChallenge(candidate) !== undefined && codeChallengeMethod(candidate) === undefined,
  },
  {
    error: "invalid_request",
    description: "Invalid value for code_challenge_method parameter.",
    isBroken: (candidate) =>
      codeChallenge(candidate) !== undefined && codeChallengeMethod(candidate) !== "S256",
  },
  {
    error: "invalid_request",
    description: "Invalid value for channel parameter.",
    isBroken: ({ parameters }) => !["web", "generic_app", undefined].includes(given(parameters, "channel")),
  },
  {
    error: "unmet_authentication_requirements",
    description: "Unmet authentication requirements",
    isBroken: ({ prompts }) => prompts.includes("select_account"),
  },
];
