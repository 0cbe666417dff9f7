/**
 * `POST /api/oidc_events/backchannel_logout`: the provider says that somebody signed out everywhere.
 *
 * @module
 */
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { isBlank, parametersOf } from "../common/parameters.ts";
import { LogoutTokenRefused } from "./logout-token.ts";
import type { Service } from "./service.ts";

/** Leaves a notice, by which the sessions of the subject end. Nobody needs a token to call. */
export async function backChannelLogout(c: Context, service: Service): Promise<Response> {
  const { logout_token: token } = await parametersOf(c);
  if (isBlank(token)) throw new HTTPException(400);
  const isCorrected = service.mode === "corrected";
  if (typeof token !== "string") {
    if (isCorrected) throw new HTTPException(400);
    throw new TypeError("The logout token is not text.");
  }
  // Section 2.8 of the specification asks for it.
  if (isCorrected) c.header("Cache-Control", "no-store");
  try {
    await leaveNotice(token, service);
    return c.body(null, 200);
  } catch (error) {
    if (error instanceof LogoutTokenRefused && (error.isForged || isCorrected)) return c.body(null, 400);
    throw error;
  }
}

async function leaveNotice(token: string, { relyingParty, stores }: Service): Promise<void> {
  const { sub, jti } = await relyingParty.logoutToken(token);
  if (!stores.logoutNotices.isNewToken(jti)) throw new LogoutTokenRefused("It was seen before.");
  // The notice about a session id alone has no name, and is about nobody.
  stores.logoutNotices.add(sub ?? "");
}
