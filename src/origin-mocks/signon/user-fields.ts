/**
 * Changing one field of a person: name, email, role or organisation. Applications are told.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import type { Html } from "../common/page.ts";
import { changeUser, emailProblem, sendInvitation, tidyEmail } from "./accounts.ts";
import { type BrowserContext, type BrowserEnv, redirectWith, refuse } from "./browser.ts";
import { organisationChoices } from "./pages/account-parts.ts";
import { form, heading, type Problems, problemSummary, selectField, textField } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { type Action, may } from "./policies.ts";
import { statusOf } from "./queries.ts";
import { isPublishingManager, requiresTwoStep, roleLabel, roleOf, roles } from "./roles.ts";
import type { Service } from "./service.ts";
import type { User } from "./tables.ts";
import { byId, editPath, managed } from "./targets.ts";

type Change = Parameters<typeof changeUser>[3];

interface Field {
  readonly name: "name" | "email" | "role" | "organisation";
  /** The parameter of the form. */
  readonly parameter: string;
  /** What besides managing the user is needed. */
  readonly action: Action | null;
  input(service: Service, user: User, problems: Problems): Html;
  /** The change a value means, or what is wrong with the value. */
  read(service: Service, user: User, value: string): Change | string;
}

const fields: readonly Field[] = [
  {
    name: "name",
    parameter: "user[name]",
    action: null,
    input: (_service, { name }, problems) =>
      textField({ name: "user[name]", label: "Name", value: name }, problems),
    read: (_service, _user, value) => (value.trim() === "" ? "Enter a name" : { name: value.trim() }),
  },
  {
    name: "email",
    parameter: "user[email]",
    action: null,
    input: (_service, { email }, problems) =>
      textField({ name: "user[email]", label: "Email", type: "email", value: email }, problems),
    read: (service, user, value) => emailProblem(service, value, user) ?? { email: tidyEmail(value) },
  },
  {
    name: "role",
    parameter: "user[role]",
    action: "set a role",
    input: (_service, user) =>
      selectField(
        "user[role]",
        "Role",
        roles.map((role) => ({ value: role, text: roleLabel(role), isChosen: role === user.role })),
      ),
    read: readRole,
  },
  {
    name: "organisation",
    parameter: "user[organisation_id]",
    action: "set an organisation",
    input: ({ tables }, user) =>
      selectField("user[organisation_id]", "Organisation", organisationChoices(tables, user.organisationId)),
    read: ({ tables }, user, value) => {
      const organisation = byId(tables.organisations, value);
      if (value !== "" && !organisation) return "There is no such organisation";
      if (!organisation && isPublishingManager(user.role)) return "An admin of an organisation needs one";
      return { organisationId: organisation?.id ?? null };
    },
  },
];

function readRole(service: Service, user: User, value: string): Change | string {
  const role = roleOf(value);
  if (role === undefined) return "There is no such role";
  if (isPublishingManager(role) && user.organisationId === null)
    return "An admin of an organisation needs one";
  if (user.exemption !== null && requiresTwoStep(role, service.twoStepRule))
    return "Somebody exempt from 2-step verification cannot have this role";
  return { role };
}

/** Routes below `/users/:id`, one page a field. */
export function userFieldRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  for (const field of fields) {
    const allowed = (act: (c: BrowserContext, user: User) => Response | Promise<Response>) =>
      managed(service, "person", (c, user) =>
        field.action === null || may(c.var.user, field.action) ? act(c, user) : refuse(c),
      );
    app.get(
      `/users/:id/${field.name}/edit`,
      allowed((c, user) => c.html(fieldPage(c, service, field, user))),
    );
    app.on(
      ["PUT", "PATCH"],
      `/users/:id/${field.name}`,
      allowed((c, user) => save(c, service, field, user)),
    );
  }
  return app;
}

async function save(c: BrowserContext, service: Service, field: Field, user: User): Promise<Response> {
  const value = (await parametersOf(c)).get(field.parameter) ?? "";
  const change = field.read(service, user, value);
  if (typeof change === "string")
    return c.html(fieldPage(c, service, field, user, { [field.parameter]: change }), 422);
  const hasNewAddress = change.email !== undefined && change.email !== user.email;
  changeUser(service, c.var.user, user, change);
  // The link went to the old address.
  if (hasNewAddress && statusOf(user) === "invited") sendInvitation(service, user);
  const text = `Updated user ${user.email} successfully`;
  return redirectWith(c, editPath(user), { kind: "notice", text });
}

function fieldPage(c: BrowserContext, service: Service, field: Field, user: User, problems: Problems = {}) {
  const title = `Change ${field.name} for ${user.name}`;
  const input = field.input(service, user, problems);
  const action = `/users/${user.id}/${field.name}`;
  const main = html`${problemSummary(problems)}${heading(title)}
${form({ action, method: "put", button: `Change ${field.name}`, fields: input })}`;
  return signonPage(c, title, main);
}
