/**
 * The pages of a preview's own: its desk, and the gate before everything that controls it.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, page } from "../common/page.ts";
import type { Addresses } from "./addresses.ts";

const service = "Preview";
const setToken = "npx wrangler secret put MOCK_TOKEN --name <name>-mocks";

/** Nobody can come in. */
export function closedPage(): Html {
  const main = html`<h1 class="govuk-heading-l">This part of the preview is closed</h1>
<p class="govuk-body">Here the mocks are controlled, and others can reach this address. So it stays closed until a
token is set. Whoever deployed the preview can do that, where <code>&lt;name&gt;</code> is its name:</p>
<p class="govuk-body"><code>${setToken}</code></p>`;
  return page({ title: "This part of the preview is closed", service, main });
}

/** @param to where the form leads back to */
export function tokenPage(action: string, to: string, isWrong = false): Html {
  const title = `${isWrong ? "Error: " : ""}Enter the token of this preview`;
  const main = html`${isWrong ? wrong : ""}<h1 class="govuk-heading-l">Enter the token of this preview</h1>
<p class="govuk-body">Here the mocks are controlled, and others can reach this address. So it is open only to whoever
has the token that was set as MOCK_TOKEN. A program sends it as <code>Authorization: Bearer</code>.</p>
<form method="post" action="${action}">
<input type="hidden" name="to" value="${to}">
<div class="govuk-form-group${isWrong ? " govuk-form-group--error" : ""}">
<label class="govuk-label" for="token">Token</label>
${isWrong ? html`<p id="token-error" class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${mistake}</p>` : ""}
<input class="govuk-input" id="token" name="token" type="password" autocomplete="off" ${isWrong ? html`aria-describedby="token-error"` : ""}>
</div>
<button type="submit" class="govuk-button">Continue</button>
</form>`;
  return page({ title, service, main });
}

const mistake = "This is not the token of this preview";
const wrong = html`<div class="govuk-error-summary"><div role="alert">
<h2 class="govuk-error-summary__title">There is a problem</h2>
<div class="govuk-error-summary__body"><ul class="govuk-list govuk-error-summary__list"><li><a href="#token">${mistake}</a></li></ul></div>
</div></div>`;

/** Where everything is, for those who may control it. */
export function deskPage({ websiteRoot, services }: Addresses): Html {
  const links = [
    ["The website, through the edge", websiteRoot],
    ["One Login’s control room", `${services["one-login"]}/control`],
    ["The emails that were sent", `${services["email-alert-api"]}/__mock/outbox`],
    ["Signon", services.signon],
    ["Who called whom, as JSON", "/__world/calls"],
  ] as const;
  const main = html`<h1 class="govuk-heading-l">Preview</h1>
<p class="govuk-body">The website and One Login’s sign-in pages are open to everybody. All else asks for the token, at
each address once.</p>
<ul class="govuk-list govuk-list--bullet">
${links.map(([text, url]) => html`<li><a class="govuk-link" href="${url}">${text}</a></li>`)}
</ul>`;
  return page({ title: "Preview", service, main });
}
