/**
 * The rules for a signed request object (RFC 9101), in the order in which they are tried.
 *
 * @module
 */
import {
  activeRule,
  type Candidate,
  mayAskFor,
  type Rule,
  sharedObjectRules,
  stateRule,
} from "./authorization-rules.ts";
import { arePrompts } from "./authorization-syntax.ts";
import { given, words } from "./parameters.ts";

/** A request made with a request object. */
export interface ObjectCandidate extends Candidate {
  /** The claims of the object as they came. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** One rule for request objects. */
export interface ObjectRule extends Omit<Rule, "isBroken"> {
  isBroken(candidate: ObjectCandidate): boolean;
}

const { claimsRule, nonceRule, vectorRule, pkceRules, channelRule, promptRule } = sharedObjectRules;

const unsupportedType = { error: "unsupported_response_type", description: "Unsupported response type" };
const invalidScope = { error: "invalid_scope", description: "Invalid, unknown or malformed scope" };
const unauthorized = { error: "unauthorized_client", description: "Unauthorized client" };
const invalid = (description: string) => ({ error: "invalid_request", description });

/** The audience has to be the endpoint; the simulator accepts no list. */
function isForUs({ payload, provider }: ObjectCandidate): boolean {
  const endpoints = provider.ownUrls.map((url) => `${url}/authorize`);
  if (provider.likeSimulator) return endpoints.some((endpoint) => endpoint === payload.aud);
  return [payload.aud].flat().some((audience) => endpoints.some((endpoint) => endpoint === audience));
}

export const objectRules: readonly ObjectRule[] = [
  activeRule,
  stateRule,
  { ...unsupportedType, isBroken: ({ query }) => given(query, "response_type") !== "code" },
  {
    ...invalidScope,
    isBroken: (candidate) => !mayAskFor(words(given(candidate.query, "scope")), candidate),
  },
  { ...unauthorized, isBroken: ({ payload, client }) => payload.client_id !== client.ClientID },
  {
    ...invalid("Invalid request"),
    isBroken: ({ payload }) => payload.request !== undefined || payload.request_uri !== undefined,
  },
  {
    error: "access_denied",
    description: "Access denied by resource owner or authorization server",
    isBroken: (candidate) => !isForUs(candidate),
  },
  { ...unauthorized, isBroken: ({ payload, client }) => payload.iss !== client.ClientID },
  { ...unsupportedType, isBroken: ({ parameters }) => given(parameters, "response_type") !== "code" },
  {
    ...invalidScope,
    isBroken: (candidate) => candidate.scopes.length === 0 || !mayAskFor(candidate.scopes, candidate),
  },
  claimsRule,
  nonceRule,
  vectorRule,
  {
    ...invalid("Max age could not be parsed to an integer"),
    isBroken: ({ maxAge }) => maxAge === undefined,
  },
  { ...invalid("Max age is negative in request object"), isBroken: ({ maxAge = -1 }) => maxAge < -1 },
  ...pkceRules,
  {
    ...invalid("login_hint parameter is invalid"),
    isBroken: ({ parameters }) => (parameters.get("login_hint") ?? "").length > 256,
  },
  channelRule,
  { ...invalidScope, isBroken: ({ scopes }) => !scopes.includes("openid") },
  { ...invalid("Invalid Request"), isBroken: ({ prompts }) => !arePrompts(prompts) },
  promptRule,
];
