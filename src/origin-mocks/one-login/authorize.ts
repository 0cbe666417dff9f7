/**
 * The authorization endpoint (OpenID Connect Core section 3.1.2): judges the request, finds out who is
 * there, and sends the browser back with an authorization code.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { isMeant } from "./accounts.ts";
import { AuthorizationError, type Destination } from "./authorization-error.ts";
import { type AuthorizationRequest, readAuthorizationRequest } from "./authorization-request.ts";
import { chosenPerson } from "./chosen-person.ts";
import { accessDenied, sendCode } from "./completing.ts";
import { faultHeader } from "./faults.ts";
import { goOn, refuse, showSignIn, withErrors } from "./journey.ts";
import { rememberLanguage } from "./language.ts";
import { fromBody, fromQuery, given, parseJson, type RequestParameters } from "./parameters.ts";
import type { Provider } from "./provider.ts";
import { currentSession, keepSession, startSession } from "./sessions.ts";
import { showSimulatorForm } from "./simulator/form.ts";
import type { Session } from "./stores.ts";
import { subjectIdentifier } from "./subjects.ts";
import { turnAway } from "./unavailable.ts";

/** `GET` and `POST /authorize`. */
export function authorize(provider: Provider): Hono {
  const app = new Hono();
  const allowed = provider.refusePostAuthorize ? ["GET"] : ["GET", "POST"];
  app.use("/authorize", async (c, next) => {
    // Hono answers HEAD by GET, and must not get that far: a code would be made and lost.
    if (!allowed.includes(c.req.method)) {
      // The closing quote stands where the official simulator has it.
      return c.text(`Method "${c.req.method} not allowed"`, 405, { Allow: allowed.join(", ") });
    }
    c.header("Cache-Control", "no-store");
    return next();
  });
  app.get("/authorize", (c) => answer(c, provider, fromQuery(c.req.url)));
  app.post("/authorize", async (c) => {
    const parameters = await fromBody(c.req);
    return parameters ? answer(c, provider, parameters) : refuse(c, provider, "Invalid Request");
  });
  return app;
}

function answer(c: Context, provider: Provider, parameters: RequestParameters): Promise<Response> {
  return withErrors(c, provider, async () => {
    const asked = await readAuthorizationRequest(parameters, provider);
    const faults = provider.faults.take(
      "authorise",
      asked.client.ClientID,
      c.req.header(faultHeader) ?? null,
    );
    throwOrdered(asked, faults, provider);
    const request = faults.has("STATE_NOT_ECHOED") ? { ...asked, state: undefined } : asked;
    rememberLanguage(c, provider, given(parameters, "lng") ?? request.uiLocales);
    return provider.approval === "form"
      ? showSimulatorForm(c, provider, request, parameters)
      : signIn(c, provider, request);
  });
}

/** Goes on with who is signed in, or finds out who it is. */
async function signIn(c: Context, provider: Provider, request: AuthorizationRequest): Promise<Response> {
  const chosen = chosenPerson(c, provider);
  if (chosen === null) return c.text("Mock-Person names nobody", 400);
  if (chosen) return asChosen(c, provider, request, chosen.id);
  const session = currentSession(c, provider);
  const hinted = await personOfHint(request, provider);
  if (session && isEnough(session, request, provider, hinted)) {
    const away = turnAway(c, provider, session.personId);
    if (away) return away;
    keepSession(c, provider);
    return goOn(c, provider, { request, session });
  }
  const person = provider.approval === "auto" ? approved(request, provider) : undefined;
  if (person) {
    const away = turnAway(c, provider, person.id);
    if (away) return away;
    const started = startSession(c, provider, person.id, request.vector.credentialTrust);
    return goOn(c, provider, { request, session: started });
  }
  if (request.prompts.includes("none")) {
    throw new AuthorizationError(request, "login_required", "Login required");
  }
  return showSignIn(c, provider, request, hinted);
}

/** Answers at once for who was chosen; who is signed in in this browser stays signed in. */
function asChosen(c: Context, provider: Provider, request: AuthorizationRequest, personId: string): Response {
  const away = turnAway(c, provider, personId);
  if (away) return away;
  const { credentialTrust } = request.vector;
  const authTime = provider.seconds();
  const session = {
    personId,
    browserId: "",
    authTime,
    credentialTrust,
    clientSessions: new Map<string, string>(),
  };
  return sendCode(c, provider, { request, session });
}

/** Whether who is signed in may go on without a question. */
function isEnough(
  session: Session,
  request: AuthorizationRequest,
  provider: Provider,
  hinted: string | undefined,
): boolean {
  if (mustAuthenticateAgain(request, session, provider)) return false;
  if (session.credentialTrust === "Cl" && request.vector.credentialTrust === "Cl.Cm") return false;
  if (hinted !== undefined && hinted !== session.personId) return false;
  // Without pages to choose from, the hint alone says who it is to be.
  const person = provider.people.get(session.personId);
  return provider.approval !== "auto" || approved(request, provider)?.id === person?.id;
}

/** OpenID Connect Core section 3.1.2.1: `prompt=login` and `max_age`; a `max_age` of 0 means now. */
function mustAuthenticateAgain(request: AuthorizationRequest, session: Session, provider: Provider): boolean {
  const { prompts, maxAge } = request;
  const age = provider.seconds() - session.authTime;
  return prompts.includes("login") || maxAge === 0 || (maxAge > 0 && age > maxAge);
}

/** Who signs in without a page: the one the service hints at, or the first. */
function approved({ loginHint }: AuthorizationRequest, { people }: Provider) {
  const all = [...people.values()];
  return all.find((person) => isMeant(person, loginHint)) ?? all[0];
}

/**
 * The person that `id_token_hint` names; only with `prompt=login`, to authenticate again.
 *
 * @throws {AuthorizationError} when the hint is not for this client, or not ours
 */
async function personOfHint(request: AuthorizationRequest, provider: Provider): Promise<string | undefined> {
  const { idTokenHint, client } = request;
  if (!provider.profile.reauthentication) return undefined;
  if (idTokenHint === undefined || !request.prompts.includes("login")) return undefined;
  const hint = parseJson((await provider.keys.verify(idTokenHint)) ?? "");
  const { aud, sub } =
    typeof hint === "object" && hint !== null ? { aud: undefined, sub: undefined, ...hint } : {};
  if (aud !== client.ClientID) {
    throw new AuthorizationError(
      request,
      "server_error",
      "Server error",
      "id_token_hint is not for this client",
    );
  }
  for (const person of provider.people.values()) {
    if ((await subjectIdentifier(person, client)) === sub) return person.id;
  }
  throw new AuthorizationError(request, "login_required", "Login required", "id_token_hint names nobody");
}

const ordered: Record<string, readonly [error: string, description: string]> = {
  ACCESS_DENIED: ["access_denied", accessDenied],
  TEMPORARILY_UNAVAILABLE: ["temporarily_unavailable", ""],
  LOGIN_REQUIRED: ["login_required", "Login required"],
  CLIENT_DEACTIVATED: ["unauthorized_client", "client deactivated"],
  SERVER_ERROR: ["server_error", "Server error"],
};

/** @throws {AuthorizationError} when an error was ordered, or the client asks too often */
function throwOrdered(
  request: Pick<AuthorizationRequest, "client"> & Destination,
  faults: ReadonlySet<string>,
  { rateLimit }: Provider,
): void {
  const found = Object.entries(ordered).find(([name]) => faults.has(name))?.[1];
  if (found) throw new AuthorizationError(request, found[0], found[1], `ordered: ${found[0]}`);
  if (rateLimit.isExceeded(request.client.ClientID)) {
    throw new AuthorizationError(request, "temporarily_unavailable", "", "the client asks too often");
  }
}
