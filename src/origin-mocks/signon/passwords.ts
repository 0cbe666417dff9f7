/**
 * Choosing a password: after an invitation, and when it was forgotten. The links come by email.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import type { BrowserContext, BrowserEnv } from "./browser.ts";
import { form, heading, type Problems, problemSummary, textField } from "./pages/forms.ts";
import { messagePage, signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { userByEmail } from "./queries.ts";
import type { Service } from "./service.ts";
import { toSignIn } from "./sign-in.ts";
import type { User } from "./tables.ts";

type Why = "invitation" | "reset";

const texts = {
  invitation: {
    title: "Create a password",
    parameter: "invitation_token",
    action: "/users/invitation",
    done: "Your password was set. Sign in with it.",
  },
  reset: {
    title: "Change your password",
    parameter: "reset_password_token",
    action: "/users/password",
    done: "Your password was changed. Sign in with it.",
  },
} as const;

/** The pages, for people who are not signed in. */
export function passwordRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  app.get("/users/password/new", (c) => c.html(askPage(c)));
  app.post("/users/password", (c) => sendLink(c, service));
  app.get("/users/password/edit", (c) => showForm(c, service, "reset"));
  app.put("/users/password", (c) => save(c, service, "reset"));
  app.get("/users/invitation/accept", (c) => showForm(c, service, "invitation"));
  app.put("/users/invitation", (c) => save(c, service, "invitation"));
  return app;
}

/** What is wrong with a new password; null when nothing is. */
export function passwordProblem(password: string, confirmation: string, user: User): string | null {
  if (password.length < 10 || password.length > 128) return "Enter a password of 10 to 128 characters";
  if (password === user.password) return "Enter a password you have not used before";
  return password === confirmation ? null : "Enter the same password twice";
}

async function sendLink(c: BrowserContext, service: Service): Promise<Response> {
  const user = userByEmail(service.tables, (await parametersOf(c)).get("user[email]") ?? "");
  if (user && !user.apiUser && user.suspendedAt === null) {
    const token = service.sessions.startPassword(user.id, "reset");
    const path = `/users/password/edit?${new URLSearchParams({ reset_password_token: token })}`;
    service.mails.unshift({ to: user.email, subject: "Reset your password", link: path });
  }
  // The same for everybody, so that nobody learns who has an account.
  return toSignIn(c, "If there is an account with this address, it has been sent an email.");
}

async function linked(
  c: BrowserContext,
  service: Service,
  why: Why,
  token: string,
): Promise<User | Response> {
  const link = service.sessions.passwordLink(token);
  const user = link?.why === why ? service.tables.users.get(link.userId) : undefined;
  const title = "This link is no longer good";
  return user ?? c.html(messagePage(c, title, "It was used, or is too old. Ask for another one."), 422);
}

async function showForm(c: BrowserContext, service: Service, why: Why): Promise<Response> {
  const token = c.req.query(texts[why].parameter) ?? "";
  const user = await linked(c, service, why, token);
  return user instanceof Response ? user : c.html(passwordPage(c, why, token));
}

async function save(c: BrowserContext, service: Service, why: Why): Promise<Response> {
  const parameters = await parametersOf(c);
  const token = parameters.get("token") ?? "";
  const user = await linked(c, service, why, token);
  if (user instanceof Response) return user;
  const password = parameters.get("user[password]") ?? "";
  const problem = passwordProblem(password, parameters.get("user[password_confirmation]") ?? "", user);
  if (problem !== null) return c.html(passwordPage(c, why, token, { "user[password]": problem }), 422);
  user.password = password;
  if (why === "invitation") user.invitationAcceptedAt = service.clock.now();
  else Object.assign(user, { lockedAt: null, failedAttempts: 0 });
  service.sessions.endPassword(token);
  return toSignIn(c, texts[why].done);
}

/** Two fields for a new password. */
export function passwordFields(problems: Problems) {
  const shape = { type: "password", autocomplete: "new-password" } as const;
  return [
    textField({ ...shape, name: "user[password]", label: "New password" }, problems),
    textField({ ...shape, name: "user[password_confirmation]", label: "New password again" }),
  ];
}

function passwordPage(c: BrowserContext, why: Why, token: string, problems: Problems = {}) {
  const { title, action } = texts[why];
  const fields = [html`<input type="hidden" name="token" value="${token}">`, ...passwordFields(problems)];
  const main = html`${problemSummary(problems)}${heading(title)}
${form({ action, method: "put", button: "Save password", fields })}`;
  return signonPage(c, title, main);
}

function askPage(c: BrowserContext) {
  const title = "Forgot your password?";
  const fields = textField({ name: "user[email]", label: "Email", type: "email", autocomplete: "username" });
  const main = html`${heading(title)}
<p class="govuk-body">You will be sent a link to choose another. In this mock, emails are at /__mock/mails.</p>
${form({ action: "/users/password", button: "Send email", fields })}`;
  return signonPage(c, title, main);
}
