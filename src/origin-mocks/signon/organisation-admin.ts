/**
 * Organisations: whether their people need 2-step verification, and their one parent. The real Signon has no
 * page for the parent: there it is set at a console.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { type BrowserContext, type BrowserEnv, redirectWith } from "./browser.ts";
import { setParent } from "./organisations-import.ts";
import { cards, checkboxes, form, heading, link, selectField } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { may } from "./policies.ts";
import { compareText } from "./queries.ts";
import type { Service } from "./service.ts";
import type { Organisation } from "./tables.ts";
import { byId, only } from "./targets.ts";

/** Routes below `/organisations`; whoever comes here is signed in. */
export function organisationRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  const edit = only("edit organisations");
  const about =
    (act: (c: BrowserContext, organisation: Organisation) => Response | Promise<Response>) =>
    (c: BrowserContext) => {
      const organisation = byId(service.tables.organisations, c.req.param("id"));
      return organisation ? act(c, organisation) : c.body(null, 404);
    };
  app.get("/organisations", only("list organisations"), (c) => c.html(listPage(c, service)));
  app.get(
    "/organisations/:id/edit",
    edit,
    about((c, organisation) => c.html(editPage(c, service, organisation))),
  );
  app.on(
    ["PUT", "PATCH"],
    "/organisations/:id",
    edit,
    about(async (c, organisation) => {
      const values = (await parametersOf(c)).getAll("organisation[require_2sv]");
      organisation.requireTwoStep = values.at(-1) === "1";
      return redirectWith(c, "/organisations", { kind: "notice", text: `Updated ${organisation.name}` });
    }),
  );
  app.on(
    ["PUT", "PATCH"],
    "/organisations/:id/parent",
    edit,
    about((c, organisation) => saveParent(c, service, organisation)),
  );
  return app;
}

async function saveParent(
  c: BrowserContext,
  { tables }: Service,
  organisation: Organisation,
): Promise<Response> {
  const slug = (await parametersOf(c)).get("organisation[parent]") ?? "";
  if (!setParent(tables, organisation.slug, slug === "" ? null : slug)) {
    const text = "An organisation cannot stand under itself, nor under one that is not there";
    return redirectWith(c, `/organisations/${organisation.id}/edit`, { kind: "alert", text });
  }
  const text = `Set the parent of ${organisation.name}. The next import may set it back.`;
  return redirectWith(c, "/organisations", { kind: "notice", text });
}

function sorted({ tables }: Service): Organisation[] {
  return [...tables.organisations.values()].sort((one, other) => compareText(one.name, other.name));
}

function listPage(c: BrowserContext, service: Service) {
  const rows = sorted(service).map((organisation) => [
    may(c.var.user, "edit organisations")
      ? link(`/organisations/${organisation.id}/edit`, organisation.name)
      : organisation.name,
    organisation.type,
    service.tables.organisations.get(organisation.parentId ?? -1)?.name ?? "None",
    organisation.requireTwoStep ? "Yes" : "No",
  ]);
  const main = html`${heading("Organisations")}
${cards(["Type", "Parent", "Requires 2-step verification"], rows)}`;
  return signonPage(c, "Organisations", main, true);
}

function editPage(c: BrowserContext, service: Service, organisation: Organisation) {
  const { id, name, parentId, requireTwoStep } = organisation;
  const title = `Edit ${name}`;
  const hidden = html`<input type="hidden" name="organisation[require_2sv]" value="0">`;
  const box = { value: "1", text: "Its people must use 2-step verification", isChosen: requireTwoStep };
  const flag = [hidden, checkboxes("organisation[require_2sv]", "2-step verification", [box])];
  const parents = sorted(service)
    .filter((each) => each.id !== id)
    .map((each) => ({ value: each.slug, text: each.name, isChosen: each.id === parentId }));
  const choices = [{ value: "", text: "None", isChosen: parentId === null }, ...parents];
  const hint =
    "Its super organisation admins manage the people here. It holds until an import says otherwise.";
  const parent = selectField("organisation[parent]", "Parent", choices, hint);
  const main = html`${heading(title)}
${form({ action: `/organisations/${id}`, method: "put", button: "Update organisation", fields: flag })}
${form({ action: `/organisations/${id}/parent`, method: "put", button: "Set parent", fields: parent })}`;
  return signonPage(c, title, main);
}
