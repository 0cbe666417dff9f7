/**
 * The applications and the permissions they support. All of it is for superadmins.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { type BrowserContext, type BrowserEnv, redirectWith } from "./browser.ts";
import { ensurePermission } from "./load.ts";
import {
  cards,
  checkboxes,
  form,
  heading,
  link,
  type Problems,
  problemSummary,
  textField,
} from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { compareText, permissionsOfApplication } from "./queries.ts";
import type { Service } from "./service.ts";
import type { Application } from "./tables.ts";
import { byId, only } from "./targets.ts";

/** Routes below `/doorkeeper_applications`; whoever comes here is signed in. */
export function applicationRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  const root = "/doorkeeper_applications";
  const about =
    (act: (c: BrowserContext, application: Application) => Response | Promise<Response>) =>
    (c: BrowserContext) => {
      const application = byId(service.tables.applications, c.req.param("id"));
      return application ? act(c, application) : c.body(null, 404);
    };
  app.use(`${root}/*`, only("manage applications"));
  app.get(root, (c) => c.html(listPage(c, service)));
  app.get(
    `${root}/:id/edit`,
    about((c, application) => c.html(editPage(c, service, application))),
  );
  app.on(
    ["PUT", "PATCH"],
    `${root}/:id`,
    about((c, application) => save(c, service, application)),
  );
  app.post(
    `${root}/:id/supported_permissions`,
    about((c, application) => addPermission(c, service, application)),
  );
  return app;
}

const flags = [
  ["supports_push_updates", "Is told of changes", "supportsPushUpdates"],
  ["retired", "Is retired", "retired"],
  ["api_only", "Is for programs only", "apiOnly"],
] as const;

async function save(c: BrowserContext, service: Service, application: Application): Promise<Response> {
  const parameters = await parametersOf(c);
  const given = (name: string) => parameters.getAll(`doorkeeper_application[${name}]`).at(-1);
  const address = given("redirect_uri");
  if (address && !(URL.canParse(address) && /^https?:$/.test(new URL(address).protocol))) {
    const problems = { "doorkeeper_application[redirect_uri]": "Enter a whole address, with http or https" };
    return c.html(editPage(c, service, application, problems), 422);
  }
  const changed: Application = {
    ...application,
    description: given("description") ?? application.description,
    redirectUri: address === undefined ? application.redirectUri : address || null,
  };
  for (const [parameter, , key] of flags) {
    const value = given(parameter);
    if (value !== undefined) changed[key] = value === "1";
  }
  service.tables.applications.set(application.id, changed);
  const text = `Successfully updated ${application.name}`;
  return redirectWith(c, "/doorkeeper_applications", { kind: "notice", text });
}

async function addPermission(
  c: BrowserContext,
  service: Service,
  application: Application,
): Promise<Response> {
  const parameters = await parametersOf(c);
  const name = (parameters.get("supported_permission[name]") ?? "").trim();
  if (name === "") {
    const problems = { "supported_permission[name]": "Enter a name" };
    return c.html(editPage(c, service, application, problems), 422);
  }
  const delegated = parameters.get("supported_permission[delegated]") === "1";
  const permission = { name, delegated, grantableFromUi: true, default: false };
  ensurePermission(service.tables, application.id, permission);
  const text = `Successfully added permission ${name} to ${application.name}`;
  return redirectWith(c, `/doorkeeper_applications/${application.id}/edit`, { kind: "notice", text });
}

function listPage(c: BrowserContext, { tables }: Service) {
  const rows = [...tables.applications.values()]
    .sort((one, other) => compareText(one.name, other.name))
    .map(({ id, name, description, retired }) => [
      link(`/doorkeeper_applications/${id}/edit`, name),
      description,
      retired ? "Retired" : "",
    ]);
  const main = html`${heading("Apps")}
${cards(["What it is", "Status"], rows)}`;
  return signonPage(c, "Apps", main, true);
}

function editPage(c: BrowserContext, { tables }: Service, application: Application, problems: Problems = {}) {
  const { id, name, uid, description, redirectUri } = application;
  const title = `Edit ${name}`;
  const parameter = (field: string) => `doorkeeper_application[${field}]`;
  const fields = [
    textField({ name: parameter("description"), label: "Description", value: description }),
    textField({ name: parameter("redirect_uri"), label: "Redirect URI", value: redirectUri ?? "" }, problems),
    ...flags.map(
      ([flag, text, key]) => html`<input type="hidden" name="${parameter(flag)}" value="0">
${checkboxes(parameter(flag), text, [{ value: "1", text: "Yes", isChosen: application[key] }])}`,
    ),
  ];
  const rows = permissionsOfApplication(tables, id).map((permission) => [
    permission.name,
    permission.delegated ? "Yes" : "No",
    permission.grantableFromUi ? "Yes" : "No",
  ]);
  const box = { value: "1", text: "Admins of organisations may give it" };
  const added = [
    textField({ name: "supported_permission[name]", label: "Name of the permission" }, problems),
    checkboxes("supported_permission[delegated]", "Delegated", [box]),
  ];
  const main = html`${problemSummary(problems)}${heading(title)}
<p class="govuk-body">OAuth id: <code>${uid}</code></p>
${form({ action: `/doorkeeper_applications/${id}`, method: "patch", button: "Update application", fields })}
<h2 class="govuk-heading-m">Permissions</h2>
${cards(["Delegated", "Can be given on a page"], rows)}
${form({ action: `/doorkeeper_applications/${id}/supported_permissions`, button: "Add permission", fields: added })}`;
  return signonPage(c, title, main);
}
