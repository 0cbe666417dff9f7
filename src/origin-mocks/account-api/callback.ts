/**
 * `POST /api/oauth2/callback`: exchanges what the provider sent back with the browser for a session.
 *
 * The order of the steps shows from outside: an attempt outlives a refused code, and can be tried again, but
 * not a failure after the exchange. Where the real service fails with 500 instead of 401, so does this.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isBlank, jsonFields } from "../common/parameters.ts";
import { ok } from "../common/rails.ts";
import type { SignInAttempt } from "./attempts.ts";
import { CodeRefused, type SignIn } from "./relying-party.ts";
import type { Service } from "./service.ts";
import { UserinfoUnavailable } from "./userinfo.ts";
import { castBoolean, type User } from "./users.ts";

/** Answers with a session and the path to return to; the path is null when none was given. */
export async function callback(c: Context, service: Service): Promise<Response> {
  const { attempts, tombstones, logoutNotices } = service.stores;
  const { attempt, code } = await returned(c, service);
  const signIn = await service.relyingParty.exchange(code, attempt.nonce).catch(unauthorizedIf(CodeRefused));
  const user = await identify(signIn, service).catch(unauthorizedIf(UserinfoUnavailable));
  attempts.delete(attempt);
  if (tombstones.has(signIn.sub)) throw new Error("The user of this subject identifier was deleted.");
  try {
    await fillCachedAttributes(user, signIn, service);
  } catch {
    service.faults.sensitive += 1;
    return c.body(null, 500);
  }
  logoutNotices.delete(signIn.sub);
  const session = { userId: signIn.sub, mfa: signIn.mfa, idToken: null };
  const govuk_account_session = await service.sessions.encode(session);
  return ok(c, { govuk_account_session, redirect_path: attempt.redirectPath });
}

/** An unknown state is reported before a missing code. */
async function returned(c: Context, service: Service): Promise<{ attempt: SignInAttempt; code: string }> {
  const { state, code } = await jsonFields(c);
  if (isBlank(state)) throw new HTTPException(400);
  if (typeof state !== "string") throw new TypeError("The state is not text.");
  const attempt = service.stores.attempts.find(state);
  if (!attempt) throw new HTTPException(401);
  if (isBlank(code)) throw new HTTPException(400);
  if (typeof code !== "string") throw new TypeError("The code is not text.");
  return { attempt, code };
}

/** Finds the user by the subject identifier, or by the one of the old accounts, or makes one. */
async function identify(signIn: SignIn, { stores }: Service): Promise<User> {
  const known = stores.users.find(signIn.sub);
  if (known) return known;
  const { legacySubjectId } = await signIn.userinfo();
  const former = legacySubjectId === null ? undefined : stores.users.findByLegacySub(legacySubjectId);
  if (former) return stores.users.update(former, { sub: signIn.sub });
  // Somebody else may have made the row while the provider was asked.
  return stores.users.find(signIn.sub) ?? stores.createUser(signIn.sub, legacySubjectId);
}

/** Only what is null is filled: signing in never changes an address that is known. */
async function fillCachedAttributes(user: User, signIn: SignIn, { stores }: Service): Promise<void> {
  if (user.email !== null && user.emailVerified !== null) return;
  const userinfo = await signIn.userinfo();
  stores.users.update(user, {
    email: user.email ?? userinfo.email,
    emailVerified: user.emailVerified ?? castBoolean(userinfo.emailVerified),
  });
}

function unauthorizedIf(kind: typeof CodeRefused | typeof UserinfoUnavailable): (error: unknown) => never {
  return (error) => {
    throw error instanceof kind ? new HTTPException(401) : error;
  };
}
