/**
 * The tokens of an API user: several for one application while they are rotated, each shown whole once.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { addToken, revokeToken } from "./access.ts";
import { dateOf } from "./accounts.ts";
import { type BrowserContext, type BrowserEnv, redirectWith } from "./browser.ts";
import { cards, form, heading, link, selectField } from "./pages/forms.ts";
import { signonPage } from "./pages/layout.ts";
import { parametersOf } from "./parameters.ts";
import { compareText, expiryOf } from "./queries.ts";
import type { Service } from "./service.ts";
import type { AccessToken, User } from "./tables.ts";
import { applicationOf, managed } from "./targets.ts";
import { liveTokens, shortened } from "./tokens.ts";

/** Answers a request about one token of an API user. */
type WithToken = (c: BrowserContext, user: User, token: AccessToken) => Response | Promise<Response>;

/** Routes below `/api_users/:id`; the role was asked for before. */
export function apiTokenRoutes(service: Service): Hono<BrowserEnv> {
  const app = new Hono<BrowserEnv>();
  const about = (act: Parameters<typeof managed>[2]) => managed(service, "api user", act);
  const aboutToken = (act: WithToken) =>
    about((c, user) => {
      const id = c.req.param("token");
      const token = liveTokens(service, user.id).find((each) => String(each.id) === id);
      return token ? act(c, user, token) : c.body(null, 404);
    });
  app.get(
    "/api_users/:id/manage_tokens",
    about((c, user) => c.html(tokensPage(c, service, user))),
  );
  app.get(
    "/api_users/:id/authorisations/new",
    about((c, user) => c.html(newPage(c, service, user))),
  );
  app.post(
    "/api_users/:id/authorisations",
    about((c, user) => create(c, service, user)),
  );
  app.get(
    "/api_users/:id/authorisations/:token/edit",
    aboutToken((c, user, token) => c.html(revokePage(c, service, user, token))),
  );
  app.post(
    "/api_users/:id/authorisations/:token/revoke",
    aboutToken((c, user, token) => {
      revokeToken(service, c.var.user, token);
      const text = `Access for ${nameOf(service, token)} was revoked`;
      return redirectWith(c, `/api_users/${user.id}/manage_tokens`, { kind: "notice", text });
    }),
  );
  return app;
}

function nameOf({ tables }: Service, { applicationId }: AccessToken): string {
  return tables.applications.get(applicationId)?.name ?? "an application";
}

async function create(c: BrowserContext, service: Service, user: User): Promise<Response> {
  const id = (await parametersOf(c)).get("authorisation[application_id]") ?? "";
  const application = applicationOf(service, id);
  const path = `/api_users/${user.id}/manage_tokens`;
  if (!application) return redirectWith(c, path, { kind: "alert", text: "There is no such application" });
  const { token } = addToken(service, c.var.user, user, application);
  return redirectWith(c, path, {
    kind: "notice",
    text: `Access token for ${application.name} created`,
    token,
  });
}

function tokensPage(c: BrowserContext, service: Service, user: User) {
  const rows = liveTokens(service, user.id)
    .sort(
      (one, other) =>
        compareText(nameOf(service, one), nameOf(service, other)) || expiryOf(one) - expiryOf(other),
    )
    .map((token) => [
      nameOf(service, token),
      html`<code>${shortened(token.token)}</code>`,
      dateOf(token.createdAt),
      dateOf(expiryOf(token)),
      html`<a class="govuk-link" href="/api_users/${user.id}/authorisations/${token.id}/edit">Revoke<span class="govuk-visually-hidden"> the token for ${nameOf(service, token)}</span></a>`,
    ]);
  const title = `Manage tokens for ${user.name}`;
  const main = html`${heading(title)}
<p class="govuk-body">${link(`/api_users/${user.id}/authorisations/new`, "Add application token")}</p>
${rows.length === 0 ? html`<p class="govuk-body">There are none.</p>` : cards(["Token", "Generated", "Expires", "Action"], rows)}
<p class="govuk-body">${link(`/api_users/${user.id}/edit`, "Back")}</p>`;
  return signonPage(c, title, main, true);
}

function newPage(c: BrowserContext, { tables }: Service, user: User) {
  const choices = [...tables.applications.values()]
    .filter(({ retired }) => !retired)
    .sort((one, other) => compareText(one.name, other.name))
    .map(({ id, name }) => ({ value: String(id), text: name }));
  const title = `Create new access token for ${user.name}`;
  const hint = "The token allows nothing but signing in; give it permissions after this.";
  const fields = selectField("authorisation[application_id]", "Application", choices, hint);
  const main = html`${heading(title)}
${form({ action: `/api_users/${user.id}/authorisations`, button: "Create access token", fields })}`;
  return signonPage(c, title, main);
}

function revokePage(c: BrowserContext, service: Service, user: User, token: AccessToken) {
  const title = `Revoke ${user.name}'s token for ${nameOf(service, token)}`;
  const action = `/api_users/${user.id}/authorisations/${token.id}/revoke`;
  const main = html`${heading(title)}
<p class="govuk-body">What uses it stops working within five minutes, and it cannot be taken back.</p>
${form({ action, button: "Revoke", isWarning: true })}`;
  return signonPage(c, title, main);
}
