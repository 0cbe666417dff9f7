/**
 * The page of the control room: who and what there is, what happened, and what goes wrong by order.
 *
 * @module
 */
import { html } from "hono/html";
import { type Html, page } from "../common/page.ts";
import { deliveries } from "./back-channel.ts";
import { clockForm, faultForm, keyForms } from "./control-room-forms.ts";
import {
  button,
  type Cell,
  type ControlRoomView,
  code,
  contents,
  json,
  masked,
  moment,
  type Tabled,
  table,
  time,
} from "./control-room-parts.ts";
import { type ControlRoomTexts, controlRoomTexts } from "./control-room-texts.ts";
import { faultKinds } from "./faults.ts";
import { errorSummary } from "./form-parts.ts";
import { withoutSecrets } from "./issued-tokens.ts";
import { languageSwitch } from "./language-switch.ts";
import type { Provider } from "./provider.ts";
import { textsOf } from "./texts.ts";

/** The whole page. */
export function controlRoomPage(provider: Provider, view: ControlRoomView): Html {
  const { language, message, errors } = view;
  const texts = controlRoomTexts(language);
  const tables = [requests, people, clients, sessions, tokens, faults, notices].map((section) => {
    const tabled = section(provider, texts);
    return {
      ...tabled,
      content: html`${table(tabled, texts.none)}${after[tabled.id]?.(provider, view) ?? ""}`,
    };
  });
  const forms = [
    { id: "keys", caption: texts.keys, content: keyForms(provider, texts) },
    { id: "clock", caption: texts.clock, content: clockForm(view, texts) },
    { id: "again", caption: texts.again, content: button("/control/reset", texts.reset) },
  ];
  const titled = forms.map(({ content, ...form }) => ({
    ...form,
    content: html`<h2 class="govuk-heading-m" id="${form.id}">${form.caption}</h2>${content}`,
  }));
  const sections = [...tables, ...titled];
  const main = html`<link rel="stylesheet" href="/control-room.css">${errorSummary(textsOf(language), errors)}
<h1 class="govuk-heading-l">${texts.title}</h1>
${message ? html`<div class="govuk-inset-text" role="status">${message}</div>` : ""}
<p class="govuk-body">${texts.service} ${code(provider.baseUrl)}. ${texts.timeIs} ${code(time(provider.clock.now()))}. ${texts.documentationIs} ${code(provider.profile.name)}.</p>
<p class="govuk-body"><a class="govuk-link" href="/control/inbox">${texts.inbox}</a></p>
${contents(texts.contents, sections)}
${sections.map(({ content }) => content)}`;
  const title = errors.size > 0 ? `${textsOf(language).error}: ${texts.title}` : texts.title;
  const navigation = languageSwitch(language, "/control");
  return page({ title, service: provider.profile.brand, language, navigation, main });
}

/** What stands below a table. */
const after: Readonly<Record<string, (provider: Provider, view: ControlRoomView) => Html>> = {
  clients: (_provider, { language }) =>
    html`<p class="govuk-body"><a class="govuk-link" href="/control/clients">${controlRoomTexts(language).addClient}</a></p>`,
  faults: (provider, view) => faultForm(provider, view, controlRoomTexts(view.language)),
};

function requests({ log }: Provider, texts: ControlRoomTexts): Tabled {
  const rows = log.entries.map((entry): Cell[] => [
    moment(entry.time),
    entry.clientId ? code(entry.clientId) : "",
    code(`${entry.method} ${entry.path}`),
    html`${code(entry.parameters.join(" "))}${entry.tokens.map(({ name, header, claims }) => json(code(name), { header, claims }))}`,
    String(entry.status),
    // The words of the protocol, and of its documentation, are English in both languages.
    entry.failed ? html`<span lang="en">${entry.failed}</span>` : texts.passed,
    entry.documentation
      ? html`<a class="govuk-link" lang="en" hreflang="en" href="${entry.documentation}">${entry.section ?? ""}</a>`
      : "",
  ]);
  const heads = [
    texts.time,
    texts.client,
    texts.request,
    texts.parameters,
    texts.answer,
    texts.failedCheck,
    texts.documentation,
  ];
  return { id: "requests", caption: texts.requests, heads, rows };
}

function people(provider: Provider, texts: ControlRoomTexts): Tabled {
  const rows = [...provider.people.values()].map((person): Cell[] => [
    html`<a class="govuk-link" href="/control/people/${encodeURIComponent(person.id)}">${person.name}</a>`,
    person.email,
    person.phone ?? texts.authenticatorApp,
    person.identity?.achieved ?? texts.byNameOnly,
    button(`/control/people/${encodeURIComponent(person.id)}/sign-out`, texts.signOutEverywhere, person.name),
  ]);
  const heads = [texts.name, texts.email, texts.secondFactor, texts.identity, texts.action];
  return { id: "people", caption: texts.people, heads, rows };
}

function clients(provider: Provider, texts: ControlRoomTexts): Tabled {
  const rows = [...provider.clients.values()].map((client): Cell[] => [
    client.ClientName,
    code(client.ClientID),
    code(client.RedirectUrls.join(" ")),
    code(client.Scopes.join(" ")),
    code(client.TokenAuthMethod),
    html`<a class="govuk-link" href="/control/clients?id=${encodeURIComponent(client.ClientID)}">${texts.edit}<span class="govuk-visually-hidden"> ${client.ClientName}</span></a>`,
  ]);
  const heads = [texts.name, "ClientID", "RedirectUrls", "Scopes", "TokenAuthMethod", texts.action];
  return { id: "clients", caption: texts.clients, heads, rows };
}

function sessions({ stores, people: known }: Provider, texts: ControlRoomTexts): Tabled {
  const rows = [...stores.sessions.entries()].map(([id, session]): Cell[] => [
    code(masked(id)),
    known.get(session.personId)?.name ?? session.personId,
    moment(session.authTime * 1000),
    code(session.credentialTrust),
    code([...new Set(session.clientSessions.values())].join(" ")),
  ]);
  const heads = [texts.cookie, texts.who, texts.since, texts.trust, texts.services];
  return { id: "sessions", caption: texts.sessions, heads, rows };
}

function tokens({ log }: Provider, texts: ControlRoomTexts): Tabled {
  const rows = log.issued.map(({ time: at, kind, token, claims }): Cell[] => [
    moment(at),
    code(kind),
    code(masked(token)),
    claims.exp === undefined ? "" : moment(claims.exp * 1000),
    json(texts.showClaims, withoutSecrets(claims)),
  ]);
  const heads = [texts.time, texts.kind, texts.token, texts.expires, texts.claims];
  return { id: "tokens", caption: texts.tokens, heads, rows };
}

function faults({ faults: { configured, orders } }: Provider, texts: ControlRoomTexts): Tabled {
  const rows = [
    ...faultKinds.flatMap((kind) =>
      configured[kind].map((name): Cell[] => [code(kind), code(name), texts.untilChanged, texts.everyClient]),
    ),
    ...orders().map(({ kind, name, times, clientId }): Cell[] => [
      code(kind),
      code(name),
      times === undefined ? texts.untilReset : `${texts.left} ${times}`,
      clientId === undefined ? texts.everyClient : code(clientId),
    ]),
  ];
  return {
    id: "faults",
    caption: texts.faults,
    heads: [texts.where, texts.fault, texts.howOften, texts.client],
    rows,
  };
}

function notices(provider: Provider, texts: ControlRoomTexts): Tabled {
  const rows = deliveries(provider).map(({ clientId, uri, attempts, isDone }): Cell[] => [
    code(clientId),
    code(uri),
    html`<span lang="en">${attempts.join(", ")}</span>`,
    isDone ? texts.delivered : texts.notDelivered,
  ]);
  const heads = [texts.client, texts.address, texts.answers, texts.outcome];
  return { id: "back-channel", caption: texts.backChannel, heads, rows };
}
