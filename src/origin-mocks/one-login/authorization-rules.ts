/**
 * The second part of judging a request to /authorize: the rules for a request whose client and
 * redirect URI are known, so that every fault is reported to the relying party.
 *
 * @module
 */
import type { Client } from "./clients.ts";
import { given, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import type { Vector } from "./vectors-of-trust.ts";
import { claimsOf, scopesOf } from "./vocabulary.ts";

/** What a rule looks at. */
export interface Candidate {
  readonly client: Client;
  readonly provider: Provider;
  /** The parameters that count: those of the request object if there is one. */
  readonly parameters: RequestParameters;
  /** The parameters of the query. */
  readonly query: RequestParameters;
  readonly scopes: readonly string[];
  /** undefined when `claims` is malformed. */
  readonly claims: readonly string[] | undefined;
  readonly prompts: readonly string[];
  /** Seconds, -1 without a limit; undefined when it is no whole number. */
  readonly maxAge: number | undefined;
  /** undefined when `vtr` is malformed or not permitted. */
  readonly vectors: readonly [Vector, ...Vector[]] | undefined;
}

/** One rule: the request is refused when it breaks it. */
export interface Rule {
  readonly error: string;
  readonly description: string;
  isBroken(candidate: Candidate): boolean;
}

/** Whether a client may ask for all of these scopes, at this date. */
export function mayAskFor(
  scopes: readonly string[],
  { client, provider }: Pick<Candidate, "client" | "provider">,
): boolean {
  const known = scopesOf(provider.profile);
  return scopes.every((scope) => known.includes(scope) && client.Scopes.includes(scope));
}

const has = ({ parameters }: Candidate, name: string) => given(parameters, name) !== undefined;
const codeChallenge = ({ parameters }: Candidate) => parameters.get("code_challenge");
const codeChallengeMethod = ({ parameters }: Candidate) => given(parameters, "code_challenge_method");

/** A rule about PKCE, which may be switched off, or not have been there yet. */
function pkceRule(description: string, isBroken: (candidate: Candidate) => boolean): Rule {
  return {
    error: "invalid_request",
    description,
    isBroken: (candidate) => checksPkce(candidate.provider) && isBroken(candidate),
  };
}

/** Whether PKCE is looked at, at all. */
export function checksPkce({ pkce, profile }: Provider): boolean {
  return pkce !== "off" && profile.pkce;
}

const demandsPkce = ({ client, provider }: Candidate) => client.PKCEEnforced || provider.pkce === "enforced";

/** What the simulator says of a missing challenge as well. */
const invalidChallenge = "Invalid value for code_challenge parameter.";

const pkceRules: readonly Rule[] = [
  pkceRule(
    invalidChallenge,
    (candidate) => candidate.provider.pkce === "enforced" && codeChallenge(candidate) === undefined,
  ),
  pkceRule(
    "Request is missing code_challenge parameter, but PKCE is enforced.",
    (candidate) => demandsPkce(candidate) && codeChallenge(candidate) === undefined,
  ),
  pkceRule(invalidChallenge, (candidate) => codeChallenge(candidate)?.trim() === ""),
  pkceRule(
    "Request is missing code_challenge_method parameter. code_challenge_method is required when code_challenge is present.",
    (candidate) => codeChallenge(candidate) !== undefined && codeChallengeMethod(candidate) === undefined,
  ),
  pkceRule(
    "Invalid value for code_challenge_method parameter.",
    (candidate) => codeChallenge(candidate) !== undefined && codeChallengeMethod(candidate) !== "S256",
  ),
];

export const stateRule: Rule = {
  error: "invalid_request",
  description: "Request is missing state parameter",
  isBroken: (candidate) => !has(candidate, "state"),
};

const claimsRule: Rule = {
  error: "invalid_request",
  description: "Request contains invalid claims",
  isBroken: ({ claims, client, provider }) => {
    const known = claimsOf(provider.profile);
    return !claims?.every((claim) => known.includes(claim) && client.Claims.includes(claim));
  },
};

const nonceRule: Rule = {
  error: "invalid_request",
  description: "Request is missing nonce parameter",
  isBroken: (candidate) => !candidate.client.PermitMissingNonce && !has(candidate, "nonce"),
};

const vectorRule: Rule = {
  error: "invalid_request",
  description: "Request vtr not valid",
  isBroken: ({ vectors }) => vectors === undefined,
};

const channelRule: Rule = {
  error: "invalid_request",
  description: "Invalid value for channel parameter.",
  isBroken: ({ parameters }) => !["web", "generic_app", undefined].includes(given(parameters, "channel")),
};

const promptRule: Rule = {
  error: "unmet_authentication_requirements",
  description: "Unmet authentication requirements",
  isBroken: ({ prompts }) => prompts.includes("select_account"),
};

/** What a client that is no longer served is told, before anything else. */
export const activeRule: Rule = {
  error: "unauthorized_client",
  description: "client deactivated",
  isBroken: ({ client }) => !client.IsActive,
};

/** The rules for parameters in the query, in the order in which they are tried. */
export const queryRules: readonly Rule[] = [
  activeRule,
  {
    error: "access_denied",
    description: "JAR required for client but request does not contain Request Object",
    isBroken: ({ client }) => client.JarValidationRequired,
  },
  stateRule,
  {
    error: "request_uri_not_supported",
    description: "Request URI parameter not supported",
    isBroken: (candidate) => has(candidate, "request_uri"),
  },
  {
    error: "unsupported_response_type",
    description: "Unsupported response type",
    isBroken: ({ parameters }) => given(parameters, "response_type") !== "code",
  },
  {
    error: "invalid_scope",
    description: "Invalid, unknown or malformed scope",
    isBroken: (candidate) => !mayAskFor(candidate.scopes, candidate),
  },
  claimsRule,
  nonceRule,
  vectorRule,
  {
    // -1 is how the live service writes "no limit", so it passes.
    error: "invalid_request",
    description: "Max age is negative in query params",
    isBroken: ({ maxAge = -1 }) => maxAge < -1,
  },
  ...pkceRules,
  {
    ...channelRule,
    // The official simulator drops the parameter before it looks at it.
    isBroken: (candidate) => !candidate.provider.likeSimulator && channelRule.isBroken(candidate),
  },
  promptRule,
];

/** Of the rules for request objects, those after the object is known to be for us. */
export const sharedObjectRules = { claimsRule, nonceRule, vectorRule, pkceRules, channelRule, promptRule };
