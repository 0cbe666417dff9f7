/**
 * The token endpoint (OpenID Connect Core section 3.1.3): a code, once, for an ID token and an access
 * token; until March 2024 a refresh token as well.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { cors } from "hono/cors";
import { checksPkce } from "./authorization-rules.ts";
import { authenticateClient } from "./client-authentication.ts";
import { sha256Base64url } from "./encoding.ts";
import { faultHeader } from "./faults.ts";
import { fromBody, given, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { refresh } from "./refresh.ts";
import { TokenError, type TokenErrorStatus } from "./token-error.ts";
import { issueTokens } from "./tokens.ts";

/** `POST /token`. */
export function token(provider: Provider): Hono {
  const app = new Hono();
  app.use(
    "/token",
    cors({ origin: "*", allowMethods: ["POST"], allowHeaders: ["Content-Type", faultHeader] }),
  );
  app.post("/token", async (c) => {
    try {
      const parameters = await fromBody(c.req);
      const header = c.req.header(faultHeader) ?? null;
      return answer(c, 200, await grant(provider, parameters, header));
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      provider.log.explain(c.req.raw, error.check);
      return answer(c, error.status, { error: error.code, error_description: error.message });
    }
  });
  return app;
}

function answer(c: Context, status: 200 | TokenErrorStatus, body: object): Response {
  // RFC 6749 section 5.1: tokens must not be stored on the way.
  return c.json(body, status, { "Cache-Control": "no-store", Pragma: "no-cache" });
}

async function grant(
  provider: Provider,
  parameters: RequestParameters | undefined,
  header: string | null,
): Promise<object> {
  if (!parameters) throw new TokenError("invalid_request", "Request body is malformed");
  const grantType = required(parameters, "grant_type");
  if (grantType === "refresh_token" && provider.profile.refreshTokens) return refresh(provider, parameters);
  if (grantType !== "authorization_code") {
    throw new TokenError("unsupported_grant_type", "Unsupported grant type");
  }
  return exchange(provider, parameters, header);
}

async function exchange(provider: Provider, parameters: RequestParameters, header: string | null) {
  const redirectUri = required(parameters, "redirect_uri");
  const code = required(parameters, "code");
  const client = await authenticateClient(provider, parameters);
  throwOrdered(provider.faults.take("token", client.ClientID, header));
  const authorization = provider.stores.codes.get(code);
  // Spent even when a later check fails, so that nobody can try twice.
  provider.stores.codes.delete(code);
  const person = authorization?.account ?? provider.people.get(authorization?.personId ?? "");
  const invalid = (check: string) => new TokenError("invalid_grant", "Invalid grant", { check });
  if (!authorization || !person) throw invalid("the code is not known, was used, or has expired");
  if (authorization.clientId !== client.ClientID) throw invalid("the code is another client's");
  if (authorization.redirectUri !== redirectUri) throw invalid("redirect_uri is not that of the request");
  if (checksPkce(provider)) {
    await verifyCodeChallenge(authorization.codeChallenge, given(parameters, "code_verifier"));
  }
  const faults = provider.faults.take("idToken", client.ClientID, header);
  return issueTokens(provider, { client, person, authorization, faults });
}

/** @throws {TokenError} when an error was ordered, which is named after its code */
function throwOrdered(faults: ReadonlySet<string>): void {
  for (const name of faults) {
    const isOurs = name === "TOKEN_SERVER_ERROR";
    const code = isOurs ? "server_error" : name.toLowerCase();
    throw new TokenError(code, `Ordered: ${code}`, { status: isOurs ? 500 : 400 });
  }
}

function required(parameters: RequestParameters, name: string): string {
  const value = given(parameters, name);
  if (value === undefined) throw new TokenError("invalid_request", `Request is missing ${name} parameter`);
  return value;
}

/** RFC 7636 section 4.6; a verifier without a challenge is refused as well (RFC 9700 section 2.1.1). */
async function verifyCodeChallenge(challenge: string | undefined, verifier: string | undefined) {
  const expected = verifier === undefined ? undefined : await sha256Base64url(verifier);
  if (challenge !== expected) throw new TokenError("invalid_grant", "PKCE code verification failed");
}
