/**
 * The userinfo request (OpenID Connect Core section 5.3).
 *
 * @module
 */
import { type Configuration, fetchProtectedResource, WWWAuthenticateChallengeError } from "openid-client";
import { z } from "zod";

/** The claims that are used. As in the real service, `sub` is not among them, nor compared. */
export interface Userinfo {
  readonly email: string | null;
  /** As it came; a database column casts it. */
  readonly emailVerified: unknown;
  readonly legacySubjectId: string | null;
}

/** The provider gave no answer that can be read. */
export class UserinfoUnavailable extends Error {
  override readonly name = "UserinfoUnavailable";
}

const claims = z.looseObject({
  email: z.string().nullish().catch(null),
  email_verified: z.unknown().optional(),
  legacy_subject_id: z.string().min(1).nullish().catch(null),
});

/**
 * Asks for the claims; once more if there was no answer, or one of 500 to 504. The body of a 4xx is read like
 * any other, as the real service does: its claims are then just missing.
 *
 * @throws {UserinfoUnavailable}
 */
export async function fetchUserinfo(configuration: Configuration, accessToken: string): Promise<Userinfo> {
  const response = (await ask(configuration, accessToken)) ?? (await ask(configuration, accessToken));
  const body = claims.safeParse(await response?.json().catch(() => undefined));
  if (!body.success) throw new UserinfoUnavailable("The userinfo endpoint gave no JSON object.");
  const { email, email_verified: emailVerified, legacy_subject_id: legacySubjectId } = body.data;
  return { email: email ?? null, emailVerified, legacySubjectId: legacySubjectId ?? null };
}

async function ask(configuration: Configuration, accessToken: string): Promise<Response | undefined> {
  const endpoint = configuration.serverMetadata().userinfo_endpoint;
  if (!endpoint) throw new UserinfoUnavailable("The provider has no userinfo endpoint.");
  const accept = new Headers({ accept: "application/json" });
  const response = await fetchProtectedResource(
    configuration,
    accessToken,
    new URL(endpoint),
    "GET",
    undefined,
    accept,
  ).catch((error: unknown) => (error instanceof WWWAuthenticateChallengeError ? error.response : undefined));
  return response && response.status >= 500 && response.status <= 504 ? undefined : response;
}
