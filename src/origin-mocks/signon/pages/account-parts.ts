/**
 * Parts that the pages about people and about API users share.
 *
 * @module
 */
import { html } from "hono/html";
import type { Html } from "../../common/page.ts";
import type { BrowserContext } from "../browser.ts";
import { compareText, permissionsHeld } from "../queries.ts";
import type { Application, Permission, Tables, User } from "../tables.ts";
import { checkboxes, form, heading, type Problems, textField } from "./forms.ts";
import { signonPage } from "./layout.ts";

/** Name and email address. */
export function identityFields(
  prefix: string,
  values: { readonly name: string; readonly email: string },
  problems: Problems,
): Html[] {
  return [
    textField({ name: `${prefix}[name]`, label: "Name", value: values.name }, problems),
    textField({ name: `${prefix}[email]`, label: "Email", type: "email", value: values.email }, problems),
  ];
}

/** What a page of permissions is about. */
export interface PermissionForm {
  readonly user: User;
  readonly application: Application;
  readonly editable: readonly Permission[];
  readonly action: string;
}

/** The page on which permissions of one application are ticked. */
export function permissionForm(c: BrowserContext, tables: Tables, what: PermissionForm): Html {
  const { user, application, editable, action } = what;
  const held = permissionsHeld(tables, user.id, application.id);
  const choices = editable.map(({ id, name }) => {
    return { value: String(id), text: name, isChosen: held.has(name) };
  });
  const title = `Update ${user.name}'s permissions for ${application.name}`;
  const name = "application[supported_permission_ids][]";
  const main = html`${heading(title)}
${
  choices.length === 0
    ? html`<p class="govuk-body">There are none that you can change.</p>`
    : form({
        action,
        method: "patch",
        button: "Update permissions",
        fields: checkboxes(name, "Permissions", choices),
      })
}`;
  return signonPage(c, title, main);
}

/** Organisations to choose one from, or none. */
export function organisationChoices({ organisations }: Tables, chosen: number | null) {
  const none = { value: "", text: "None", isChosen: chosen === null };
  const all = [...organisations.values()]
    .sort((one, other) => compareText(one.name, other.name))
    .map(({ id, name, closed }) => {
      return { value: String(id), text: closed ? `${name} (closed)` : name, isChosen: id === chosen };
    });
  return [none, ...all];
}
