/**
 * The page of the control room: who and what there is, what happened, and what goes wrong by order.
 *
 * @module
 */

import { html } from "hono/html";
import { decodeJwt } from "jose";
import { type Html, page } from "../common/page.ts";
import type { Account } from "./accounts.ts";
import { deliveries } from "./back-channel.ts";
import { button, type Cell, json, masked, table, time } from "./control-room-parts.ts";
import { faultKinds, faultNames } from "./faults.ts";
import type { Provider } from "./provider.ts";

/** The whole page. */
export function controlRoomPage(provider: Provider, message = ""): Html {
  const title = "Control room";
  const main = html`<link rel="stylesheet" href="/control-room.css"><h1 class="govuk-heading-l">${title}</h1>
${message ? html`<div class="govuk-inset-text" role="status">${message}</div>` : ""}
<p class="govuk-body">The time here is ${time(provider.clock.now())} UTC. The documentation is that of “${provider.profile.name}”.</p>
${requests(provider)}
${people(provider)}
${clients(provider)}
<p class="govuk-body"><a class="govuk-link" href="/control/clients">Add a client</a></p>
${sessions(provider)}
${tokens(provider)}
${faults(provider)}
${notices(provider)}
<h2 class="govuk-heading-m">Signing keys</h2>
<div class="govuk-button-group">${["publish", "use", "retire"].map((step) => button(`/control/keys/tokens/${step}`, `${step} token keys`))}</div>
<div class="govuk-button-group">${["publish", "use", "retire"].map((step) => button(`/control/keys/identity/${step}`, `${step} identity key`))}</div>
<h2 class="govuk-heading-m">Start again</h2>
${button("/control/reset", "Reset everything")}`;
  return page({ title, service: provider.profile.brand, main });
}

function requests({ log }: Provider): Html {
  const rows = log.entries.map((entry): Cell[] => [
    time(entry.time),
    `${entry.method} ${entry.path}`,
    entry.parameters.join(" "),
    String(entry.status),
    entry.failed ?? "",
    entry.documentation ? html`<a class="govuk-link" href="${entry.documentation}">documentation</a>` : "",
  ]);
  return table("Requests", ["Time", "Request", "Parameters", "Answer", "Failed check", "See"], rows);
}

function people(provider: Provider): Html {
  const rows = [...provider.people.values()].map((person): Cell[] => [
    person.name,
    person.email,
    person.phone ?? "authenticator app",
    person.identity?.achieved ?? "by name only",
    personForms(person),
  ]);
  return table("People", ["Name", "Email", "Second factor", "Identity", "Action"], rows);
}

function personForms({ id, name, email }: Account): Html {
  const path = `/control/people/${encodeURIComponent(id)}`;
  const field = `email-of-${id}`;
  return html`${button(`${path}/sign-out`, "Sign out everywhere", name)}
<form action="${path}/email" method="post" class="govuk-!-margin-top-2"><label class="govuk-label govuk-visually-hidden" for="${field}">New email address of ${name}</label>
<input class="govuk-input govuk-input--width-20" id="${field}" name="email" type="email" autocomplete="off" value="${email}">
<button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-2">Change email<span class="govuk-visually-hidden"> ${name}</span></button></form>
${button(`${path}/delete`, "Delete account", name)}`;
}

function clients(provider: Provider): Html {
  const rows = [...provider.clients.values()].map((client): Cell[] => [
    html`<a class="govuk-link" href="/control/clients?id=${encodeURIComponent(client.ClientID)}">${client.ClientName}</a>`,
    client.ClientID,
    client.RedirectUrls.join(" "),
    client.Scopes.join(" "),
    client.TokenAuthMethod,
  ]);
  return table("Clients", ["Name", "ClientID", "RedirectUrls", "Scopes", "Authentication"], rows);
}

function sessions({ stores, people: known }: Provider): Html {
  const rows = [...stores.sessions.entries()].map(([id, session]): Cell[] => [
    masked(id),
    known.get(session.personId)?.name ?? session.personId,
    time(session.authTime * 1000),
    session.credentialTrust,
    [...new Set(session.clientSessions.values())].join(" "),
  ]);
  return table("Sessions", ["Cookie", "Person", "Since", "Trust", "Clients"], rows);
}

function tokens({ stores }: Provider): Html {
  const rows = [...stores.accessTokens.values()].flatMap(({ token }): Cell[][] =>
    token === undefined ? [] : [[masked(token), json(decodeJwt(token))]],
  );
  return table("Access tokens", ["Token", "Claims"], rows);
}

function faults(provider: Provider): Html {
  const { configured } = provider.faults;
  const rows = [
    ...faultKinds.flatMap((kind) =>
      configured[kind].map((name): Cell[] => [kind, name, "until changed", ""]),
    ),
    ...provider.faults
      .orders()
      .map(({ kind, name, times, clientId }): Cell[] => [
        kind,
        name,
        times === undefined ? "until reset" : `${times} more`,
        clientId ?? "",
      ]),
  ];
  const options = faultKinds.flatMap((kind) => faultNames[kind].map((name) => `${kind} ${name}`));
  return html`${table("Faults", ["Where", "Fault", "How often", "Client"], rows)}
<form action="/control/faults" method="post">
<div class="govuk-form-group"><label class="govuk-label" for="fault">Order a fault</label>
<select class="govuk-select" id="fault" name="fault">${options.map((option) => html`<option>${option}</option>`)}</select></div>
<div class="govuk-form-group"><label class="govuk-label" for="times">For how many answers (empty: until reset)</label>
<input class="govuk-input govuk-input--width-4" id="times" name="times" type="text" inputmode="numeric" value="1"></div>
<div class="govuk-button-group"><button type="submit" class="govuk-button">Order</button></div>
</form>
${button("/control/faults/clear", "Clear all faults")}`;
}

function notices(provider: Provider): Html {
  const rows = deliveries(provider).map(({ clientId, uri, attempts, isDone }): Cell[] => [
    clientId,
    uri,
    attempts.join(", "),
    isDone ? "delivered" : "not delivered",
  ]);
  return table("Services that were told", ["Client", "Address", "Answers", "Outcome"], rows);
}

/** The page on which a client is edited, in the field names of the production registration. */
export function clientPage(provider: Provider, text: string, error = ""): Html {
  const title = error ? "Error: Client" : "Client";
  const main = html`${error ? html`<div class="govuk-error-summary"><div role="alert"><h2 class="govuk-error-summary__title">There is a problem</h2><div class="govuk-error-summary__body"><a href="#client">${error}</a></div></div></div>` : ""}
<h1 class="govuk-heading-l">Client</h1>
<form action="/control/clients" method="post">
<div class="govuk-form-group ${error ? "govuk-form-group--error" : ""}"><label class="govuk-label" for="client">Registration, as JSON in the production field names</label>
<textarea class="govuk-textarea" id="client" name="client" rows="25" spellcheck="false">${text}</textarea></div>
<button type="submit" class="govuk-button">Save</button>
</form>
<p class="govuk-body"><a class="govuk-link" href="/control">Back to the control room</a></p>`;
  return page({ title, service: provider.profile.brand, main });
}
