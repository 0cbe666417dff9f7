/**
 * The userinfo endpoint (OpenID Connect Core section 5.3): what an access token shows of a person.
 *
 * @module
 */

import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { decodeJwt } from "jose";
import { z } from "zod";
import type { Account } from "./accounts.ts";
import { mayAskFor } from "./authorization-rules.ts";
import type { Client } from "./clients.ts";
import { faultHeader } from "./faults.ts";
import { identityClaims } from "./identity-claims.ts";
import { parseJson } from "./parameters.ts";
import type { Profile } from "./profiles.ts";
import type { Provider } from "./provider.ts";
import { legacySubjectId, walletSubjectId } from "./subjects.ts";

const accessToken = z.looseObject({
  iss: z.string(),
  exp: z.number().optional(),
  jti: z.string().optional(),
  sub: z.string().optional(),
  client_id: z.string(),
  scope: z.unknown().optional(),
  claims: z.unknown().optional(),
});
const names = z.array(z.string());

/** The values of `WWW-Authenticate` for a request that is refused (RFC 6750 section 3). */
const challenges = {
  none: "Bearer",
  token: 'Bearer error="invalid_token", error_description="Invalid access token"',
  scope: 'Bearer error="invalid_scope", error_description="Invalid, unknown or malformed scope"',
  claims: 'Bearer error="invalid_request", error_description="Invalid request"',
};

/** The same for the log, which may say more. */
const checks: Record<keyof typeof challenges, string> = {
  none: "there is no Authorization header",
  token: "the access token is not one of ours for a registered client, or it has expired",
  scope: "invalid_scope: the client may not ask for a scope of the access token any more",
  claims: "invalid_request: the client may not ask for a claim of the access token any more",
};

/** `GET` and `POST /userinfo`, with the token in the Authorization header. */
export function userinfo(provider: Provider): Hono {
  const app = new Hono();
  const allowHeaders = ["Authorization", "Content-Type", faultHeader];
  app.use(
    "/userinfo",
    cors({ origin: "*", allowMethods: ["GET", "POST"], allowHeaders, exposeHeaders: ["WWW-Authenticate"] }),
  );
  app.on(["GET", "POST"], "/userinfo", async (c) => {
    const authorization = c.req.header("Authorization");
    if (authorization === undefined) return refuse(c, provider, "none");
    const token = await readToken(/^Bearer (.+)$/i.exec(authorization)?.[1], provider);
    if (!token) return refuse(c, provider, "token");
    const { client } = token;
    const scopes = names.safeParse(token.scope).data;
    if (!scopes || !mayAskFor(scopes, { client, provider })) return refuse(c, provider, "scope");
    const subject = subjectOf(token, provider);
    if (!subject) return refuse(c, provider, "token");
    const { person, sub } = subject;
    const claims = readClaims(token.claims, client);
    if (!claims) return refuse(c, provider, "claims");
    return show(c, provider, { client, person, sub, scopes, claims });
  });
  return app;
}

interface Shown {
  readonly client: Client;
  readonly person: Account;
  readonly sub: string;
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
}

async function show(c: Context, provider: Provider, shown: Shown): Promise<Response> {
  const { client, person, sub, scopes, claims } = shown;
  const ordered = c.req.header(faultHeader) ?? null;
  const wrong = provider.faults.take("userinfo", client.ClientID, ordered);
  if (wrong.has("INVALID_TOKEN")) return refuse(c, provider, "token", "the fault INVALID_TOKEN was ordered");
  const noStore = { "Cache-Control": "no-store" };
  if (wrong.has("EMPTY")) return c.json({}, 200, noStore);
  const faults = provider.faults.take("coreIdentity", client.ClientID, ordered);
  const body = {
    sub: wrong.has("OTHER_SUBJECT") ? `urn:fdc:gov.uk:2022:${provider.randomText(32)}` : sub,
    ...(await authenticationClaims(provider.profile, person, client, scopes)),
    ...(claims.length > 0 && (await identityClaims(provider, { client, person, sub, claims, faults }))),
  };
  return c.json(body, 200, { "Content-Type": "application/json; charset=utf-8", ...noStore });
}

/** What our keys signed and has not expired, and its client; it need not be an access token. */
async function readToken(text: string | undefined, provider: Provider) {
  if (text === undefined) return undefined;
  const token = accessToken.safeParse(await payloadOf(text, provider));
  if (!token.success) return undefined;
  const { iss, exp, client_id: clientId } = token.data;
  const client = provider.clients.get(clientId);
  const isLive = iss === provider.issuer && (exp === undefined || provider.clock.now() / 1000 < exp);
  return client && isLive ? { ...token.data, client } : undefined;
}

/** Whom a token is about; undefined when it is no access token that was issued here. */
function subjectOf({ jti = "", sub, exp }: z.infer<typeof accessToken>, { stores, people }: Provider) {
  const grant = stores.accessTokens.get(jti);
  const person = grant && (grant.account ?? people.get(grant.personId));
  return person && sub !== undefined && exp !== undefined ? { person, sub } : undefined;
}

/** A token that is remembered byte for byte is ours: its signature need not be checked again. */
async function payloadOf(text: string, provider: Provider): Promise<unknown> {
  try {
    const payload = decodeJwt(text);
    if (provider.stores.accessTokens.get(payload.jti ?? "")?.token === text) return payload;
  } catch {
    return undefined;
  }
  return parseJson((await provider.keys.verify(text)) ?? "");
}

/** The identity claims a token asks for; undefined when the client may not have one of them. */
function readClaims(claims: unknown, client: Client): readonly string[] | undefined {
  if (claims === undefined || !client.IdentityVerificationSupported) return [];
  const list = names.safeParse(claims);
  return list.success && list.data.every((name) => client.Claims.includes(name)) ? list.data : undefined;
}

async function authenticationClaims(
  profile: Profile,
  person: Account,
  client: Client,
  scopes: readonly string[],
): Promise<Record<string, unknown>> {
  const { email, emailVerified, phone, phoneVerified = phone !== null } = person;
  const isOf2022 = profile.variants.has("userinfo-names");
  const number = phone !== null && profile.nationalPhoneNumbers ? phone.replace(/^\+44/, "0") : phone;
  return {
    ...(scopes.includes("email") && { email, email_verified: emailVerified }),
    // Somebody with an authenticator app has no number; that it is not verified is said all the same.
    ...(scopes.includes("phone") && {
      ...(number !== null && { [isOf2022 ? "phone" : "phone_number"]: number }),
      [isOf2022 ? "phone_verified" : "phone_number_verified"]: phoneVerified,
    }),
    ...(isOf2022 && { updated_at: person.updatedAt }),
    ...(scopes.includes("govuk-account") && { legacy_subject_id: await legacySubjectId(person) }),
    ...(scopes.includes("wallet-subject-id") && { wallet_subject_id: await walletSubjectId(person, client) }),
  };
}

function refuse(
  c: Context,
  { log }: Provider,
  what: keyof typeof challenges,
  explanation = checks[what],
): Response {
  log.explain(c.req.raw, explanation);
  return c.body(null, 401, { "WWW-Authenticate": challenges[what] });
}
