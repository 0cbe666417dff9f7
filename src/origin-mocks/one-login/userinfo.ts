/**
 * The userinfo endpoint (OpenID Connect Core section 5.3): what the scopes of an access token show of a person.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { z } from "zod";
import type { Person } from "../world.ts";
import { type Client, knownScopes } from "./clients.ts";
import { parseJson } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { legacySubjectId } from "./subjects.ts";

const accessToken = z.looseObject({
  iss: z.string(),
  exp: z.number(),
  jti: z.string(),
  sub: z.string(),
  client_id: z.string(),
  scope: z.unknown(),
});
const scopeClaim = z.array(z.enum(knownScopes));
type Scope = z.infer<typeof scopeClaim>[number];

/** The values of `WWW-Authenticate` for a request that is refused (RFC 6750 section 3). */
const challenges = {
  none: "Bearer",
  token: 'Bearer error="invalid_token", error_description="Invalid access token"',
  scope: 'Bearer error="invalid_scope", error_description="Invalid, unknown or malformed scope"',
};

/** `GET` and `POST /userinfo`, with the token in the Authorization header. */
export function userinfo(provider: Provider): Hono {
  const app = new Hono();
  app.on(["GET", "POST"], "/userinfo", async (c) => {
    const authorization = c.req.header("Authorization");
    if (authorization === undefined) return refuse(c, challenges.none);
    const token = await readToken(/^Bearer (.+)$/i.exec(authorization)?.[1], provider);
    if (!token) return refuse(c, challenges.token);
    const scopes = readScopes(token.scope, token.client);
    if (!scopes) return refuse(c, challenges.scope);
    const person = provider.people.get(provider.stores.accessTokens.get(token.jti) ?? "");
    if (!person) return refuse(c, challenges.token);
    return c.json({ sub: token.sub, ...(await claims(person, scopes)) }, 200, {
      "Content-Type": "application/json; charset=utf-8",
      "Cache-Control": "no-store",
    });
  });
  return app;
}

/** An access token of ours that has not expired, and its client. */
async function readToken(text: string | undefined, provider: Provider) {
  const payload = text ? await provider.keys.verify(text) : undefined;
  const token = accessToken.safeParse(parseJson(payload ?? ""));
  if (!token.success) return undefined;
  const { iss, exp, client_id: clientId } = token.data;
  const client = provider.clients.get(clientId);
  const isLive = iss === provider.issuer && provider.clock.now() / 1000 < exp;
  return client && isLive ? { ...token.data, client } : undefined;
}

function readScopes(scope: unknown, client: Client): readonly Scope[] | undefined {
  const scopes = scopeClaim.safeParse(scope);
  return scopes.success && scopes.data.every((name) => client.Scopes.includes(name))
    ? scopes.data
    : undefined;
}

async function claims(person: Person, scopes: readonly Scope[]): Promise<Record<string, unknown>> {
  const { email, emailVerified, phone } = person;
  return {
    ...(scopes.includes("email") && { email, email_verified: emailVerified }),
    // Somebody with an authenticator app has no number; that it is not verified is said all the same.
    ...(scopes.includes("phone") && {
      ...(phone !== null && { phone_number: phone }),
      phone_number_verified: phone !== null,
    }),
    ...(scopes.includes("govuk-account") && { legacy_subject_id: await legacySubjectId(person) }),
  };
}

function refuse(c: Context, challenge: string): Response {
  return c.body(null, 401, { "WWW-Authenticate": challenge });
}
