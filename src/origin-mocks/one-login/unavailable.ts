/**
 * Accounts that One Login has suspended or blocked: whoever signs in with one is turned away.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import { html } from "hono/html";
import { page } from "../common/page.ts";
import { chosenLanguage } from "./language.ts";
import { languageSwitch } from "./language-switch.ts";
import { personTextsOf } from "./person-texts.ts";
import type { Provider } from "./provider.ts";
import { currentSession, endSession } from "./sessions.ts";

const paths = { suspended: "/unavailable-temporary", blocked: "/unavailable-permanent" } as const;

/** Turns somebody away, and ends the session that they may have here; undefined when they may go on. */
export function turnAway(c: Context, provider: Provider, personId: string): Response | undefined {
  const intervention = provider.people.get(personId)?.intervention;
  if (intervention === undefined) return undefined;
  if (currentSession(c, provider)?.personId === personId) endSession(c, provider);
  provider.log.explain(c.req.raw, `the account is ${intervention}`);
  return c.redirect(paths[intervention]);
}

/** `GET /unavailable-temporary` and `GET /unavailable-permanent`. */
export function unavailable(provider: Provider): Hono {
  const app = new Hono();
  app.get(paths.suspended, (c) => show(c, provider, "temporary"));
  app.get(paths.blocked, (c) => show(c, provider, "permanent"));
  return app;
}

function show(c: Context, provider: Provider, kind: "temporary" | "permanent") {
  const language = chosenLanguage(c, provider);
  const texts = personTextsOf(language);
  const title = texts[`${kind}Heading`];
  const main = html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">${texts[`${kind}Text`]}</p>
<p class="govuk-body">${texts.undo}</p>`;
  const navigation = languageSwitch(language, c.req.path);
  return c.html(page({ title, service: provider.profile.brand, language, navigation, main }));
}
