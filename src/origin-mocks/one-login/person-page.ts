/**
 * The page of one person in the control room: what is known of them, and what can happen to them.
 *
 * @module
 */
import type { Hono } from "hono";
import { html } from "hono/html";
import { z } from "zod";
import { type Html, type Language, page } from "../common/page.ts";
import { changeAccount, deletePerson } from "./account-changes.ts";
import type { Account } from "./accounts.ts";
import { button } from "./control-room-parts.ts";
import { noErrors, textField } from "./form-parts.ts";
import { languageOf } from "./language.ts";
import { fromBody } from "./parameters.ts";
import { type PersonTexts, personTextsOf } from "./person-texts.ts";
import type { Provider } from "./provider.ts";
import { textsOf } from "./texts.ts";
import { codeAt, secretOf } from "./totp.ts";

/** `GET /control/people/{id}` and `POST /control/people/{id}/{change}`, behind the control room's guard. */
export function personRoutes(app: Hono, provider: Provider): void {
  app.get("/control/people/:id", async (c) => {
    const person = provider.people.get(c.req.param("id"));
    if (!person) return c.notFound();
    const message = c.req.query("done") === "1" ? personTextsOf(languageOf(c)).done : "";
    return c.html(await personPage(provider, person, languageOf(c), message));
  });
  app.post("/control/people/:id/delete", async (c) =>
    (await deletePerson(provider, c.req.param("id")))
      ? c.redirect("/control?done=The%20account%20is%20deleted.", 303)
      : c.notFound(),
  );
  app.post("/control/people/:id/:change", async (c) => {
    const { id, change } = c.req.param();
    const before = provider.people.get(id);
    try {
      const sent = Object.fromEntries((await fromBody(c.req)) ?? []);
      const changed = await changeAccount(provider, id, change, sent);
      return changed ? c.redirect(`/control/people/${encodeURIComponent(id)}?done=1`, 303) : c.notFound();
    } catch (error) {
      if (!(error instanceof z.ZodError) || !before) throw error;
      const message = `${personTextsOf(languageOf(c)).wrong} ${z.prettifyError(error)}`;
      return c.html(await personPage(provider, before, languageOf(c), message), 400);
    }
  });
}

async function personPage(provider: Provider, person: Account, language: Language, message: string) {
  const texts = personTextsOf(language);
  const secret = await secretOf(person.id);
  const rows: [string, string][] = [
    [texts.id, person.id],
    [texts.state, texts[person.intervention ?? "active"]],
    [texts.recreated, `${person.recreated} ${texts.times}`],
    [texts.secret, secret],
    [texts.code, await codeAt(person.id, provider.seconds())],
  ];
  const path = `/control/people/${encodeURIComponent(person.id)}`;
  const main = html`<link rel="stylesheet" href="/control-room.css"><h1 class="govuk-heading-l">${person.name}</h1>
${message ? html`<div class="govuk-inset-text" role="status">${message}</div>` : ""}
<dl class="govuk-summary-list">${rows.map(([key, value]) => html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${key}</dt><dd class="govuk-summary-list__value">${value}</dd></div>`)}</dl>
${changeForm(language, `${path}/email`, { name: "email", label: texts.email, value: person.email }, texts.changeEmail)}
${changeForm(language, `${path}/second-factor`, { name: "phone", label: texts.phone, value: person.phone ?? "" }, texts.changePhone)}
<p class="govuk-body">${texts.recreateHint}</p>
<div class="govuk-button-group">${buttons(path, texts, person)}</div>
<p class="govuk-body"><a class="govuk-link" href="/control">${texts.back}</a></p>`;
  return page({ title: person.name, service: provider.profile.brand, language, main });
}

function buttons(path: string, texts: PersonTexts, { intervention }: Account): Html[] {
  const all = [
    ["recreate", texts.recreate],
    ["delete", texts.delete],
    ["sign-out", texts.signOut],
    ...(intervention === undefined
      ? [
          ["suspend", texts.suspend],
          ["block", texts.block],
        ]
      : [["reinstate", texts.reinstate]]),
  ];
  return all.map(([change, text = ""]) => button(`${path}/${change}`, text));
}

interface OneField {
  readonly name: string;
  readonly label: string;
  readonly value: string;
}

function changeForm(language: Language, action: string, field: OneField, text: string): Html {
  return html`<form action="${action}" method="post" novalidate>
${textField(textsOf(language), field, noErrors)}
<button type="submit" class="govuk-button govuk-button--secondary">${text}</button>
</form>`;
}
