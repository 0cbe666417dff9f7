/**
 * The end of a request to /authorize: somebody is signed in, and the browser goes back with a code.
 *
 * @module
 */
import type { Context } from "hono";
import { type Account, identityOf } from "./accounts.ts";
import { AuthorizationError, responseLocation } from "./authorization-error.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import { mayReturn } from "./identity-claims.ts";
import type { Provider } from "./provider.ts";
import type { Session } from "./stores.ts";
import { asksForIdentity } from "./vectors-of-trust.ts";

/** The session identifier of the official simulator, which its tests expect. */
const simulatorSessionId = "50a9041b5d57cb53632a0e9259864b71";

/** A session under load would grow without end. */
const mostClientSessions = 100;

/** What a service is told when somebody could not, or would not, go on. */
export const accessDenied = "Access denied by resource owner or authorization server";

/** What is remembered for a code. */
export interface Completion {
  readonly request: AuthorizationRequest;
  readonly session: Session;
  /** The person as this sign-in shows them, when that differs from what is known of them. */
  readonly account?: Account | undefined;
}

/**
 * Sends the browser back with a code.
 *
 * @throws {AuthorizationError} when somebody did not prove who they are, and nobody asked why
 */
export function sendCode(
  c: Context,
  provider: Provider,
  { request, session, account }: Completion,
): Response {
  const person = account ?? provider.people.get(session.personId);
  if (!person) throw new AuthorizationError(request, "access_denied", accessDenied, "the person is gone");
  if (asksForIdentity(request.vector) && !provider.likeSimulator) {
    const { levelOfConfidence } = request.vector;
    if (!mayReturn(identityOf(person), levelOfConfidence, request.claims)) {
      throw new AuthorizationError(request, "access_denied", accessDenied, "identity was not proved");
    }
  }
  const code = provider.randomText(32);
  storeCode(provider, code, { request, session, account });
  const { nonce } = request;
  const echoed = provider.profile.variants.has("nonce-in-redirect") && nonce !== undefined;
  return c.redirect(responseLocation(request, { code }, echoed ? { nonce } : {}));
}

/** Remembers what a code stands for, and that the service takes part in the session. */
export function storeCode(provider: Provider, code: string, { request, session, account }: Completion): void {
  const own = provider.randomText(20);
  const sid = provider.likeSimulator ? simulatorSessionId : own;
  session.clientSessions.set(own, request.client.ClientID);
  const [oldest] = session.clientSessions.keys();
  if (session.clientSessions.size > mostClientSessions && oldest) session.clientSessions.delete(oldest);
  provider.stores.codes.set(code, {
    clientId: request.client.ClientID,
    personId: session.personId,
    account,
    redirectUri: request.redirectUri,
    scopes: request.scopes,
    claims: request.claims,
    vector: request.vector,
    authTime: session.authTime,
    nonce: request.nonce,
    codeChallenge: request.codeChallenge,
    sid,
  });
}
