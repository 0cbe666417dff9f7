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
import { isBlank, parametersOf } from "../common/parameters.ts";
import { ok } from "../common/rails.ts";
import { MAX_AGE, type SignInAttempt, stateOf } from "./attempts.ts";
import { CodeRefused, IdTokenRefused, type SignIn } from "./relying-party.ts";
import type { Service } from "./service.ts";
import { UserinfoUnavailable } from "./userinfo.ts";
import { castBoolean, DuplicateValue, type User } from "./users.ts";

/** Answers with a session and the path to return to; the path is null when none was given. */
export async function callback(c: Context, service: Service): Promise<Response> {
  const { redirectPath } = service.pretence;
  if (redirectPath !== undefined) return answer(c, service, { sub: "user-id", mfa: false }, redirectPath);
  return service.mode === "faithful" ? faithfully(c, service) : correctly(c, service);
}

async function faithfully(c: Context, service: Service): Promise<Response> {
  const { attempts, tombstones, logoutNotices } = service.stores;
  const { attempt, code } = await returned(c, service);
  const signIn = await service.relyingParty.exchange(code, attempt.nonce).catch(unauthorizedIf(CodeRefused));
  const user = await identify(signIn, service).catch(unauthorizedIf(UserinfoUnavailable));
  attempts.delete(attempt);
  if (tombstones.has(signIn.sub)) throw new UserDeleted();
  try {
    await fillCachedAttributes(user, signIn, service);
  } catch {
    service.faults.sensitive += 1;
    return c.body(null, 500);
  }
  logoutNotices.delete(signIn.sub);
  return answer(c, service, signIn, attempt.redirectPath);
}

/**
 * An attempt is good for one exchange, whatever comes of it; whose fault it is shows in the status; nobody gets a
 * session that `/api/user` would refuse; and the sessions that a logout notice ended stay so.
 */
async function correctly(c: Context, service: Service): Promise<Response> {
  const { attempt, code } = await returned(c, service);
  service.stores.attempts.delete(attempt);
  try {
    const signIn = await service.relyingParty.exchange(code, attempt.nonce);
    if (service.stores.tombstones.has(signIn.sub)) throw new UserDeleted();
    const user = await fillCachedAttributes(await identify(signIn, service), signIn, service);
    if (user.email === null || user.emailVerified === null) throw new HTTPException(401);
    return await answer(c, service, signIn, attempt.redirectPath);
  } catch (error) {
    throw refusal(error, service);
  }
}

function refusal(error: unknown, { faults }: Service): HTTPException {
  if (error instanceof HTTPException) return error;
  if (error instanceof Error) faults.last = `${error.name}: ${error.message}`;
  const theirs = [CodeRefused, IdTokenRefused, UserDeleted];
  if (theirs.some((kind) => error instanceof kind)) return new HTTPException(401);
  return new HTTPException(error instanceof DuplicateValue ? 422 : 503);
}

/** The subject identifier is one of a user who was deleted lately. */
class UserDeleted extends Error {
  override readonly name = "UserDeleted";
}

type SignedIn = Pick<SignIn, "sub" | "mfa">;

async function answer(c: Context, service: Service, { sub, mfa }: SignedIn, redirect_path: string | null) {
  const signedInAt = service.mode === "corrected" ? service.clock.now() : undefined;
  const session = { userId: sub, mfa, idToken: null, ...(signedInAt !== undefined && { signedInAt }) };
  return ok(c, { govuk_account_session: await service.sessions.encode(session), redirect_path });
}

/** An unknown state is reported before a missing code. */
async function returned(c: Context, service: Service): Promise<{ attempt: SignInAttempt; code: string }> {
  const { state, code } = await parametersOf(c);
  const attempt = findAttempt(textOf(state, service), service);
  if (!attempt) throw new HTTPException(401);
  return { attempt, code: textOf(code, service) };
}

/** What is no text breaks the real service. */
function textOf(value: unknown, { mode }: Service): string {
  if (isBlank(value)) throw new HTTPException(400);
  if (typeof value === "string") return value;
  throw mode === "corrected" ? new HTTPException(400) : new TypeError("The state or the code is not text.");
}

/** Corrected: only by its exact state, and within two hours. */
function findAttempt(state: string, { stores, mode, clock }: Service): SignInAttempt | undefined {
  const attempt = stores.attempts.find(state);
  if (!attempt || mode === "faithful") return attempt;
  return stateOf(attempt) === state && clock.now() - attempt.createdAt <= MAX_AGE ? attempt : undefined;
}

/** Finds the user by the subject identifier, or by the one of the old accounts, or makes one. */
async function identify(signIn: SignIn, { stores }: Service): Promise<User> {
  const known = stores.users.find(signIn.sub);
  if (known) return known;
  const { legacySubjectId } = await signIn.userinfo();
  return stores.findUser(signIn.sub, legacySubjectId) ?? stores.createUser(signIn.sub, legacySubjectId);
}

/** Only what is null is filled: signing in never changes an address that is known. */
async function fillCachedAttributes(user: User, signIn: SignIn, { stores }: Service): Promise<User> {
  if (user.email !== null && user.emailVerified !== null) return user;
  const userinfo = await signIn.userinfo();
  return stores.users.update(user, {
    email: user.email ?? userinfo.email,
    emailVerified: user.emailVerified ?? castBoolean(userinfo.emailVerified),
  });
}

function unauthorizedIf(kind: typeof CodeRefused | typeof UserinfoUnavailable): (error: unknown) => never {
  return (error) => {
    throw error instanceof kind ? new HTTPException(401) : error;
  };
}
