/**
 * 2-step verification: the code that is asked for after the password, and setting it up.
 *
 * @module
 */
import { Hono } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { html } from "hono/html";
import { base64url } from "jose";
import { type BrowserContext, type BrowserEnv, redirectWith, signedIn, takeReturn } from "./browser.ts";
import { record } from "./events.ts";
import { checkboxes, form, heading, link, problemSummary, textField } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import type { Service } from "./service.ts";
import { REMEMBERED } from "./sessions.ts";
import type { User } from "./tables.ts";
import { codeAt, isRightCode, newSecret } from "./totp.ts";

/** Wrong codes before an account is locked. */
const MOST_CODES = 10;
const SESSION = "/users/two_step_verification_session";
const ACCOUNT = "/account/two_step_verification";

/** The pages of the second factor. */
export function secondFactorRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  app.get(`${SESSION}/new`, async (c) => {
    const user = halfSignedIn(c, service);
    return user ? c.html(await codePage(c, service, user)) : c.redirect("/users/sign_in", 302);
  });
  app.post(SESSION, (c) => checkCode(c, service));
  app.get(`${ACCOUNT}/prompt`, signedIn(service), (c) => c.html(promptPage(c)));
  app.get(ACCOUNT, signedIn(service), async (c) => c.html(await setUpPage(c, service)));
  app.put(ACCOUNT, signedIn(service), (c) => setUp(c, service));
  return app;
}

/** Who typed a right password and has a second factor. */
function halfSignedIn(c: BrowserContext, service: Service): User | undefined {
  const user = service.tables.users.get(c.var.session.userId ?? -1);
  return user?.suspendedAt === null && user.otpSecret !== null ? user : undefined;
}

async function checkCode(c: BrowserContext, service: Service): Promise<Response> {
  const user = halfSignedIn(c, service);
  if (!user || user.otpSecret === null) return c.redirect("/users/sign_in", 302);
  const parameters = await parametersOf(c);
  const now = service.clock.now();
  if (
    user.failedCodes >= MOST_CODES ||
    !(await isRightCode(user.otpSecret, parameters.get("code") ?? "", now))
  ) {
    user.failedCodes += 1;
    if (user.failedCodes >= MOST_CODES && user.lockedAt === null) {
      user.lockedAt = now;
      record(service, { happening: "account locked", user });
    }
    if (user.lockedAt !== null) {
      c.var.session.userId = null;
      return redirectWith(c, "/users/sign_in", { kind: "alert", text: "Your account is locked." });
    }
    return c.html(await codePage(c, service, user, "The code is not right, or too old"), 422);
  }
  user.failedCodes = 0;
  c.var.session.secondFactorDone = true;
  if (parameters.has("remember_me")) remember(c, service, user.id, user.otpSecret);
  return c.redirect(takeReturn(c.var.session), 302);
}

function cookieName({ environment }: Service): string {
  return `remember_2sv_${environment}`;
}

function remember(c: BrowserContext, service: Service, userId: number, otpSecret: string): void {
  const id = service.sessions.remember({ userId, otpSecret });
  const secure = new URL(c.req.url).protocol === "https:";
  const attributes = {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure,
    maxAge: REMEMBERED / 1000,
  } as const;
  setCookie(c, cookieName(service), id, attributes);
}

/** Whether this browser gave a right code for the same secret in the last 30 days. */
export function rememberedUser(c: BrowserContext, service: Service, user: User): boolean {
  const known = service.sessions.remembered(getCookie(c, cookieName(service)) ?? "");
  return known !== undefined && known.userId === user.id && known.otpSecret === user.otpSecret;
}

async function setUp(c: BrowserContext, service: Service): Promise<Response> {
  const secret = c.var.session.pendingSecret;
  const code = (await parametersOf(c)).get("code") ?? "";
  if (secret === null || !(await isRightCode(secret, code, service.clock.now())))
    return c.html(await setUpPage(c, service, "The code is not right, or too old"), 422);
  const { user, session } = c.var;
  user.otpSecret = secret;
  user.exemption = null;
  session.pendingSecret = null;
  session.secondFactorDone = true;
  record(service, { happening: "2-step verification set up", user });
  return redirectWith(c, takeReturn(session), { kind: "notice", text: "2-step verification set up" });
}

async function codePage(c: BrowserContext, service: Service, user: User, problem?: string) {
  const title = "Enter the code from your authenticator app";
  const problems: Record<string, string> = problem === undefined ? {} : { code: problem };
  const fields = [
    textField({ name: "code", label: "Code", ...(await mockHint(service, user.otpSecret)) }, problems),
    checkboxes("remember_me", "On this computer", [{ value: "1", text: "Do not ask again for 30 days" }]),
  ];
  const main = html`${problemSummary(problems)}${heading(title)}
${form({ action: SESSION, button: "Sign in", fields })}
<p class="govuk-body">${link("/users/sign_out", "Sign out")}</p>`;
  return signonPage(c, title, main);
}

function promptPage(c: BrowserContext) {
  const title = "Make your account more secure";
  const main = html`${heading(title)}
<p class="govuk-body">You need to set up 2-step verification: besides your password, you will give a code from an app on your phone.</p>
<p class="govuk-body">${link(ACCOUNT, "Set up 2-step verification")}</p>`;
  return signonPage(c, title, main);
}

async function setUpPage(c: BrowserContext, service: Service, problem?: string) {
  const { session } = c.var;
  session.pendingSecret ??= newSecret(base64url.decode(service.random(32)));
  const title = "Set up 2-step verification";
  const problems: Record<string, string> = problem === undefined ? {} : { code: problem };
  const hint = await mockHint(service, session.pendingSecret);
  const main = html`${problemSummary(problems)}${heading(title)}
<p class="govuk-body">Enter this key in your authenticator app: <code>${session.pendingSecret}</code></p>
${form({ action: ACCOUNT, method: "put", button: "Finish", fields: textField({ name: "code", label: "Code", ...hint }, problems) })}`;
  return signonPage(c, title, main);
}

/** Nobody has an authenticator app for a mock, least of all one whose clock was moved. */
async function mockHint({ clock }: Service, secret: string | null): Promise<{ hint?: string }> {
  return secret === null
    ? {}
    : { hint: `In this mock the app would show ${await codeAt(secret, clock.now())}` };
}
