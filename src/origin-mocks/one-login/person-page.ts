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
import { codeTextsOf } from "./code-texts.ts";
import { button, type ControlRoomView, code } from "./control-room-parts.ts";
import { errorSummary, type Field, noErrors, textField } from "./form-parts.ts";
import { chosenLanguage } from "./language.ts";
import { languageSwitch } from "./language-switch.ts";
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
    const language = chosenLanguage(c, provider);
    const message = c.req.query("done") === "1" ? personTextsOf(language).done : "";
    return c.html(
      await personPage(provider, person, { language, message, errors: noErrors, typed: noErrors }),
    );
  });
  app.post("/control/people/:id/delete", async (c) =>
    (await deletePerson(provider, c.req.param("id")))
      ? c.redirect("/control?done=doneDeleted", 303)
      : c.notFound(),
  );
  app.post("/control/people/:id/:change", async (c) => {
    const { id, change } = c.req.param();
    const before = provider.people.get(id);
    const typed = (await fromBody(c.req)) ?? noErrors;
    try {
      const changed = await changeAccount(provider, id, change, Object.fromEntries(typed));
      return changed ? c.redirect(`/control/people/${encodeURIComponent(id)}?done=1`, 303) : c.notFound();
    } catch (error) {
      if (!(error instanceof z.ZodError) || !before) throw error;
      const language = chosenLanguage(c, provider);
      const errors = errorsOf(error, language);
      return c.html(await personPage(provider, before, { language, message: "", errors, typed }), 400);
    }
  });
}

function errorsOf({ issues }: z.ZodError, language: Language): ReadonlyMap<string, string> {
  const { enterEmail, emailTaken } = textsOf(language);
  return new Map(
    issues.map(({ path, code: kind }) =>
      path[0] === "phone"
        ? ["phone", codeTextsOf(language).enterPhone]
        : ["email", kind === "custom" ? emailTaken : enterEmail],
    ),
  );
}

async function personPage(provider: Provider, person: Account, view: ControlRoomView): Promise<Html> {
  const { language, message, errors, typed } = view;
  const texts = personTextsOf(language);
  const common = textsOf(language);
  const secret = await secretOf(person.id);
  const rows: [string, Html | string][] = [
    [texts.id, code(person.id)],
    [texts.state, texts[person.intervention ?? "active"]],
    [texts.recreated, `${person.recreated} ${texts.times}`],
    [texts.secret, code(secret)],
    [texts.code, code(await codeAt(person.id, provider.seconds()))],
  ];
  const path = `/control/people/${encodeURIComponent(person.id)}`;
  const changeForm = (change: string, field: Field, text: string) =>
    html`<form action="${path}/${change}" method="post" novalidate>
${textField(common, { ...field, value: typed.get(field.name) ?? field.value ?? "" }, errors)}
<button type="submit" class="govuk-button govuk-button--secondary">${text}</button>
</form>`;
  const email = { name: "email", label: texts.email, value: person.email };
  const phone = { name: "phone", label: texts.phone, value: person.phone ?? "" };
  const main = html`<link rel="stylesheet" href="/control-room.css"><a class="govuk-back-link" href="/control#people">${texts.back}</a>
${errorSummary(common, errors)}
<h1 class="govuk-heading-l">${person.name}</h1>
${message ? html`<div class="govuk-inset-text" role="status">${message}</div>` : ""}
<dl class="govuk-summary-list">${rows.map(([key, value]) => html`<div class="govuk-summary-list__row"><dt class="govuk-summary-list__key">${key}</dt><dd class="govuk-summary-list__value">${value}</dd></div>`)}</dl>
${changeForm("email", email, texts.changeEmail)}
${changeForm("second-factor", phone, texts.changePhone)}
<p class="govuk-body">${texts.recreateHint}</p>
<div class="govuk-button-group">${buttons(path, texts, person)}</div>`;
  const title = errors.size > 0 ? `${common.error}: ${person.name}` : person.name;
  const navigation = languageSwitch(language, path);
  return page({ title, service: provider.profile.brand, language, navigation, main });
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
