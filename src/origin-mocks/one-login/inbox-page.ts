/**
 * The inbox: the page in the control room's style, and the interface for tests.
 *
 * @module
 */
import { Hono } from "hono";
import { html } from "hono/html";
import { type Html, type Language, page } from "../common/page.ts";
import { codeTextsOf } from "./code-texts.ts";
import { button, type Cell, moment, table } from "./control-room-parts.ts";
import { chosenLanguage } from "./language.ts";
import { languageSwitch } from "./language-switch.ts";
import type { Provider } from "./provider.ts";

/** `GET /control/inbox` and `POST /control/inbox/clear`, behind the control room's guard. */
export function inboxRoutes(app: Hono, provider: Provider): void {
  app.get("/control/inbox", (c) =>
    c.html(inboxPage(provider, chosenLanguage(c, provider), c.req.query("done") === "1")),
  );
  app.post("/control/inbox/clear", (c) => {
    provider.inbox.clear();
    return c.redirect("/control/inbox?done=1", 303);
  });
}

/** `GET /` (with `?to=`, only what went there) and `DELETE /`. */
export function inboxApi({ inbox }: Provider): Hono {
  const app = new Hono();
  app.get("/", (c) => {
    const to = c.req.query("to");
    return c.json({ messages: inbox.messages.filter((message) => to === undefined || message.to === to) });
  });
  app.delete("/", (c) => {
    inbox.clear();
    return c.body(null, 204);
  });
  return app;
}

function inboxPage({ inbox, profile }: Provider, language: Language, wasCleared: boolean): Html {
  const texts = codeTextsOf(language);
  const rows = inbox.messages.map((message): Cell[] => [
    moment(message.time),
    texts[message.way],
    message.to,
    html`<strong>${message.code}</strong>`,
  ]);
  const heads = [texts.time, texts.way, texts.to, texts.code];
  const messages = table({ id: "messages", caption: texts.messages, heads, rows }, texts.empty);
  const main = html`<link rel="stylesheet" href="/control-room.css"><a class="govuk-back-link" href="/control">${texts.back}</a>
<h1 class="govuk-heading-l">${texts.inbox}</h1>
${wasCleared ? html`<div class="govuk-inset-text" role="status">${texts.cleared}</div>` : ""}
<p class="govuk-body">${texts.inboxText}</p>
${messages}
${rows.length === 0 ? "" : button("/control/inbox/clear", texts.clear)}`;
  const navigation = languageSwitch(language, "/control/inbox");
  return page({ title: texts.inbox, service: profile.brand, language, navigation, main });
}
