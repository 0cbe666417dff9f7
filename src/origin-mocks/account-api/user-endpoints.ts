/**
 * `GET /api/user` and `GET /api/oauth2/end-session`: who is signed in, and where to sign out.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { ok } from "../common/rails.ts";
import type { Service } from "./service.ts";
import { requireSession, sessionOf, userOf } from "./signed-in.ts";

/** Answers about the user; `id` is account-api's own, not the subject identifier. */
export async function showUser(c: Context, service: Service): Promise<Response> {
  const session = await requireSession(c, service);
  const { id, email, emailVerified } = userOf(session, service);
  // Without an address the user is asked to sign in again, which is when it would be fetched.
  if (email === null || emailVerified === null) throw new HTTPException(401);
  return ok(c, {
    id: String(id),
    mfa: session.mfa,
    email,
    email_verified: emailVerified,
    services: {},
    govuk_account_session: await service.sessions.encode(session),
  });
}

/** Ends nothing by itself. The hint needs an ID token, which sessions have not held since they are small. */
export async function endSession(c: Context, service: Service): Promise<Response> {
  const session = await sessionOf(c, service);
  return ok(c, { end_session_uri: await service.relyingParty.endSessionUri(session?.idToken ?? null) });
}
