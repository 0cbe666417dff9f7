/**
 * Signing in with address and password, and signing out, which is a GET and reaches all applications.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { addressIn } from "./addresses.ts";
import {
  type BrowserContext,
  type BrowserEnv,
  endSession,
  redirectWith,
  signedIn,
  startSession,
  takeReturn,
} from "./browser.ts";
import { record } from "./events.ts";
import { cards, form, heading, link, textField } from "./pages/forms.ts";
import { messagePage, signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { hasAccess, statusOf, userByEmail } from "./queries.ts";
import { rememberedUser } from "./second-factor.ts";
import type { Service } from "./service.ts";
import type { User } from "./tables.ts";
import { tellReauth } from "./telling.ts";

/** Wrong passwords before an account is locked, and for how many milliseconds it is. */
const MOST_ATTEMPTS = 6;
const LOCKED_FOR = 3_600_000;
const SUSPENDED = "Your account has been suspended. Ask an admin of your organisation to let you in again.";
const INVALID = "Invalid email or password.";

/** `/users/sign_in`, `/users/sign_out`, `/signin-required` and the first page. */
export function signInRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  app.get("/users/sign_in", (c) =>
    service.tables.users.has(c.var.session.userId ?? -1)
      ? c.redirect(takeReturn(c.var.session), 302)
      : c.html(signInPage(c, "")),
  );
  app.post("/users/sign_in", (c) => signIn(c, service));
  app.get("/users/sign_out", (c) => {
    const user = service.tables.users.get(c.var.session.userId ?? -1);
    if (user) tellReauth(service, user);
    endSession(c, service);
    return c.redirect("/users/sign_in", 302);
  });
  app.get("/signin-required", signedIn(service), (c) => {
    const name = c.var.session.refusedApplication ?? "this application";
    c.var.session.refusedApplication = null;
    const text = `You do not have permission to sign in to ${name}. Ask an admin of your organisation for it.`;
    return c.html(messagePage(c, `You do not have access to ${name}`, text));
  });
  app.get("/", signedIn(service), (c) => c.html(firstPage(c, service)));
  return app;
}

async function signIn(c: BrowserContext, service: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const email = parameters.get("user[email]") ?? "";
  const user = userByEmail(service.tables, email);
  const refusal = refusalOf(service, user, parameters.get("user[password]") ?? "");
  if (refusal !== null || !user) {
    c.var.session.flash = { kind: "alert", text: refusal ?? INVALID };
    return c.html(signInPage(c, email), 422);
  }
  user.failedAttempts = 0;
  user.currentSignInAt = service.clock.now();
  startSession(c, service, user);
  c.var.session.secondFactorDone = user.otpSecret === null || rememberedUser(c, service, user);
  record(service, { happening: "signed in", user });
  return c.redirect(takeReturn(c.var.session), 302);
}

/** Why somebody may not sign in; null when they may. What is wrong is only told to who knows the password. */
function refusalOf(service: Service, user: User | undefined, password: string): string | null {
  if (!user || user.apiUser) return INVALID;
  const now = service.clock.now();
  if (user.lockedAt !== null && now - user.lockedAt >= LOCKED_FOR) {
    Object.assign(user, { lockedAt: null, failedAttempts: 0, failedCodes: 0 });
  }
  const isRight = password !== "" && user.password === password;
  if (user.lockedAt !== null) return isRight ? "Your account is locked. Try again in an hour." : INVALID;
  if (!isRight) {
    record(service, { happening: "sign-in failed", user });
    user.failedAttempts += 1;
    if (user.failedAttempts < MOST_ATTEMPTS) return INVALID;
    user.lockedAt = now;
    record(service, { happening: "account locked", user });
    return INVALID;
  }
  if (statusOf(user) === "invited") return INVALID;
  if (user.suspendedAt === null) return null;
  record(service, { happening: "sign-in while suspended", user });
  return SUSPENDED;
}

function signInPage(c: BrowserContext, email: string) {
  const title = "Sign in to GOV.UK";
  const fields = [
    textField({ name: "user[email]", label: "Email", type: "email", autocomplete: "username", value: email }),
    textField({
      name: "user[password]",
      label: "Password",
      type: "password",
      autocomplete: "current-password",
    }),
  ];
  const main = html`${heading(title)}
${form({ action: "/users/sign_in", button: "Sign in", fields })}
<p class="govuk-body">${link("/users/password/new", "Forgot your password?")}</p>`;
  return signonPage(c, title, main);
}

function firstPage(c: BrowserContext, service: Service) {
  const { tables } = service;
  const mine = [...tables.applications.values()].filter(
    ({ id, retired, apiOnly }) => !retired && !apiOnly && hasAccess(tables, c.var.user.id, id),
  );
  const rows = mine.map((application) => {
    const home = addressIn(service, application.homeUri);
    return [home === null ? application.name : link(home, application.name), application.description];
  });
  const title = "Your applications";
  const main = html`${heading(title)}
${rows.length === 0 ? html`<p class="govuk-body">There are none yet.</p>` : cards(["What it is"], rows)}`;
  return signonPage(c, title, main);
}

/** After a password was chosen: the sign-in page, which says so. */
export function toSignIn(c: BrowserContext, text: string): Response {
  return redirectWith(c, "/users/sign_in", { kind: "notice", text });
}
