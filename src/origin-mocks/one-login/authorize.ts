/**
 * The authorization endpoint (OpenID Connect Core section 3.1.2): judges the request, finds out who is
 * there, and sends the browser back with an authorization code.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { AuthorizationError, AuthorizationRefused, responseLocation } from "./authorization-error.ts";
import { type AuthorizationRequest, readAuthorizationRequest } from "./authorization-request.ts";
import { fromBody, fromQuery, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { currentSession, startSession } from "./sessions.ts";
import { expiredPage, signInPage } from "./sign-in-page.ts";
import type { Session } from "./stores.ts";

/** `GET` and `POST /authorize`, and `POST /sign-in`, where the page of people leads. */
export function authorize(provider: Provider): Hono {
  const app = new Hono();
  app.use("/authorize", async (c, next) => {
    if (c.req.method !== "GET" && c.req.method !== "POST") {
      // The closing quote stands where the official simulator has it.
      return c.text(`Method "${c.req.method} not allowed"`, 405, { Allow: "GET, POST" });
    }
    c.header("Cache-Control", "no-store");
    return next();
  });
  app.get("/authorize", (c) => answer(c, provider, fromQuery(c.req.url)));
  app.post("/authorize", async (c) => {
    const parameters = await fromBody(c.req);
    return parameters ? answer(c, provider, parameters) : refuse(c, "Invalid Request");
  });
  app.post("/sign-in", (c) => signIn(c, provider));
  return app;
}

async function answer(c: Context, provider: Provider, parameters: RequestParameters): Promise<Response> {
  try {
    const request = readAuthorizationRequest(parameters, provider.clients);
    const session = currentSession(c, provider);
    if (session && !mustAuthenticateAgain(request, session, provider)) {
      return sendCode(c, provider, request, session);
    }
    if (request.prompts.includes("none")) {
      throw new AuthorizationError(request, "login_required", "Login required");
    }
    const id = provider.randomText(32);
    provider.stores.pendingRequests.set(id, request);
    return c.html(signInPage({ id, request, people: [...provider.people.values()] }));
  } catch (error) {
    if (error instanceof AuthorizationError) return c.redirect(error.location);
    if (error instanceof AuthorizationRefused) return refuse(c, error.message);
    throw error;
  }
}

async function signIn(c: Context, provider: Provider): Promise<Response> {
  c.header("Cache-Control", "no-store");
  const form = await fromBody(c.req);
  if (!form) return refuse(c, "Invalid Request");
  const id = form.get("request") ?? "";
  // The request stays until it expires, so that a double click on Continue still works.
  const request = provider.stores.pendingRequests.get(id);
  if (!request) return c.html(expiredPage(), 400);
  const person = provider.people.get(form.get("person") ?? "");
  if (!person) {
    return c.html(
      signInPage({ id, request, people: [...provider.people.values()], nobodyChosen: true }),
      400,
    );
  }
  return sendCode(c, provider, request, startSession(c, provider, person.id));
}

/** OpenID Connect Core section 3.1.2.1: `prompt=login` and `max_age`; a `max_age` of 0 means now. */
function mustAuthenticateAgain(request: AuthorizationRequest, session: Session, provider: Provider): boolean {
  const { prompts, maxAge } = request;
  const age = provider.seconds() - session.authTime;
  return prompts.includes("login") || maxAge === 0 || (maxAge > 0 && age > maxAge);
}

function sendCode(c: Context, provider: Provider, request: AuthorizationRequest, session: Session): Response {
  const code = provider.randomText(32);
  provider.stores.codes.set(code, {
    clientId: request.client.ClientID,
    personId: session.personId,
    redirectUri: request.redirectUri,
    scopes: request.scopes,
    claims: request.claims,
    vector: request.vector,
    authTime: session.authTime,
    nonce: request.nonce,
    codeChallenge: request.codeChallenge,
  });
  return c.redirect(responseLocation(request, { code }));
}

function refuse(c: Context, message: string): Response {
  return c.body(message, 400, { "Content-Type": "text/html; charset=utf-8" });
}
