/**
 * Which applications a person may use, and what they may do there.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { setPermissions } from "./access.ts";
import { type BrowserContext, type BrowserEnv, redirectWith, refuse } from "./browser.ts";
import { permissionForm } from "./pages/account-parts.ts";
import { cards, form, heading, link } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { editablePermissions, mayGrantAccess } from "./policies.ts";
import { compareText, hasAccess, permissionsHeld, SIGNIN } from "./queries.ts";
import type { Service } from "./service.ts";
import type { Application, Permission, User } from "./tables.ts";
import { applicationOf, managed } from "./targets.ts";

/** Answers a request about what a person may do in an application. */
type WithBoth = (c: BrowserContext, user: User, application: Application) => Response | Promise<Response>;

/** Routes below `/users/:id/applications`. */
export function userPermissionRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  const root = "/users/:id/applications";
  const about = (act: WithBoth) =>
    managed(service, "person", (c, user) => {
      const application = applicationOf(service, c.req.param("application"));
      return application ? act(c, user, application) : c.body(null, 404);
    });
  app.get(
    root,
    managed(service, "person", (c, user) => c.html(applicationsPage(c, service, user))),
  );
  app.get(
    `${root}/:application/permissions/edit`,
    about((c, user, application) => {
      const action = `/users/${user.id}/applications/${application.id}/permissions`;
      const editable = editableFor(c, service, user, application);
      return c.html(permissionForm(c, service.tables, { user, application, editable, action }));
    }),
  );
  app.patch(
    `${root}/:application/permissions`,
    about((c, user, application) => save(c, service, user, application)),
  );
  app.post(
    `${root}/:application/signin_permission`,
    about((c, user, application) =>
      mayGrantAccess(service.tables, c.var.user, user, application.id)
        ? setAccess(c, service, user, application, true)
        : refuse(c),
    ),
  );
  app.delete(
    `${root}/:application/signin_permission`,
    about((c, user, application) =>
      signinOf(c, service, user, application).length > 0
        ? setAccess(c, service, user, application, false)
        : refuse(c),
    ),
  );
  return app;
}

function signinOf(c: BrowserContext, { tables }: Service, user: User, { id }: Application): Permission[] {
  return editablePermissions(tables, c.var.user, user, id).filter(({ name }) => name === SIGNIN);
}

/** `signin` has a button of its own; without it the others mean nothing. */
function editableFor(c: BrowserContext, { tables }: Service, user: User, { id }: Application): Permission[] {
  if (!hasAccess(tables, user.id, id)) return [];
  return editablePermissions(tables, c.var.user, user, id).filter(({ name }) => name !== SIGNIN);
}

async function save(
  c: BrowserContext,
  service: Service,
  user: User,
  application: Application,
): Promise<Response> {
  const editable = editableFor(c, service, user, application);
  if (editable.length === 0) return refuse(c);
  const ids = (await parametersOf(c)).getAll("application[supported_permission_ids][]");
  setPermissions(service, c.var.user, user, application.id, editable, new Set(ids.map(Number)));
  return updated(c, user, application);
}

function setAccess(
  c: BrowserContext,
  service: Service,
  user: User,
  application: Application,
  isWanted: boolean,
): Response {
  const signin = signinOf(c, service, user, application);
  const wanted = new Set(isWanted ? signin.map(({ id }) => id) : []);
  setPermissions(service, c.var.user, user, application.id, signin, wanted);
  return updated(c, user, application);
}

function updated(c: BrowserContext, user: User, { name }: Application): Response {
  const text = `Updated the permissions of ${user.name} for ${name}`;
  return redirectWith(c, `/users/${user.id}/applications`, { kind: "notice", text });
}

function applicationsPage(c: BrowserContext, service: Service, user: User) {
  const { tables } = service;
  const rows = [...tables.applications.values()]
    .filter(({ retired, apiOnly }) => !retired && !apiOnly)
    .sort((one, other) => compareText(one.name, other.name))
    .map((application) => {
      const held = [...permissionsHeld(tables, user.id, application.id)].sort(compareText).join(", ");
      return [application.name, held, actionsFor(c, service, user, application)];
    });
  const title = `${user.name}'s applications`;
  const main = html`${heading(title)}
${cards(["Permissions", "Actions"], rows)}
<p class="govuk-body">${link(`/users/${user.id}/edit`, "Back")}</p>`;
  return signonPage(c, title, main, true);
}

function actionsFor(c: BrowserContext, service: Service, user: User, application: Application) {
  const path = `/users/${user.id}/applications/${application.id}`;
  const action = `${path}/signin_permission`;
  if (!hasAccess(service.tables, user.id, application.id)) {
    return mayGrantAccess(service.tables, c.var.user, user, application.id)
      ? form({ action, button: `Grant access to ${application.name}` })
      : "";
  }
  const mayRemove = signinOf(c, service, user, application).length > 0;
  return html`<p class="govuk-body">${link(`${path}/permissions/edit`, `Update permissions for ${application.name}`)}</p>
${mayRemove ? form({ action, method: "delete", button: `Remove access to ${application.name}`, isWarning: true }) : ""}`;
}
