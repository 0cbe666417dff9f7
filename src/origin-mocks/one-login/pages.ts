/**
 * The pages for a person who looks around: what this mock offers, and who is signed in here.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { page } from "../common/page.ts";
import type { Person } from "../world.ts";
import type { Provider } from "./provider.ts";
import { currentSession } from "./sessions.ts";

const service = "GOV.UK One Login";

const links: readonly (readonly [path: string, text: string])[] = [
  ["/your-services", "Your services: who is signed in"],
  ["/.well-known/openid-configuration", "Discovery document"],
  ["/.well-known/jwks.json", "Signing keys"],
  ["/trustmark", "Vectors of trust"],
  ["/__mock", "Clock, failures and state of this mock"],
];

/** `GET /` and `GET /your-services`. */
export function pages(provider: Provider): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    c.header("Vary", "Accept");
    if (c.req.header("Accept")?.includes("text/html")) return c.html(overview());
    return c.body("GOV.UK One Login Simulator", 200, { "Content-Type": "text/html; charset=utf-8" });
  });
  app.get("/your-services", (c) => {
    c.header("Cache-Control", "no-store");
    const session = currentSession(c, provider);
    return c.html(yourServices(session && provider.people.get(session.personId)));
  });
  return app;
}

function overview() {
  const title = "GOV.UK One Login for development";
  const main = html`<h1 class="govuk-heading-l">${title}</h1>
<ul class="govuk-list govuk-list--bullet">
${links.map(([path, text]) => html`<li><a class="govuk-link" href="${path}">${text}</a></li>`)}
</ul>`;
  return page({ title, service, main });
}

/** Stands in for home.account.gov.uk. */
function yourServices(person: Person | undefined) {
  const who = person
    ? html`<p class="govuk-body">You are signed in as <strong>${person.name}</strong> (${person.email}).</p>
<p class="govuk-body"><a class="govuk-link" href="/logout">Sign out</a></p>`
    : html`<p class="govuk-body">Nobody is signed in to One Login in this browser.</p>`;
  const main = html`<h1 class="govuk-heading-l">Your services</h1>
${who}`;
  return page({ title: "Your services", service, home: "/your-services", main });
}
