/**
 * A person's own account: their address and password.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { changeUser, emailProblem, tidyEmail } from "./accounts.ts";
import { type BrowserContext, type BrowserEnv, redirectWith } from "./browser.ts";
import { form, heading, type Problems, problemSummary, textField } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { passwordFields, passwordProblem } from "./passwords.ts";
import { roleLabel } from "./roles.ts";
import type { Service } from "./service.ts";

/** Routes below `/account`; whoever comes here is signed in. */
export function ownAccountRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  app.get("/account", (c) => c.html(accountPage(c, service)));
  app.on(["PUT", "PATCH"], "/account/email", (c) => saveEmail(c, service));
  app.on(["PUT", "PATCH"], "/account/password", (c) => savePassword(c, service));
  return app;
}

async function saveEmail(c: BrowserContext, service: Service): Promise<Response> {
  const email = (await parametersOf(c)).get("user[email]") ?? "";
  const problem = emailProblem(service, email, c.var.user);
  if (problem !== null) return c.html(accountPage(c, service, { "user[email]": problem }), 422);
  changeUser(service, c.var.user, c.var.user, { email: tidyEmail(email) });
  return redirectWith(c, "/account", { kind: "notice", text: "Your email address was changed" });
}

async function savePassword(c: BrowserContext, service: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const { user } = c.var;
  const password = parameters.get("user[password]") ?? "";
  const confirmation = parameters.get("user[password_confirmation]") ?? "";
  const isKnown = parameters.get("user[current_password]") === user.password;
  const problem = isKnown ? passwordProblem(password, confirmation, user) : null;
  const problems: Problems = {
    ...(!isKnown && { "user[current_password]": "Enter the password you have now" }),
    ...(problem !== null && { "user[password]": problem }),
  };
  if (Object.keys(problems).length > 0) return c.html(accountPage(c, service, problems), 422);
  user.password = password;
  return redirectWith(c, "/account", { kind: "notice", text: "Your password was changed" });
}

function accountPage(c: BrowserContext, { tables }: Service, problems: Problems = {}) {
  const { email, role, organisationId } = c.var.user;
  const title = "Your account";
  const address = textField({ name: "user[email]", label: "Email", type: "email", value: email }, problems);
  const current = {
    name: "user[current_password]",
    label: "Password now",
    type: "password",
    autocomplete: "current-password",
  } as const;
  const main = html`${problemSummary(problems)}${heading(title)}
<p class="govuk-body">Role: ${roleLabel(role)}. Organisation: ${tables.organisations.get(organisationId ?? -1)?.name ?? "None"}.</p>
${form({ action: "/account/email", method: "put", button: "Change email", fields: address })}
${form({ action: "/account/password", method: "put", button: "Change password", fields: [textField(current, problems), ...passwordFields(problems)] })}`;
  return signonPage(c, title, main);
}
