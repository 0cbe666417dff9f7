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
  const redirectPath = c.req.query("redirect_path") ?? null;
  if (!isRedirectPath(redirectPath)) return railsError(c, 422);
  const attempt = service.stores.attempts.create(redirectPath);
  const auth_uri = await service.relyingParty.authorizationUri(attempt, c.req.query("mfa") === "true");
  return ok(c, { auth_uri, state: stateOf(attempt) });
}

/** A path of this site; browsers would take `//` for another host. */
function isRedirectPath(value: string | null): boolean {
  return isBlank(value) || /^\/(?!\/)/.test(value ?? "");
}
