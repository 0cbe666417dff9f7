/**
 * The list of people, inviting somebody, and the page of one of them.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { setPermissions } from "./access.ts";
import { changeUser, emailProblem, inviteUser, mandateTwoStep } from "./accounts.ts";
import { type BrowserContext, type BrowserEnv, redirectWith, refuse } from "./browser.ts";
import { identityFields, organisationChoices } from "./pages/account-parts.ts";
import { cards, form, heading, link, type Problems, problemSummary, selectField } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { userPage } from "./pages/user-page.ts";
import { parametersOf } from "./parameters.ts";
import { editablePermissions, may, visibleUsers } from "./policies.ts";
import { compareText, statusOf, userByEmail } from "./queries.ts";
import { isPublishingManager, type Role, roleLabel, roleOf, roles } from "./roles.ts";
import type { Service } from "./service.ts";
import type { Organisation, User } from "./tables.ts";
import { byId, managed, only } from "./targets.ts";

/** Routes below `/users` that are not about one thing of one user. */
export function userAdminRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  app.get("/users", only("list users"), (c) => c.html(listPage(c, service)));
  app.get("/users/invitation/new", only("create a user"), (c) => c.html(invitationPage(c, service)));
  app.post("/users/invitation", only("create a user"), (c) => invite(c, service));
  app.get(
    "/users/:id/edit",
    managed(service, "person", (c, user) => c.html(userPage(c, service, user))),
  );
  app.get(
    "/users/:id/require_2sv",
    managed(service, "person", (c, user) => c.html(requirePage(c, user))),
  );
  app.patch(
    "/users/:id/require_2sv",
    managed(service, "person", async (c, user) => {
      const wanted = (await parametersOf(c)).getAll("user[require_2sv]").at(-1) === "1";
      if (wanted) mandateTwoStep(service, c.var.user, user);
      return redirectWith(c, "/users", { kind: "notice", text: `Updated user ${user.email} successfully` });
    }),
  );
  return app;
}

async function invite(c: BrowserContext, service: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const [name, email] = [parameters.get("user[name]") ?? "", parameters.get("user[email]") ?? ""];
  if (userByEmail(service.tables, email)) {
    const text = "User already invited. To send the email again, use “Resend invitation” on their page.";
    return redirectWith(c, "/users", { kind: "alert", text });
  }
  const organisation = byId(service.tables.organisations, parameters.get("user[organisation_id]") ?? "");
  const role = roleOf(parameters.get("user[role]") ?? "normal") ?? "normal";
  if (role !== "normal" && !may(c.var.user, "set a role")) return refuse(c);
  const problems = problemsOf(service, { name, email, organisation, role });
  if (Object.keys(problems).length > 0)
    return c.html(invitationPage(c, service, { name, email }, problems), 422);
  const user = inviteUser(service, c.var.user, { name, email, organisationId: organisation?.id ?? null });
  if (role !== "normal") changeUser(service, c.var.user, user, { role });
  givePermissions(c, service, user, parameters.getAll("user[supported_permission_ids][]"));
  const text = `An invitation email has been sent to ${user.email}`;
  const path = user.requireTwoStep ? "/users" : `/users/${user.id}/require_2sv`;
  return redirectWith(c, path, { kind: "notice", text });
}

interface Invitation {
  readonly name: string;
  readonly email: string;
  readonly organisation: Organisation | undefined;
  readonly role: Role;
}

function problemsOf(service: Service, { name, email, organisation, role }: Invitation): Problems {
  const problem = emailProblem(service, email);
  return {
    ...(name.trim() === "" && { "user[name]": "Enter a name" }),
    ...(problem !== null && { "user[email]": problem }),
    ...(isPublishingManager(role) &&
      !organisation && { "user[organisation_id]": "An admin of an organisation needs one" }),
  };
}

function givePermissions(c: BrowserContext, service: Service, user: User, ids: readonly string[]): void {
  const wanted = new Set(ids.map(Number));
  for (const { id } of service.tables.applications.values()) {
    const editable = editablePermissions(service.tables, c.var.user, user, id);
    const chosen = editable.filter((permission) => wanted.has(permission.id));
    setPermissions(service, c.var.user, user, id, chosen, wanted);
  }
}

function listPage(c: BrowserContext, { tables }: Service) {
  const rows = visibleUsers(tables, c.var.user)
    .sort((one, other) => compareText(one.name, other.name))
    .map((user) => [
      link(`/users/${user.id}/edit`, user.name),
      user.email,
      roleLabel(user.role),
      tables.organisations.get(user.organisationId ?? -1)?.name ?? "",
      statusOf(user),
    ]);
  const main = html`${heading("Users")}
${may(c.var.user, "create a user") ? html`<p class="govuk-body">${link("/users/invitation/new", "Create user")}</p>` : ""}
${cards(["Email", "Role", "Organisation", "Status"], rows)}`;
  return signonPage(c, "Users", main, true);
}

function invitationPage(
  c: BrowserContext,
  { tables }: Service,
  values = { name: "", email: "" },
  problems: Problems = {},
) {
  const title = "Create new user";
  const roleChoices = [...roles].reverse().map((role) => ({ value: role, text: roleLabel(role) }));
  const fields = [
    ...identityFields("user", values, problems),
    selectField("user[organisation_id]", "Organisation", organisationChoices(tables, null)),
    ...(may(c.var.user, "set a role") ? [selectField("user[role]", "Role", roleChoices)] : []),
  ];
  const main = html`${problemSummary(problems)}${heading(title)}
<p class="govuk-body">Accounts are made by the tech lead of a team; you do it for one who is no admin, or where it is not clear who that is.</p>
${form({ action: "/users/invitation", button: "Create user and send email", fields })}`;
  return signonPage(c, title, main);
}

function requirePage(c: BrowserContext, user: User) {
  const title = `2-step verification for ${user.name}`;
  const fields = selectField("user[require_2sv]", "Must they set it up when they first sign in?", [
    { value: "0", text: "No" },
    { value: "1", text: "Yes", isChosen: user.requireTwoStep },
  ]);
  const main = html`${heading(title)}
${form({ action: `/users/${user.id}/require_2sv`, method: "patch", button: "Update user", fields })}`;
  return signonPage(c, title, main);
}
