/**
 * The pages for a person who looks around: what this mock offers, and who is signed in here.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { type Language, page } from "../common/page.ts";
import type { Account } from "./accounts.ts";
import { chosenLanguage } from "./language.ts";
import { languageSwitch } from "./language-switch.ts";
import type { Provider } from "./provider.ts";
import { currentSession, keepSession } from "./sessions.ts";
import { type Texts, textsOf } from "./texts.ts";

const links: readonly (readonly [path: string, text: keyof Texts])[] = [
  ["/control", "linkControl"],
  ["/your-services", "linkServices"],
  ["/.well-known/openid-configuration", "linkDiscovery"],
  ["/.well-known/jwks.json", "linkKeys"],
  ["/.well-known/did.json", "linkIdentityKeys"],
  ["/trustmark", "linkTrustmark"],
  ["/config", "linkConfig"],
  ["/__mock", "linkMock"],
];

/** `GET /` and `GET /your-services`. */
export function pages(provider: Provider): Hono {
  const app = new Hono();
  const { brand } = provider.profile;
  app.get("/", (c) => {
    c.header("Vary", "Accept");
    if (c.req.header("Accept")?.includes("text/html"))
      return c.html(overview(brand, chosenLanguage(c, provider)));
    return c.body("GOV.UK One Login Simulator", 200, { "Content-Type": "text/html; charset=utf-8" });
  });
  app.get("/your-services", (c) => {
    c.header("Cache-Control", "no-store");
    const session = currentSession(c, provider);
    if (session) keepSession(c, provider);
    return c.html(
      yourServices(brand, chosenLanguage(c, provider), session && provider.people.get(session.personId)),
    );
  });
  return app;
}

function overview(brand: string, language: Language) {
  const texts = textsOf(language);
  const title = `${brand} ${texts.overviewTitle}`;
  const main = html`<h1 class="govuk-heading-l">${title}</h1>
<ul class="govuk-list govuk-list--bullet">
${links.map(([path, text]) => html`<li><a class="govuk-link" href="${path}">${texts[text]}</a></li>`)}
</ul>`;
  return page({ title, service: brand, language, navigation: languageSwitch(language, "/"), main });
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
  const navigation = languageSwitch(language, "/your-services");
  return page({
    title: texts.servicesHeading,
    service: brand,
    home: "/your-services",
    language,
    navigation,
    main,
  });
}
