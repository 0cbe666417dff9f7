/**
 * `GET /api/oauth2/sign-in`: begins a sign-in attempt and says where to send the browser.
 *
 * @module
 */
import type { Context } from "hono";
import { isBlank } from "../common/parameters.ts";
import { ok, railsError } from "../common/rails.ts";
import { stateOf } from "./attempts.ts";
import type { Service } from "./service.ts";

/** Stores an attempt each time it is asked, though it is a GET; only the exact text `true` asks for MFA. */
export async function signIn(c: Context, service: Service): Promise<Response> {
  const parameters = new URL(c.req.url).searchParams;
  const redirectPath = parameters.getAll("redirect_path").at(-1) ?? null;
  if (!isRedirectPath(redirectPath ?? "", service)) return railsError(c, 422);
  const attempt = service.stores.attempts.create(redirectPath);
  const auth_uri = await service.relyingParty.authorizationUri(
    attempt,
    parameters.getAll("mfa").at(-1) === "true",
  );
  return ok(c, { auth_uri, state: stateOf(attempt) });
}

/**
 * A path of this site; browsers would take `//` for another host, and `/\` as well, which only the corrected mode
 * knows. On a developer's machine each application has a host of its own.
 */
function isRedirectPath(value: string, { mode, environment }: Service): boolean {
  if (isBlank(value)) return true;
  if (environment === "development" && value.startsWith("http://")) return true;
  return mode === "corrected" ? /^\/(?![/\\])\P{Cc}*$/u.test(value) : /^\/(?!\/)/.test(value);
}
