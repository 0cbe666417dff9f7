/**
 * The pages for a person who looks around: what this mock offers, and who is signed in here.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { type Language, page } from "../common/page.ts";
import type { Account } from "./accounts.ts";
import { languageOf } from "./language.ts";
import type { Provider } from "./provider.ts";
import { currentSession, keepSession } from "./sessions.ts";
import { textsOf } from "./texts.ts";

const links: readonly (readonly [path: string, text: string])[] = [
  ["/control", "Control room: people, clients, sessions, faults, requests"],
  ["/your-services", "Your services: who is signed in"],
  ["/.well-known/openid-configuration", "Discovery document"],
  ["/.well-known/jwks.json", "Signing keys"],
  ["/.well-known/did.json", "Keys of core identities"],
  ["/trustmark", "Vectors of trust"],
  ["/config", "Configuration, as the official simulator has it"],
  ["/__mock", "Clock, failures and state of this mock"],
];

/** `GET /` and `GET /your-services`. */
export function pages(provider: Provider): Hono {
  const app = new Hono();
  const { brand } = provider.profile;
  app.get("/", (c) => {
    c.header("Vary", "Accept");
    if (c.req.header("Accept")?.includes("text/html")) return c.html(overview(brand));
    return c.body("GOV.UK One Login Simulator", 200, { "Content-Type": "text/html; charset=utf-8" });
  });
  app.get("/your-services", (c) => {
    c.header("Cache-Control", "no-store");
    const session = currentSession(c, provider);
    if (session) keepSession(c, provider);
    return c.html(yourServices(brand, languageOf(c), session && provider.people.get(session.personId)));
  });
  return app;
}

function overview(brand: string) {
  const title = `${brand} for development`;
  const main = html`<h1 class="govuk-heading-l">${title}</h1>
<ul class="govuk-list govuk-list--bullet">
${links.map(([path, text]) => html`<li><a class="govuk-link" href="${path}">${text}</a></li>`)}
</ul>`;
  return page({ title, service: brand, main });
}

/** Stands in for home.account.gov.uk. */
function yourServices(brand: string, language: Language, person: Account | undefined) {
  const texts = textsOf(language);
  const who = person
    ? html`<p class="govuk-body">${texts.signedInAs} <strong>${person.name}</strong> (${person.email}).</p>
<p class="govuk-body"><a class="govuk-link" href="/logout">${texts.signOut}</a></p>`
    : html`<p class="govuk-body">${texts.nobody}</p>`;
  const main = html`<h1 class="govuk-heading-l">${texts.servicesHeading}</h1>
${who}`;
  return page({ title: texts.servicesHeading, service: brand, home: "/your-services", language, main });
}
