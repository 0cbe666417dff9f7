/**
 * API users: making them, and what they may do. All of it is for superadmins.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { setPermissions } from "./access.ts";
import { createApiUser, emailProblem } from "./accounts.ts";
import { apiTokenRoutes } from "./api-tokens.ts";
import { type BrowserContext, type BrowserEnv, redirectWith } from "./browser.ts";
import { identityFields, permissionForm } from "./pages/account-parts.ts";
import { cards, form, heading, link, type Problems, problemSummary } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { editablePermissions } from "./policies.ts";
import { compareText, SIGNIN, statusOf } from "./queries.ts";
import type { Service } from "./service.ts";
import type { Application, Permission, User } from "./tables.ts";
import { applicationOf, managed, only } from "./targets.ts";
import { liveTokens } from "./tokens.ts";

/** Routes below `/api_users`; whoever comes here is signed in. */
export function apiUserRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  app.use("/api_users/*", only("manage API users"));
  app.get("/api_users", (c) => c.html(listPage(c, service)));
  app.get("/api_users/new", (c) => c.html(newPage(c)));
  app.post("/api_users", (c) => create(c, service));
  app.get(
    "/api_users/:id/edit",
    managed(service, "api user", (c, user) => c.html(editPage(c, user))),
  );
  app.get(
    "/api_users/:id/applications",
    managed(service, "api user", (c, user) => c.html(applicationsPage(c, service, user))),
  );
  app.get(
    "/api_users/:id/applications/:application/permissions/edit",
    managed(service, "api user", (c, user) => {
      const application = usedApplication(service, user, c.req.param("application"));
      if (!application) return c.body(null, 404);
      const action = `/api_users/${user.id}/applications/${application.id}/permissions`;
      const editable = editableFor(c, service, user, application);
      return c.html(permissionForm(c, service.tables, { user, application, editable, action }));
    }),
  );
  app.patch(
    "/api_users/:id/applications/:application/permissions",
    managed(service, "api user", (c, user) => savePermissions(c, service, user)),
  );
  app.route("/", apiTokenRoutes(service));
  return app;
}

/** Permissions are for applications the user has a live token for. */
function usedApplication(service: Service, user: User, id: string | undefined): Application | undefined {
  const application = applicationOf(service, id);
  const isUsed = liveTokens(service, user.id).some(({ applicationId }) => applicationId === application?.id);
  return isUsed ? application : undefined;
}

/** A token brings `signin`, so it is not given or taken here. */
function editableFor(c: BrowserContext, { tables }: Service, user: User, { id }: Application): Permission[] {
  return editablePermissions(tables, c.var.user, user, id).filter(({ name }) => name !== SIGNIN);
}

async function savePermissions(c: BrowserContext, service: Service, user: User): Promise<Response> {
  const application = usedApplication(service, user, c.req.param("application"));
  if (!application) return c.body(null, 404);
  const parameters = await parametersOf(c);
  const wanted = new Set(parameters.getAll("application[supported_permission_ids][]").map(Number));
  const editable = editableFor(c, service, user, application);
  setPermissions(service, c.var.user, user, application.id, editable, wanted);
  const text = `Updated the permissions of ${user.name} for ${application.name}`;
  return redirectWith(c, `/api_users/${user.id}/applications`, { kind: "notice", text });
}

async function create(c: BrowserContext, service: Service): Promise<Response> {
  const parameters = await parametersOf(c);
  const name = parameters.get("api_user[name]") ?? "";
  const email = parameters.get("api_user[email]") ?? "";
  const problem = emailProblem(service, email);
  const problems: Problems = {
    ...(name.trim() === "" && { "api_user[name]": "Enter a name" }),
    ...(problem !== null && { "api_user[email]": problem }),
  };
  if (Object.keys(problems).length > 0) return c.html(newPage(c, { name, email }, problems), 422);
  const user = createApiUser(service, c.var.user, name, email);
  const flash = { kind: "notice", text: "Successfully created API user" } as const;
  return redirectWith(c, `/api_users/${user.id}/edit`, flash);
}

function listPage(c: BrowserContext, { tables }: Service) {
  const users = [...tables.users.values()].filter(({ apiUser }) => apiUser);
  const rows = users
    .sort((one, other) => compareText(one.name, other.name))
    .map((user) => [link(`/api_users/${user.id}/edit`, user.name), user.email, statusOf(user)]);
  const main = html`${heading("API users")}
<p class="govuk-body">${link("/api_users/new", "Create API user")}</p>
${cards(["Email", "Status"], rows)}`;
  return signonPage(c, "API users", main, true);
}

function newPage(c: BrowserContext, values = { name: "", email: "" }, problems: Problems = {}) {
  const title = "Create API user";
  const main = html`${problemSummary(problems)}${heading(title)}
<p class="govuk-body">Give the name and the email address of the team that asks for it.</p>
${form({ action: "/api_users", button: title, fields: identityFields("api_user", values, problems) })}`;
  return signonPage(c, title, main);
}

function editPage(c: BrowserContext, user: User) {
  const title = `Edit ${user.name}`;
  const isSuspended = user.suspendedAt !== null;
  const main = html`${heading(title)}
<p class="govuk-body">${user.email}. Status: ${statusOf(user)}.</p>
<ul class="govuk-list">
<li>${link(`/api_users/${user.id}/manage_tokens`, "Manage tokens")}</li>
<li>${link(`/api_users/${user.id}/applications`, "Manage permissions")}</li>
<li>${link(`/suspensions/${user.id}/edit`, isSuspended ? "Unsuspend user" : "Suspend user")}</li>
</ul>`;
  return signonPage(c, title, main);
}

function applicationsPage(c: BrowserContext, service: Service, user: User) {
  const ids = new Set(liveTokens(service, user.id).map(({ applicationId }) => applicationId));
  const rows = [...ids].flatMap((id) => {
    const application = applicationOf(service, String(id));
    if (!application) return [];
    const path = `/api_users/${user.id}/applications/${id}/permissions/edit`;
    return [[application.name, link(path, `Update permissions for ${application.name}`)]];
  });
  const title = `${user.name}'s applications`;
  const main = html`${heading(title)}
${rows.length === 0 ? html`<p class="govuk-body">There is no live token, so there are no permissions.</p>` : cards(["Permissions"], rows)}
<p class="govuk-body">${link(`/api_users/${user.id}/edit`, "Back")}</p>`;
  return signonPage(c, title, main);
}
